import { getNamedType, getNullableType, isCompositeType, isListType, Kind, parse, TypeInfo, validate, visit, visitWithTypeInfo } from "graphql";
import type { DocumentNode, FieldNode, GraphQLSchema, OperationDefinitionNode, SelectionSetNode } from "graphql";
import { GraphQLError } from "graphql";

/** What Shopify refuses of a bulk query beyond what the schema says, in its words. */

const MAX_CONNECTIONS = 5;
/** How many connections may stand inside one another below the outermost. */
const MAX_NESTING = 2;
const FORBIDDEN_ROOTS = ["node", "nodes"];

export type CheckedQuery = { document: DocumentNode; operation: OperationDefinitionNode } | { problems: string[] };

export function checkBulkQuery(schema: GraphQLSchema, query: string): CheckedQuery {
  const parsed = parseOperation(query);
  if ("problems" in parsed) return parsed;
  const { document, operation } = parsed;
  if (operation.operation !== "query") return { problems: ["Invalid operation type. Only `query` operations are supported."] };
  const [invalid] = validate(schema, document);
  if (invalid !== undefined) return { problems: [`Invalid bulk query: ${invalid.message}`] };
  const problems = problemsOf(document, operation, connectionsIn(schema, document));
  return problems.length > 0 ? { problems } : { document, operation };
}

export function parseOperation(text: string): CheckedQuery {
  try {
    const document = parse(text);
    const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
    const [operation] = operations;
    if (operation === undefined || operations.length > 1) return { problems: ["Bulk queries must contain exactly one operation."] };
    return { document, operation };
  } catch (error) {
    if (error instanceof GraphQLError) return { problems: [`Invalid bulk query: ${error.message}`] };
    throw error;
  }
}

type FoundConnection = {
  name: string;
  depth: number;
  isInList: boolean;
  usesEdges: boolean;
  hasInner: boolean;
  selectsId: boolean;
};

function problemsOf(document: DocumentNode, operation: OperationDefinitionNode, connections: readonly FoundConnection[]): string[] {
  const roots = operation.selectionSet.selections.flatMap((node) => (node.kind === Kind.FIELD ? [node.name.value] : []));
  const problems = FORBIDDEN_ROOTS.filter((name) => roots.includes(name)).map((name) => `Bulk queries cannot contain a top level \`${name}\` field.`);
  if (connections.length === 0) problems.push("Bulk queries must contain at least one connection.");
  const withoutEdges = connections.filter(({ usesEdges }) => !usesEdges).map(({ name }) => `'${name}'`);
  if (withoutEdges.length > 0) problems.push(edgesMessage(withoutEdges));
  if (connections.length > MAX_CONNECTIONS) problems.push(`Bulk queries cannot contain more than ${MAX_CONNECTIONS} connections.`);
  if (connections.some(({ depth }) => depth > MAX_NESTING))
    problems.push(`Bulk queries cannot contain connections with a nesting depth greater than ${MAX_NESTING}.`);
  if (connections.some(({ isInList }) => isInList)) problems.push("Queries that contain a connection field within a list field are not currently supported.");
  const withoutId = connections.filter(({ hasInner, selectsId, usesEdges }) => usesEdges && hasInner && !selectsId).map(({ name }) => name);
  if (withoutId.length > 0) problems.push(idMessage(withoutId));
  return problems;
}

function edgesMessage(names: readonly string[]): string {
  const example = `${(names[0] ?? "").replaceAll("'", "")} { edges { node {`;
  return `All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: '${example}'. Selecting via 'nodes' is not supported. Invalid connection fields: ${names.join(", ")}.`;
}

function idMessage(names: readonly string[]): string {
  return `The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' return type. Connection fields without 'id': ${names.join(", ")}.`;
}

/** Every connection with where it stands. */
function connectionsIn(schema: GraphQLSchema, document: DocumentNode): FoundConnection[] {
  const typeInfo = new TypeInfo(schema);
  const found: FoundConnection[] = [];
  const open: { node: FieldNode; connection: FoundConnection | null; isList: boolean }[] = [];
  const enter = (node: FieldNode): void => {
    const type = typeInfo.getType();
    const isList = type != null && isListType(getNullableType(type));
    const isConnection = type != null && isConnectionType(getNamedType(type).name) && !isList;
    const above = open.findLastIndex(({ connection }) => connection !== null);
    const outer = open[above]?.connection ?? null;
    const connection = isConnection
      ? connectionAt(
          node,
          outer,
          open.slice(above + 1).some((one) => one.isList && one.node.name.value !== "edges" && one.node.name.value !== "nodes"),
        )
      : null;
    if (connection !== null) found.push(connection);
    if (connection !== null && outer !== null) outer.hasInner = true;
    open.push({ node, connection, isList: isList && type !== null && isCompositeType(getNamedType(type ?? undefined)) });
  };
  visit(document, visitWithTypeInfo(typeInfo, { Field: { enter, leave: () => void open.pop() } }));
  return found;
}

export function isConnectionType(typeName: string): boolean {
  return typeName.endsWith("Connection");
}

function connectionAt(node: FieldNode, outer: FoundConnection | null, isInList: boolean): FoundConnection {
  const inner = node.selectionSet === undefined ? null : fieldNamed(fieldNamed(node.selectionSet, "edges")?.selectionSet, "node");
  return {
    name: node.name.value,
    depth: outer === null ? 0 : outer.depth + 1,
    isInList,
    usesEdges: node.selectionSet !== undefined && fieldNamed(node.selectionSet, "nodes") === null,
    hasInner: false,
    selectsId: inner?.selectionSet !== undefined && hasPlainId(inner.selectionSet),
  };
}

function fieldNamed(selection: SelectionSetNode | undefined, name: string): FieldNode | null {
  return selection?.selections.find((node): node is FieldNode => node.kind === Kind.FIELD && node.name.value === name) ?? null;
}

function hasPlainId(selection: SelectionSetNode): boolean {
  return selection.selections.some((node) => {
    if (node.kind === Kind.INLINE_FRAGMENT) return hasPlainId(node.selectionSet);
    // What a named fragment holds is not looked into: it may well be the id.
    return node.kind === Kind.FRAGMENT_SPREAD || (node.name.value === "id" && node.alias === undefined);
  });
}
