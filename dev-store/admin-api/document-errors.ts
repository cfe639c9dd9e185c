import {
  getNamedType,
  getNullableType,
  GraphQLError,
  GraphQLNonNull,
  isCompositeType,
  isInputObjectType,
  isInputType,
  isLeafType,
  isListType,
  isNonNullType,
  isScalarType,
  isTypeSubTypeOf,
  isUnionType,
  Kind,
  print,
  typeFromAST,
  valueFromAST,
} from "graphql";
import type {
  ArgumentNode,
  ASTNode,
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLArgument,
  GraphQLCompositeType,
  GraphQLInputField,
  GraphQLInputType,
  GraphQLOutputType,
  GraphQLSchema,
  ObjectFieldNode,
  ObjectValueNode,
  OperationDefinitionNode,
  SelectionSetNode,
  ValueNode,
  VariableNode,
} from "graphql";
import { isGlobalId } from "./variable-errors.ts";

/**
 * Documents that do not fit the schema, in the words of Shopify's server: each error with its code, its path from the
 * operation down and its place. What the rules here do not word is left to graphql-js.
 */

type Path = readonly string[];
type Walk = {
  schema: GraphQLSchema;
  fragments: Map<string, FragmentDefinitionNode>;
  /** What the operations declare, by name. */
  declared: Map<string, GraphQLInputType>;
  errors: GraphQLError[];
};

/** The errors of a document that validation refused; none where no rule here words what is wrong with it. */
export function documentErrors(schema: GraphQLSchema, document: DocumentNode): GraphQLError[] {
  const fragments = new Map(document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])));
  const walk: Walk = { schema, fragments, declared: declaredTypes(schema, document), errors: [] };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) walkOperation(walk, definition);
    if (definition.kind === Kind.FRAGMENT_DEFINITION) walkFragment(walk, definition, [`fragment ${definition.name.value}`]);
  }
  reportUnusedFragments(walk, document);
  return walk.errors;
}

function report(walk: Walk, message: string, { node, path, ...extensions }: { node: ASTNode; path: Path; code: string } & Record<string, unknown>): void {
  walk.errors.push(new GraphQLError(message, { nodes: node, path: [...path], extensions }));
}

function walkOperation(walk: Walk, operation: OperationDefinitionNode): void {
  const name = operation.name?.value;
  const path = [name === undefined ? operation.operation : `${operation.operation} ${name}`];
  const root = walk.schema.getRootType(operation.operation);
  if (root == null) {
    report(walk, `Schema is not configured for ${operation.operation}s`, { node: operation, path, code: "missingOperationType" });
    return;
  }
  checkVariables(walk, operation, path);
  walkSelections(walk, root, operation.selectionSet, path);
}

function walkFragment(walk: Walk, fragment: FragmentDefinitionNode, path: Path): void {
  const type = walk.schema.getType(fragment.typeCondition.name.value);
  if (type === undefined) reportUndefinedType(walk, fragment.typeCondition.name.value, fragment, path);
  else if (isCompositeType(type)) walkSelections(walk, type, fragment.selectionSet, path);
}

function reportUndefinedType(walk: Walk, typeName: string, node: ASTNode, path: Path): void {
  report(walk, `No such type ${typeName}, so it can't be a fragment condition`, { node, path, code: "undefinedType", typeName });
}

function walkSelections(walk: Walk, parent: GraphQLCompositeType, { selections }: SelectionSetNode, path: Path): void {
  for (const node of selections) {
    if (node.kind === Kind.FIELD) walkField(walk, parent, node, path);
    else if (node.kind === Kind.FRAGMENT_SPREAD) checkSpread(walk, node.name.value, node, path);
    else {
      const condition = node.typeCondition?.name.value;
      const type = condition === undefined ? parent : walk.schema.getType(condition);
      const inner = [...path, condition === undefined ? "..." : `... on ${condition}`];
      if (type === undefined) reportUndefinedType(walk, condition ?? "", node, inner);
      else if (isCompositeType(type)) walkSelections(walk, type, node.selectionSet, inner);
    }
  }
}

function checkSpread(walk: Walk, fragmentName: string, node: ASTNode, path: Path): void {
  if (walk.fragments.has(fragmentName)) return;
  report(walk, `Fragment ${fragmentName} was used, but not defined`, {
    node,
    path: [...path, `... ${fragmentName}`],
    code: "useAndDefineFragment",
    fragmentName,
  });
}

function reportUnusedFragments(walk: Walk, document: DocumentNode): void {
  const text = print(document);
  for (const [fragmentName, node] of walk.fragments) {
    if (new RegExp(`\\.\\.\\.${fragmentName}\\b`).test(text)) continue;
    report(walk, `Fragment ${fragmentName} was defined, but not used`, {
      node,
      path: [`fragment ${fragmentName}`],
      code: "useAndDefineFragment",
      fragmentName,
    });
  }
}

