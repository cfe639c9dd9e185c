import { execute, GraphQLError, Kind, parse, validate, valueFromASTUntyped } from "graphql";
import type { DocumentNode, ExecutionResult, FieldNode, GraphQLFieldResolver, GraphQLTypeResolver, OperationDefinitionNode } from "graphql";
import type { ApiContext, Resolver } from "./api-context.ts";
import { badRequest, notImplemented } from "./api-error.ts";
import type { CostBucket } from "./bucket.ts";
import { queryCost } from "./cost.ts";
import type { CostRequest } from "./cost.ts";
import { fingerprintOf, IDEMPOTENT_MUTATIONS } from "./idempotency.ts";
import type { IdempotencyKeys } from "./idempotency.ts";
import type { LoggedRequest } from "./request-log.ts";
import { mutationRoots, queryRoots, recordTypes } from "./resolvers.ts";
import { documentErrors } from "./document-errors.ts";
import { requireSmallLists } from "./input-limits.ts";
import { adminSchema } from "./schema.ts";
import { requireFieldAccess, requireRootAccess } from "./scopes.ts";
import { syntaxError } from "./syntax-errors.ts";
import { variableErrors } from "./variable-errors.ts";

export type GraphqlRequest = { query: string; variables: Record<string, unknown>; operationName: string | null };

export type GraphqlAnswer = { status: number; body: Record<string, unknown>; log: Omit<LoggedRequest, "at" | "shopDomain"> | null };

const MAX_SINGLE_COST = 1000;

/** Answers one Admin API request: parse, validate, charge, run, and say what it cost. */
export function answerGraphql(request: GraphqlRequest, { api, bucket, keys }: { api: ApiContext; bucket: CostBucket; keys: IdempotencyKeys }): GraphqlAnswer {
  const prepared = prepare(request);
  if ("errors" in prepared) return { status: 200, body: { errors: prepared.errors }, log: null };
  const requested = queryCost(prepared);
  const log = logEntry(prepared, requested);
  if (requested > MAX_SINGLE_COST) return tooCostly(requested, log);
  if (!bucket.take(requested)) return throttled(requested, bucket, log);
  const result = executeDocument(prepared, api, keys);
  const actual = Math.min(requested, queryCost(prepared, result.data));
  bucket.giveBack(requested - actual);
  const cost = { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus: bucket.status() };
  const body = { ...result, extensions: { ...result.extensions, cost } };
  return { status: 200, body, log: { ...log, ...outcomeOf(result), actualCost: actual } };
}

type Prepared = CostRequest & { document: DocumentNode; operation: OperationDefinitionNode };

function prepare({ query, variables, operationName }: GraphqlRequest): Prepared | { errors: readonly GraphQLError[] } {
  const schema = adminSchema();
  const checked = checkedDocument(query);
  if ("errors" in checked) return checked;
  const { document } = checked;
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operationName === null && operations.length > 1) return { errors: [new GraphQLError("An operation name is required")] };
  const operation = operationName === null ? operations[0] : operations.find(({ name }) => name?.value === operationName);
  if (operation === undefined) return { errors: [new GraphQLError(`No operation named "${operationName ?? ""}"`)] };
  const errors = variableErrors(schema, operation, variables);
  if (errors.length > 0) return { errors };
  return { schema, document, operation, variables };
}

type CheckedDocument = { document: DocumentNode } | { errors: readonly GraphQLError[] };

/** An app sends the same few texts again and again, and checking one against thousands of types takes milliseconds. */
const MAX_CHECKED_DOCUMENTS = 500;
const checkedDocuments = new Map<string, CheckedDocument>();

function checkedDocument(query: string): CheckedDocument {
  const known = checkedDocuments.get(query);
  if (known !== undefined) return known;
  const checked = check(query);
  const [oldest] = checkedDocuments.keys();
  if (checkedDocuments.size === MAX_CHECKED_DOCUMENTS && oldest !== undefined) checkedDocuments.delete(oldest);
  checkedDocuments.set(query, checked);
  return checked;
}

function check(query: string): CheckedDocument {
  try {
    const document = parse(query);
    // Shopify's own rules say more than the schema can, such as what an id looks like.
    const ours = documentErrors(adminSchema(), document);
    const errors = ours.length > 0 ? ours : validate(adminSchema(), document);
    return errors.length > 0 ? { errors } : { document };
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [syntaxError(query, error)] };
    throw error;
  }
}

/** Runs a document that was checked, whatever it costs. */
export function executeDocument(prepared: Prepared, api: ApiContext, keys: IdempotencyKeys): ExecutionResult {
  const result = execute({
    schema: prepared.schema,
    document: prepared.document,
    operationName: prepared.operation.name?.value ?? null,
    variableValues: prepared.variables,
    contextValue: { api, keys, requestVariables: prepared.variables },
    fieldResolver: resolveField,
    typeResolver: resolveType,
  });
  if (result instanceof Promise) throw new Error("a resolver of the dev store must not be asynchronous");
  return result;
}

type ExecutionContext = { api: ApiContext; keys: IdempotencyKeys; requestVariables: Record<string, unknown> };

