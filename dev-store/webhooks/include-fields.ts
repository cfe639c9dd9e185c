/**
 * The `includeFields` of a webhook subscription: of the payload only the named fields are sent, `["id", "line_items.sku"]`.
 * A dotted name walks into objects and into every item of a list. A name that the payload lacks is passed over.
 */
export function onlyFields(payload: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> {
  const kept = new Map<string, string[]>();
  for (const field of fields) {
    const [name = "", ...rest] = field.split(".");
    kept.set(name, [...(kept.get(name) ?? []), rest.join(".")]);
  }
  return Object.fromEntries(
    Object.entries(payload).flatMap(([name, value]) => {
      const below = kept.get(name);
      return below === undefined ? [] : [[name, below.includes("") ? value : cut(value, below)]];
    }),
  );
}

function cut(value: unknown, fields: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => cut(item, fields));
  return typeof value === "object" && value !== null ? onlyFields({ ...value }, fields) : value;
}