function walkField(walk: Walk, parent: GraphQLCompositeType, node: FieldNode, path: Path): void {
  const fieldName = node.name.value;
  const here = [...path, node.alias?.value ?? fieldName];
  if (fieldName.startsWith("__")) return;
  const field = isUnionType(parent) ? undefined : parent.getFields()[fieldName];
  if (field === undefined) {
    const typeName = parent.name;
    report(walk, `Field '${fieldName}' doesn't exist on type '${typeName}'`, { node, path: here, code: "undefinedField", typeName, fieldName });
    return;
  }
  checkArguments(walk, { kind: "Field", name: fieldName, node, defined: field.args, given: node.arguments ?? [], path: here });
  checkSelection(walk, node, field.type, here);
}

function checkSelection(walk: Walk, node: FieldNode, type: GraphQLOutputType, path: Path): void {
  const named = getNamedType(type);
  const fieldName = node.name.value;
  const extensions = { node, path, code: "selectionMismatch", nodeName: `field '${fieldName}'`, typeName: named.name };
  if (isLeafType(named) && node.selectionSet !== undefined) {
    const chosen = node.selectionSet.selections.map((own) => `"${own.kind === Kind.FIELD ? own.name.value : print(own)}"`).join(", ");
    report(walk, `Selections can't be made on scalars (field '${fieldName}' returns ${named.name} but has selections [${chosen}])`, extensions);
  } else if (isCompositeType(named) && node.selectionSet === undefined) {
    const words = `Field must have selections (field '${fieldName}' returns ${named.name} but has no selections. Did you mean '${fieldName} { ... }'?)`;
    report(walk, words, extensions);
  } else if (isCompositeType(named) && node.selectionSet !== undefined) walkSelections(walk, named, node.selectionSet, path);
}

type Given = {
  kind: "Field" | "InputObject";
  name: string;
  node: FieldNode | ObjectValueNode;
  defined: readonly (GraphQLArgument | GraphQLInputField)[];
  given: readonly (ArgumentNode | ObjectFieldNode)[];
  path: Path;
};

function checkArguments(walk: Walk, { kind, name, node, defined, given, path }: Given): void {
  for (const argument of given) {
    const argumentName = argument.name.value;
    const here = [...path, argumentName];
    const definition = defined.find((one) => one.name === argumentName);
    if (definition === undefined) {
      const words = `${kind} '${name}' doesn't accept argument '${argumentName}'`;
      report(walk, words, { node: argument, path: here, code: "argumentNotAccepted", name, typeName: kind, argumentName });
    } else if (argument.value.kind === Kind.VARIABLE) {
      checkUse(walk, argument.value, { definition, argument, path: here });
    } else if (!checkValue(walk, definition.type, argument.value, here)) {
      const words = `Argument '${argumentName}' on ${kind} '${name}' has an invalid value (${print(argument.value)}). Expected type '${String(definition.type)}'.`;
      report(walk, words, { node, path: here, code: "argumentLiteralsIncompatible", typeName: kind, argumentName });
    }
  }
  const missing = defined.filter((one) => isNonNullType(one.type) && one.defaultValue === undefined && !given.some((own) => own.name.value === one.name));
  if (missing.length > 0) reportMissing(walk, { kind, name, node, missing, path });
}

function reportMissing(walk: Walk, { kind, name, node, missing, path }: Omit<Given, "defined" | "given"> & { missing: Given["defined"] }): void {
  if (kind === "Field") {
    const names = missing.map((one) => one.name).join(", ");
    const extensions = { code: "missingRequiredArguments", className: "Field", name, arguments: names };
    return report(walk, `Field '${name}' is missing required arguments: ${names}`, { node, path, ...extensions });
  }
  for (const { name: argumentName, type } of missing) {
    const argumentType = String(type);
    const words = `Argument '${argumentName}' on InputObject '${name}' is required. Expected type ${argumentType}`;
    const extensions = { code: "missingRequiredInputObjectAttribute", argumentName, argumentType, inputObjectType: name };
    report(walk, words, { node, path: [...path, argumentName], ...extensions });
  }
}