const resolveField: GraphQLFieldResolver<unknown, ExecutionContext> = (source, args, context, info) => {
  const { fieldName } = info;
  const typeName = info.parentType.name;
  if (typeName === "QueryRoot") {
    const root = queryRoots[fieldName];
    if (root === undefined) throw notImplemented(`QUERY.${fieldName}`);
    requireRootAccess(context.api.app, "query", fieldName);
    requireSmallLists(fieldName, args);
    return root(source, args, context.api, info);
  }
  if (typeName === "Mutation") {
    const root = mutationRoots[fieldName];
    if (root === undefined) throw notImplemented(`MUTATION.${fieldName}`);
    requireRootAccess(context.api.app, "mutation", fieldName);
    requireSmallLists(fieldName, args);
    return mutate(root, args, context, info);
  }
  const record = recordTypes[typeName];
  if (record !== undefined) {
    const resolver = record[fieldName];
    if (resolver === undefined) throw notImplemented(`${typeName}.${fieldName}`);
    requireFieldAccess(context.api.app, typeName, fieldName);
    // The map is keyed by type name, and only records of that type are handed out under it.
    return (resolver as Resolver<unknown>)(source, args, context.api, info);
  }
  if (typeof source === "object" && source !== null && Object.hasOwn(source, fieldName)) {
    return (source as Record<string, unknown>)[fieldName];
  }
  throw notImplemented(`${typeName}.${fieldName}`);
};

const resolveType: GraphQLTypeResolver<unknown, ExecutionContext> = (value, { api }, info, abstractType) => {
  const known = typeof value === "object" && value !== null ? api.typeNames.get(value) : undefined;
  if (known === undefined) throw notImplemented(`the concrete type of ${abstractType.name} at ${info.fieldName}`);
  return known;
};

function mutate(
  root: Resolver<unknown>,
  args: Record<string, unknown>,
  { api, keys, requestVariables }: ExecutionContext,
  info: Parameters<Resolver<unknown>>[3],
): unknown {
  const [node] = info.fieldNodes;
  const key = node === undefined ? null : idempotencyKeyOf(node, requestVariables);
  if (!IDEMPOTENT_MUTATIONS.has(info.fieldName)) return root(undefined, args, api, info);
  if (key === null) throw badRequest("The @idempotent directive is required for this mutation but was not provided.");
  const scope = `${api.shop.profile.domain}|${api.app.apiKey}`;
  const { idempotencyBusyMs: busyMs } = api.consistency.settings;
  const call = { scope, key, root: info.fieldName, args, nowMs: api.commerce.now().getTime(), busyMs };
  return keys.run(call, {
    mutate: () => root(undefined, args, api, info),
    refuse: (code, message) => refusalPayload(info, { field: null, message, code }),
  });
}

/** The mutation's own payload with nothing in it but the refusal. */
function refusalPayload(info: Parameters<Resolver<unknown>>[3], error: object): Record<string, unknown> {
  const type = info.schema.getType(`${info.fieldName.charAt(0).toUpperCase()}${info.fieldName.slice(1)}Payload`);
  const names = type !== undefined && "getFields" in type ? Object.keys(type.getFields()) : [];
  return Object.fromEntries(names.map((name) => [name, /userErrors$/i.test(name) ? [error] : null]));
}

function idempotencyKeyOf(field: FieldNode, variables: Record<string, unknown>): string | null {
  const directive = field.directives?.find(({ name }) => name.value === "idempotent");
  const argument = directive?.arguments?.find(({ name }) => name.value === "key");
  const key = argument && valueFromASTUntyped(argument.value, variables);
  return typeof key === "string" && key !== "" ? key : null;
}

function rootFields(operation: OperationDefinitionNode): FieldNode[] {
  return operation.selectionSet.selections.filter((node) => node.kind === Kind.FIELD);
}

function logEntry(prepared: Prepared, requestedCost: number): Omit<LoggedRequest, "at" | "shopDomain"> {
  const fields = rootFields(prepared.operation);
  return {
    operationName: prepared.operation.name?.value ?? null,
    operation: prepared.operation.operation === "mutation" ? "mutation" : "query",
    roots: fields.map(({ name }) => name.value),
    idempotencyKeys: fields.flatMap((field) => idempotencyKeyOf(field, prepared.variables) ?? []),
    variablesHash: fingerprintOf(prepared.variables),
    outcome: "ok",
    committed: false,
    requestedCost,
    actualCost: null,
  };
}

function outcomeOf({ data, errors }: ExecutionResult): Pick<LoggedRequest, "committed" | "outcome"> {
  const refused = Object.values(data ?? {}).some(hasUserErrors);
  const outcome = errors !== undefined && errors.length > 0 ? "error" : refused ? "user_errors" : "ok";
  return { outcome, committed: outcome === "ok" };
}

function hasUserErrors(payload: unknown): boolean {
  if (typeof payload !== "object" || payload === null) return false;
  return Object.entries(payload).some(([name, value]) => /userErrors$/i.test(name) && Array.isArray(value) && value.length > 0);
}

type LogDraft = Omit<LoggedRequest, "at" | "shopDomain">;

function throttled(requested: number, bucket: CostBucket, log: LogDraft): GraphqlAnswer {
  return { status: 200, body: throttledBody(requested, bucket), log: { ...log, outcome: "throttled" } };
}

/** What Shopify says to a request that costs more than the bucket holds. */
export function throttledBody(requested: number, bucket: CostBucket): Record<string, unknown> {
  const cost = { requestedQueryCost: requested, actualQueryCost: null, throttleStatus: bucket.status() };
  const error = {
    message: "Throttled",
    extensions: { code: "THROTTLED", documentation: "https://shopify.dev/api/usage/rate-limits" },
  };
  return { errors: [error], extensions: { cost } };
}

function tooCostly(requested: number, log: LogDraft): GraphqlAnswer {
  const message = `Query cost is ${requested}, which exceeds the single query max cost limit (${MAX_SINGLE_COST}).`;
  const error = { message, extensions: { code: "MAX_COST_EXCEEDED", cost: requested, maxCost: MAX_SINGLE_COST } };
  return { status: 200, body: { errors: [error] }, log: { ...log, outcome: "error" } };
}
