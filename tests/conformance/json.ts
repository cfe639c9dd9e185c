/** JSON as it comes from a file, and the few questions that everybody here asks of it. */
export type Json = string | number | boolean | null | Json[] | JsonObject;
export type JsonObject = { [name: string]: Json };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function objectIn(value: Json | undefined, ...path: string[]): JsonObject | null {
  let here: Json | undefined = value;
  for (const name of path) here = isObject(here) ? here[name] : undefined;
  return isObject(here) ? here : null;
}

export function textIn(value: Json | undefined, ...path: string[]): string | null {
  let here: Json | undefined = value;
  for (const name of path) here = isObject(here) ? here[name] : undefined;
  return typeof here === "string" ? here : null;
}

/** The nodes of a connection, however they were selected; an array is its own nodes. */
export function nodesIn(value: Json | undefined): JsonObject[] {
  if (Array.isArray(value)) return objectsAmong(value);
  if (!isObject(value)) return [];
  const { nodes, edges } = value;
  if (Array.isArray(nodes)) return objectsAmong(nodes);
  return Array.isArray(edges) ? objectsAmong(edges.map((edge) => objectIn(edge, "node"))) : [];
}

export function objectsAmong(items: readonly Json[]): JsonObject[] {
  return items.flatMap((item) => (isObject(item) ? [item] : []));
}

/** Every value in it, itself first, with its path. */
export function* walk(value: Json, path: readonly string[] = []): Generator<{ value: Json; path: readonly string[] }> {
  yield { value, path };
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* walk(item, [...path, String(index)]);
  else if (isObject(value)) for (const [name, item] of Object.entries(value)) yield* walk(item, [...path, name]);
}
