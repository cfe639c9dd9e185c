import { getNamedType, getNullableType, isCompositeType, isListType, isObjectType, Kind } from "graphql";
import type { FieldNode, FragmentDefinitionNode, GraphQLCompositeType, GraphQLSchema, SelectionSetNode } from "graphql";
import { isConnectionType } from "./check-query.ts";

/**
 * A bulk query's answer as JSON lines: one line for each node of each connection. A node inside another's connection says
 * whose it is by `__parentId`; the connections themselves are left out of the lines.
 */

export type LineSource = { schema: GraphQLSchema; fragments: ReadonlyMap<string, FragmentDefinitionNode> };

type Line = { object: Record<string, unknown>; inner: Line[] };

/** Grouped, what belongs to an object follows it; otherwise all objects of one depth come before the next depth's. */
export function linesOf(
  source: LineSource,
  selection: SelectionSetNode,
  data: unknown,
  { grouped }: { grouped: boolean },
): { lines: string[]; rootCount: number } {
  const query = source.schema.getQueryType();
  if (query == null) throw new Error("the schema has no queries");
  const roots: Line[] = [];
  partOf(source, query, selection, data, { parentId: null, lines: roots });
  const lines = grouped ? roots.flatMap(withInner) : byDepth(roots);
  return { lines: lines.map(({ object }) => JSON.stringify(object)), rootCount: roots.length };
}

function withInner(line: Line): Line[] {
  return [line, ...line.inner.flatMap(withInner)];
}

function byDepth(lines: readonly Line[]): Line[] {
  const inner = lines.flatMap((line) => line.inner);
  return inner.length === 0 ? [...lines] : [...lines, ...byDepth(inner)];
}

type Outer = { parentId: unknown; lines: Line[] };

/** The object as a line shows it; what its connections hold goes to `outer.lines`. */
function partOf(source: LineSource, type: GraphQLCompositeType, selection: SelectionSetNode, value: unknown, outer: Outer): Record<string, unknown> {
  const part: Record<string, unknown> = {};
  if (typeof value !== "object" || value === null) return part;
  for (const { field, parent } of fieldsIn(source, type, selection)) {
    const key = field.alias?.value ?? field.name.value;
    if (!(key in value)) continue;
    // Checked above to have it.
    const item = (value as Record<string, unknown>)[key];
    const declared = "getFields" in parent ? parent.getFields()[field.name.value]?.type : undefined;
    const named = declared === undefined ? undefined : getNamedType(declared);
    if (named === undefined || !isCompositeType(named) || field.selectionSet === undefined) part[key] = item;
    else if (isConnectionType(named.name)) addNodes(source, named, field.selectionSet, item, outer);
    else if (declared !== undefined && isListType(getNullableType(declared)))
      part[key] = Array.isArray(item) ? item.map((one) => innerPart(source, named, field, one, outer)) : item;
    else part[key] = innerPart(source, named, field, item, outer);
  }
  return part;
}

function innerPart(source: LineSource, type: GraphQLCompositeType, field: FieldNode, value: unknown, outer: Outer): unknown {
  return value === null || field.selectionSet === undefined ? value : partOf(source, type, field.selectionSet, value, outer);
}

function addNodes(source: LineSource, type: GraphQLCompositeType, selection: SelectionSetNode, connection: unknown, outer: Outer): void {
  const edges = fieldsIn(source, type, selection).find(({ field }) => field.name.value === "edges")?.field;
  const edgeType = typeOfField(type, "edges");
  const nodeType = edgeType === null ? null : typeOfField(edgeType, "node");
  const node = edges?.selectionSet && edgeType && fieldsIn(source, edgeType, edges.selectionSet).find(({ field }) => field.name.value === "node")?.field;
  if (node?.selectionSet === undefined || nodeType === null) return;
  for (const value of nodesOf(connection)) {
    const inner: Line[] = [];
    const id = typeof value === "object" && value !== null && "id" in value ? value.id : null;
    const object = partOf(source, nodeType, node.selectionSet, value, { parentId: id, lines: inner });
    outer.lines.push({ object: outer.parentId === null ? object : { ...object, __parentId: outer.parentId }, inner });
  }
}

function nodesOf(connection: unknown): unknown[] {
  if (typeof connection !== "object" || connection === null || !("edges" in connection) || !Array.isArray(connection.edges)) return [];
  return connection.edges.flatMap((edge: unknown) => (typeof edge === "object" && edge !== null && "node" in edge && edge.node !== null ? [edge.node] : []));
}

function typeOfField(type: GraphQLCompositeType, name: string): GraphQLCompositeType | null {
  const declared = "getFields" in type ? type.getFields()[name]?.type : undefined;
  const named = declared === undefined ? undefined : getNamedType(declared);
  return named !== undefined && isCompositeType(named) ? named : null;
}

type Found = { field: FieldNode; parent: GraphQLCompositeType };

function fieldsIn(source: LineSource, type: GraphQLCompositeType, selection: SelectionSetNode): Found[] {
  return selection.selections.flatMap((node): Found[] => {
    if (node.kind === Kind.FIELD) return [{ field: node, parent: type }];
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : source.fragments.get(node.name.value);
    if (fragment === undefined) return [];
    const narrowed = fragment.typeCondition === undefined ? type : source.schema.getType(fragment.typeCondition.name.value);
    return fieldsIn(source, isObjectType(narrowed) || isCompositeType(narrowed) ? narrowed : type, fragment.selectionSet);
  });
}
