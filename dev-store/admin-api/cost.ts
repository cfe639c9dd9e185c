import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  valueFromASTUntyped,
} from "graphql";
import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  FragmentSpreadNode,
  GraphQLField,
  InlineFragmentNode,
  GraphQLCompositeType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
  ValueNode,
} from "graphql";

/**
 * The cost of a query, by the rule that Shopify's recorded answers follow:
 *
 *   scalar, enum, money, weight, user errors, page info   0
 *   object, or a list of objects                          1 + its fields
 *   connection of n with nodes of cost c                  2 + c × weight(n), weight(n) = ⌊2 ln n⌋, at least 1
 *   mutation                                              10 for itself and its payload's own objects
 *
 * `orders(first: 20) { nodes { id } }` is 2 + 1 × 5 = 7. Of fragments on different types the dearest counts; fragments on
 * interfaces count besides. What came is reckoned with the answer: a connection whose page was filled in part costs that part
 * of its weight, so 7 orders of 20 asked for are 2 + ⌈1 × 5 × 7/20⌉ = 4; within such a part nothing is rounded. An empty one
 * keeps the weight of what was asked for; an object that is null costs 1. (Where several connections stand side by side inside
 * payloads, recordings differ by a point or two.)
 */

const MUTATION_COST = 10;
const CONNECTION_COST = 2;
const FREE_TYPES = new Set(["Count", "InventoryItemMeasurement", "MoneyBag", "MoneyV2", "PageInfo", "Weight"]);

export type CostRequest = {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Record<string, unknown>;
};

type Walk = CostRequest & {
  fragments: Map<string, FragmentDefinitionNode>;
  /** Inside a page that was filled in part. */
  isWithinPart: boolean;
};

/** The requested cost; with the answer's data, the actual one. */
export function queryCost(request: CostRequest, data?: unknown): number {
  const fragments = new Map(request.document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])));
  const walk: Walk = { ...request, fragments, isWithinPart: false };
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
  return cost + alternativesCost(walk, parent, selection, answer);
}

/** Of fragments on different types only one can apply, so only the dearest counts; those on interfaces apply besides. */
function alternativesCost(walk: Walk, parent: GraphQLCompositeType, selection: SelectionSetNode, answer: Answer): number {
  let [besides, dearest] = [0, 0];
  for (const { type, selectionSet } of alternativesOf(walk, parent, selection)) {
    const cost = selectionCost(walk, type, selectionSet, answer);
    if (isAbstractType(type)) besides += cost;
    else dearest = Math.max(dearest, cost);
  }
  return besides + dearest;
}

function fieldCost(walk: Walk, found: FoundField, answer: Answer): number {
  const { field, type } = found;
  const { named } = type;
  if (!isCompositeType(named) || field.selectionSet === undefined) return 0;
  const isIntrospection = named.name.startsWith("__");
  if (FREE_TYPES.has(named.name) || named.name.endsWith("UserError")) return 0;
  // A field of a fragment that did not apply.
  if (answer !== null && answer.value === undefined) return 0;
  if (isConnection(named)) return connectionCost(walk, found, answer);
  if (isEmpty(answer) || (answer !== null && isIntrospection)) return 1;
  const below = type.isList ? firstOf(answer) : answer;
  return 1 + selectionCost(walk, named, field.selectionSet, below);
}

function connectionCost(walk: Walk, { field, type }: FoundField, answer: Answer): number {
  const { named } = type;
  if (!isCompositeType(named) || field.selectionSet === undefined) return 0;
  if (answer !== null && answer.value == null) return 1;
  const size = requestedSize(walk, field);
  let cost = CONNECTION_COST;
  for (const own of fieldsOf(walk, named, field.selectionSet)) {
    const name = own.field.name.value;
    if (name === "nodes" || name === "edges") cost += itemsCost(walk, own, { size, items: answerOf(answer, own.field) });
  }
  return cost;
}

/** What the nodes of a connection cost, or its edges, of which only what lies in them counts. */
function itemsCost(walk: Walk, own: FoundField, { size, items }: { size: number; items: Answer }): number {
  const { selectionSet } = own.field;
  if (!isCompositeType(own.type.named) || selectionSet === undefined) return 0;
  const ownCost = own.field.name.value === "nodes" ? 1 : 0;
  if (items === null) return weightOf(size) * (ownCost + selectionCost(walk, own.type.named, selectionSet, null));
  const came: unknown[] = Array.isArray(items.value) ? items.value : [];
  if (came.length === 0) return weightOf(size) * ownCost;
  const inside = came.length < size ? { ...walk, isWithinPart: true } : walk;
  let sum = 0;
  for (const value of came) sum += ownCost + selectionCost(inside, own.type.named, selectionSet, { value });
  const cost = (weightOf(size) * sum) / size;
  return walk.isWithinPart ? cost : Math.ceil(cost - ROUNDING_SLACK);
}

/** Keeps 1.2000000000000002 from becoming 2 where 1.2 × 5 is meant to be 6. */
const ROUNDING_SLACK = 1e-9;

function weightOf(size: number): number {
  return Math.max(1, Math.floor(2 * Math.log(size)));
}

/** What was asked for; a variable that was not given has its default. */
function requestedSize(walk: Walk, field: FieldNode): number {
  for (const { name, value } of field.arguments ?? []) {
    if (name.value !== "first" && name.value !== "last") continue;
    const size = valueFromASTUntyped(value, walk.variables) ?? defaultOf(walk, value);
    if (typeof size === "number" && size > 0) return size;
  }
  return 1;
}

function defaultOf({ operation }: Walk, value: ValueNode): unknown {
  if (value.kind !== Kind.VARIABLE) return undefined;
  const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === value.name.value);
  return definition?.defaultValue === undefined ? undefined : valueFromASTUntyped(definition.defaultValue);
}

type FoundField = { field: FieldNode; type: { named: unknown; isList: boolean } };

/** Looking at the schema costs as well. */
const META_FIELDS: Record<string, GraphQLField<unknown, unknown>> = { __schema: SchemaMetaFieldDef, __type: TypeMetaFieldDef };

/** The fields of a selection, those of fragments that always apply included, each with the type it answers. */
function fieldsOf(walk: Walk, parent: GraphQLCompositeType, selection: SelectionSetNode): FoundField[] {
  return selection.selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) {
      const definition = "getFields" in parent ? (parent.getFields()[node.name.value] ?? META_FIELDS[node.name.value]) : undefined;
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
