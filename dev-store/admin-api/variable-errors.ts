import { GraphQLError, isEnumType, isInputObjectType, isListType, isNonNullType, isScalarType, typeFromAST } from "graphql";
import type { GraphQLInputField, GraphQLInputObjectType, GraphQLInputType, GraphQLSchema, OperationDefinitionNode } from "graphql";

/**
 * Variables that do not fit their types, in the words of Shopify's server: one `INVALID_VARIABLE` error for each variable,
 * listing every problem with its path.
 */

export type Problem = { path: (number | string)[]; explanation: string; message?: string };

const GLOBAL_ID = /^gid:\/\/[\w-]+\/\w+\/.+$/;
const MAX_INT = 2 ** 31;
const DECIMAL = /^\s*-?(\d+\.?\d*|\.\d+)(e-?\d+)?\s*$/i;

/** Errors for the variables that the operation declares; none when all fit. */
export function variableErrors(schema: GraphQLSchema, operation: OperationDefinitionNode, variables: Record<string, unknown>): GraphQLError[] {
  return (operation.variableDefinitions ?? []).flatMap((definition) => {
    // Validation has made sure that the type exists and may be given.
    const type = typeFromAST(schema, definition.type) as GraphQLInputType;
    const name = definition.variable.name.value;
    const given = variables[name];
    if (given === undefined && (definition.defaultValue !== undefined || !isNonNullType(type))) return [];
    const problems = problemsOf(type, given ?? null);
    if (problems.length === 0) return [];
    const located = problems.filter(({ path }) => path.length > 0).map(({ path, explanation }) => `${path.join(".")} (${explanation})`);
    const where = located.length === 0 ? "" : ` for ${located.join(", ")}`;
    const extensions = { code: "INVALID_VARIABLE", value: given ?? null, problems };
    return [new GraphQLError(`Variable $${name} of type ${String(type)} was provided invalid value${where}`, { nodes: definition, extensions })];
  });
}

function problemsOf(type: GraphQLInputType, value: unknown): Problem[] {
  if (isNonNullType(type)) return value === null ? [problem("Expected value to not be null")] : problemsOf(type.ofType, value);
  if (value === null) return [];
  if (isListType(type)) {
    const items: unknown[] = Array.isArray(value) ? value : [value];
    return items.flatMap((item, index) => below(index, problemsOf(type.ofType, item ?? null)));
  }
  if (isInputObjectType(type)) return objectProblems(type, value);
  if (isEnumType(type)) {
    const names = type.getValues().map(({ name }) => name);
    return names.some((name) => name === value) ? [] : [problem(`Expected ${JSON.stringify(value)} to be one of: ${names.join(", ")}`)];
  }
  return isScalarType(type) ? scalarProblems(type.name, value) : [];
}

function objectProblems(type: GraphQLInputObjectType, value: unknown): Problem[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [problem(`Expected ${JSON.stringify(value)} to be a key-value object.`)];
  const fields = type.getFields();
  const given = Object.entries(value).flatMap(([name, own]) => {
    const field = fields[name];
    return below(name, field === undefined ? [problem(`Field is not defined on ${type.name}`)] : problemsOf(field.type, own ?? null));
  });
  const missing = Object.values(fields).filter((field) => isRequired(field) && !(field.name in value));
  return [...given, ...missing.flatMap(({ name }) => below(name, [problem("Expected value to not be null")])), ...oneOfProblems(type, value)];
}

export function isRequired({ type, defaultValue }: GraphQLInputField): boolean {
  return isNonNullType(type) && defaultValue === undefined;
}

function oneOfProblems(type: GraphQLInputObjectType, value: object): Problem[] {
  if (!type.isOneOf) return [];
  const count = Object.keys(value).length;
  return count === 1 ? [] : [problem(`'${type.name}' requires exactly one argument, but ${count === 0 ? "none" : count} were provided.`)];
}

/** Scalars that have rules of their own; every other takes what it gets. */
function scalarProblems(name: string, value: unknown): Problem[] {
  if (name === "ID") return isGlobalId(value) ? [] : [invalidGlobalId(value)];
  return isOfScalar(name, value) ? [] : [problem(`Could not coerce value ${JSON.stringify(value)} to ${name}`)];
}

function isOfScalar(name: string, value: unknown): boolean {
  switch (name) {
    case "Int":
      return Number.isInteger(value) && Math.abs(Number(value)) < MAX_INT;
    case "Float":
      return typeof value === "number";
    case "Boolean":
      return typeof value === "boolean";
    case "String":
      return typeof value === "string";
    case "Decimal":
    case "Money":
      return typeof value === "number" || (typeof value === "string" && DECIMAL.test(value));
    case "DateTime":
    case "Date":
      return typeof value === "string" && !Number.isNaN(Date.parse(value));
    default:
      return true;
  }
}

export function isGlobalId(value: unknown): boolean {
  return typeof value === "string" && GLOBAL_ID.test(value);
}

function invalidGlobalId(value: unknown): Problem {
  const words = `Invalid global id '${String(value)}'`;
  return { path: [], explanation: words, message: words };
}

function problem(explanation: string): Problem {
  return { path: [], explanation };
}

function below(step: number | string, problems: Problem[]): Problem[] {
  return problems.map((found) => ({ ...found, path: [step, ...found.path] }));
}
