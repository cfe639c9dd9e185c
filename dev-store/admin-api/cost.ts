import { getNamedType, getNullableType, isAbstractType, isCompositeType, isListType, isObjectType, Kind, valueFromASTUntyped } from "graphql";
import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  FragmentSpreadNode,
  InlineFragmentNode,
  GraphQLCompositeType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from "graphql";

/**
 * The cost of a query, by the rule that Shopify's recorded answers follow:
 *
 *   scalar, enum, money, user errors, page info   0
 *   object, or a list of objects                  1 + its fields
 *   connection of n with nodes of cost c          2 + c × weight(n)
 *   mutation                                      10 for itself and its payload's own objects
 *
 * `orders(first: 20) { nodes { id } }` is 2 + 1 × 5 = 7. Of fragments on different types the dearest counts. Before
 * running, n is what was asked for; afterwards it is what came. (Shopify's actual cost is lower still where connections
 * stand inside connections; recordings do not show by which rule.)
 */

const MUTATION_COST = 10;
const CONNECTION_COST = 2;
/** Weights of connections by size, as read from recorded answers; sizes in between lie on the logarithm. */
const WEIGHTS: readonly (readonly [size: number, weight: number])[] = [
  [1, 1],
  [5, 3],
  [10, 4],
  [20, 5],
  [50, 7],
  [250, 11],
];
const FREE_TYPES = new Set(["MoneyBag", "MoneyV2", "PageInfo", "Count"]);

export type CostRequest = {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Record<string, unknown>;
};

type Walk = CostRequest & { fragments: Map<string, FragmentDefinitionNode> };

/** The requested cost; with the answer's data, the actual one. */
export function queryCost(request: CostRequest, data?: unknown): number {
  const fragments = new Map(request.document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])));
  const walk: Walk = { ...request, fragments };
  const isMutation = request.operation.operation === "mutation";
  const root = isMutation ? request.schema.getMutationType() : request.schema.getQueryType();
  if (root == null) return 0;
  const isActual = arguments.length > 1;
  const answer = isActual ? { value: data } : null;
  return isMutation ? mutationCost(walk, root, request.operation.selectionSet, answer) : selectionCost(walk, root, request.operation.selectionSet, answer);
}

/** The data at this place when the actual cost is reckoned; null while only the request is known. */
type Answer = { value: unknown } | null;

function mutationCost(walk: Walk, root: GraphQLCompositeType, selection: SelectionSetNode, answer: Answer): number {
  let cost = 0;
  for (const { field, type } of fieldsOf(walk, root, selection)) {
    cost += MUTATION_COST;
    const payload = answerOf(answer, field);
    if (!isCompositeType(type.named) || field.selectionSet === undefined || isEmpty(payload)) continue;
    // What the payload itself carries is part of the ten; what hangs below counts.
    for (const own of fieldsOf(walk, type.named, field.selectionSet)) {
      const value = answerOf(payload, own.field);
      if (!isCompositeType(own.type.named) || own.field.selectionSet === undefined || isEmpty(value)) continue;
      cost += isConnection(own.type.named)
        ? fieldCost(walk, own, value)
        : selectionCost(walk, own.type.named, own.field.selectionSet, own.type.isList ? firstOf(value) : value);
    }
  }
  return cost;
}

function selectionCost(walk: Walk, parent: GraphQLCompositeType, selection: SelectionSetNode, answer: Answer): number {
  let cost = 0;
  for (const found of fieldsOf(walk, parent, selection)) cost += fieldCost(walk, found, answerOf(answer, found.field));
  return cost + dearestAlternative(walk, parent, selection, answer);
}

/** Of fragments on different types only one can apply, so only the dearest counts. */
function dearestAlternative(walk: Walk, parent: GraphQLCompositeType, selection: SelectionSetNode, answer: Answer): number {
  const costs = alternativesOf(walk, parent, selection).map(({ type, selectionSet }) => selectionCost(walk, type, selectionSet, answer));
  return Math.max(0, ...costs);
}

function fieldCost(walk: Walk, found: FoundField, answer: Answer): number {
  const { field, type } = found;
  const { named } = type;
  if (!isCompositeType(named) || field.selectionSet === undefined) return 0;
  if (FREE_TYPES.has(named.name) || named.name.endsWith("UserError")) return 0;
  if (isConnection(named)) return connectionCost(walk, found, answer);
  if (isEmpty(answer)) return 1;
  const below = type.isList ? firstOf(answer) : answer;
  return 1 + selectionCost(walk, named, field.selectionSet, below);
}