/** False when the literal itself does not fit; what is wrong inside an input object is reported there. */
function checkValue(walk: Walk, type: GraphQLInputType, value: ValueNode, path: Path): boolean {
  if (value.kind === Kind.VARIABLE) return true;
  if (value.kind === Kind.NULL) return !isNonNullType(type);
  const inner = getNullableType(type);
  if (isListType(inner)) {
    const items = value.kind === Kind.LIST ? value.values : [value];
    return items.every((item) => checkValue(walk, inner.ofType, item, path));
  }
  if (isInputObjectType(inner)) {
    if (value.kind !== Kind.OBJECT) return false;
    checkArguments(walk, { kind: "InputObject", name: inner.name, node: value, defined: Object.values(inner.getFields()), given: value.fields, path });
    return true;
  }
  if (isScalarType(inner) && inner.name === "ID") {
    if (value.kind !== Kind.STRING || isGlobalId(value.value)) return value.kind === Kind.STRING;
    report(walk, `Invalid global id '${value.value}'`, { node: value, path, code: "argumentLiteralsIncompatible", typeName: "CoercionError" });
    return true;
  }
  return valueFromAST(value, inner) !== undefined;
}

function checkVariables(walk: Walk, operation: OperationDefinitionNode, path: Path): void {
  const name = operation.name?.value ?? "anonymous query";
  const declared = operation.variableDefinitions ?? [];
  for (const definition of declared) {
    if (typeFromAST(walk.schema, definition.type) !== undefined) continue;
    const typeName = getName(print(definition.type));
    const variableName = definition.variable.name.value;
    report(walk, `${typeName} isn't a defined input type (on $${variableName})`, {
      ...{ node: definition, path, code: "variableRequiresValidType", typeName, variableName },
    });
  }
  const used = usedVariables(walk, operation);
  for (const definition of declared) {
    const variableName = definition.variable.name.value;
    if (used.has(variableName)) continue;
    report(walk, `Variable $${variableName} is declared by ${name} but not used`, { node: operation, path, code: "variableNotUsed", variableName });
  }
  for (const [variableName, node] of used) {
    if (declared.some(({ variable }) => variable.name.value === variableName)) continue;
    report(walk, `Variable $${variableName} is used by ${name} but not declared`, { node, path, code: "variableNotDefined", variableName });
  }
}

function getName(type: string): string {
  return type.replaceAll(/[[\]!]/g, "");
}

/** The types of variables; one with a default is never null. */
function declaredTypes(schema: GraphQLSchema, document: DocumentNode): Map<string, GraphQLInputType> {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const declared = new Map<string, GraphQLInputType>();
  for (const { variable, type, defaultValue } of operations.flatMap(({ variableDefinitions }) => variableDefinitions ?? [])) {
    const known = typeFromAST(schema, type);
    if (!isInputType(known)) continue;
    declared.set(variable.name.value, defaultValue !== undefined && defaultValue.kind !== Kind.NULL ? neverNull(known) : known);
  }
  return declared;
}

function neverNull(type: GraphQLInputType): GraphQLInputType {
  return isNonNullType(type) ? type : new GraphQLNonNull(type);
}

function checkUse(
  walk: Walk,
  variable: VariableNode,
  { definition, argument, path }: { definition: GraphQLArgument | GraphQLInputField; argument: ASTNode; path: Path },
): void {
  const variableName = variable.name.value;
  const declared = walk.declared.get(variableName);
  const wanted = definition.defaultValue === undefined ? definition.type : getNullableType(definition.type);
  if (declared === undefined || isTypeSubTypeOf(walk.schema, declared, wanted)) return;
  const errorMessage = isTypeSubTypeOf(walk.schema, declared, getNullableType(wanted))
    ? "Nullability mismatch"
    : listDepth(declared) === listDepth(wanted)
      ? "Type mismatch"
      : "List dimension mismatch";
  const [typeName, wantedName, argumentName] = [String(declared), String(definition.type), definition.name];
  report(walk, `${errorMessage} on variable $${variableName} and argument ${argumentName} (${typeName} / ${wantedName})`, {
    ...{ node: argument, path, code: "variableMismatch", variableName, typeName, argumentName, errorMessage },
  });
}

function listDepth(type: GraphQLInputType): number {
  const inner = getNullableType(type);
  return isListType(inner) ? 1 + listDepth(inner.ofType) : 0;
}

/** The variables that the operation and the fragments it uses read, each with the first place. */
function usedVariables(walk: Walk, operation: OperationDefinitionNode): Map<string, ASTNode> {
  const found = new Map<string, ASTNode>();
  const seen = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== "object" || node === null || !("kind" in node)) return;
    // Every object with a kind in a parsed document is a node.
    const known = node as ASTNode;
    if (known.kind === Kind.VARIABLE && !found.has(known.name.value)) found.set(known.name.value, known);
    if (known.kind === Kind.FRAGMENT_SPREAD && !seen.has(known.name.value)) {
      seen.add(known.name.value);
      visit(walk.fragments.get(known.name.value)?.selectionSet);
    }
    for (const [key, value] of Object.entries(known)) if (key !== "loc") visit(value);
  };
  visit(operation.selectionSet);
  visit(operation.directives);
  return found;
}