function connectionCost(walk: Walk, { field, type }: FoundField, answer: Answer): number {
  const { named } = type;
  if (!isCompositeType(named) || field.selectionSet === undefined) return 0;
  let nodeCost = 0;
  let nodes: unknown[] | null = null;
  for (const own of fieldsOf(walk, named, field.selectionSet)) {
    const name = own.field.name.value;
    if ((name !== "nodes" && name !== "edges") || own.field.selectionSet === undefined) continue;
    const value = answerOf(answer, own.field);
    if (Array.isArray(value?.value)) nodes = value.value;
    nodeCost += nodesCost(walk, own, value);
  }
  const size = nodes === null || nodes.length === 0 ? requestedSize(walk, field) : nodes.length;
  return CONNECTION_COST + Math.floor(nodeCost * weightOf(size));
}

function nodesCost(walk: Walk, own: FoundField, answer: Answer): number {
  if (!isCompositeType(own.type.named) || own.field.selectionSet === undefined) return 0;
  const first = answer === null || isEmpty(answer) ? null : firstOf(answer);
  if (own.field.name.value === "nodes") return 1 + selectionCost(walk, own.type.named, own.field.selectionSet, first);
  return selectionCost(walk, own.type.named, own.field.selectionSet, first);
}

function weightOf(size: number): number {
  let [smaller, below] = [1, 1];
  for (const [larger, above] of WEIGHTS) {
    if (size <= larger) {
      const share = larger === smaller ? 0 : Math.log(Math.max(size, 1) / smaller) / Math.log(larger / smaller);
      return below + share * (above - below);
    }
    [smaller, below] = [larger, above];
  }
  return below;
}

function requestedSize(walk: Walk, field: FieldNode): number {
  const argument = field.arguments?.find(({ name }) => name.value === "first" || name.value === "last");
  const size = argument && valueFromASTUntyped(argument.value, walk.variables);
  return typeof size === "number" ? size : 1;
}

type FoundField = { field: FieldNode; type: { named: unknown; isList: boolean } };

/** The fields of a selection, those of fragments that always apply included, each with the type it answers. */
function fieldsOf(walk: Walk, parent: GraphQLCompositeType, selection: SelectionSetNode): FoundField[] {
  return selection.selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) {
      const definition = "getFields" in parent ? parent.getFields()[node.name.value] : undefined;
      if (definition === undefined) return [];
      const type = { named: getNamedType(definition.type), isList: isListType(getNullableType(definition.type)) };
      return [{ field: node, type }];
    }
    const fragment = fragmentOf(walk, parent, node);
    return fragment === null || isAlternative(parent, fragment.type) ? [] : fieldsOf(walk, fragment.type, fragment.selectionSet);
  });
}

type Fragment = { type: GraphQLCompositeType; selectionSet: SelectionSetNode };

/** Fragments that apply to some of the types which the parent stands for. */
function alternativesOf(walk: Walk, parent: GraphQLCompositeType, selection: SelectionSetNode): Fragment[] {
  return selection.selections.flatMap((node) => {
    const fragment = node.kind === Kind.FIELD ? null : fragmentOf(walk, parent, node);
    if (fragment === null) return [];
    return isAlternative(parent, fragment.type) ? [fragment] : alternativesOf(walk, fragment.type, fragment.selectionSet);
  });
}

function isAlternative(parent: GraphQLCompositeType, type: GraphQLCompositeType): boolean {
  return isAbstractType(parent) && parent.name !== type.name;
}

function fragmentOf(walk: Walk, parent: GraphQLCompositeType, node: FragmentSpreadNode | InlineFragmentNode): Fragment | null {
  const fragment = node.kind === Kind.FRAGMENT_SPREAD ? walk.fragments.get(node.name.value) : node;
  if (fragment === undefined) return null;
  const condition = fragment.typeCondition?.name.value;
  const type = condition === undefined ? parent : walk.schema.getType(condition);
  return isCompositeType(type) ? { type, selectionSet: fragment.selectionSet } : null;
}

function isConnection(type: unknown): type is GraphQLCompositeType {
  return isObjectType(type) && type.name.endsWith("Connection");
}

function answerOf(answer: Answer, field: FieldNode): Answer {
  if (answer === null) return null;
  const { value } = answer;
  const key = field.alias?.value ?? field.name.value;
  // Read by a key that graphql-js wrote into a plain object.
  return { value: typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined };
}

function firstOf(answer: Answer): Answer {
  return answer === null || !Array.isArray(answer.value) ? answer : { value: answer.value[0] };
}

function isEmpty(answer: Answer): boolean {
  if (answer === null) return false;
  return answer.value == null || (Array.isArray(answer.value) && answer.value.length === 0);
}
