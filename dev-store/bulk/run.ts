import { Kind } from "graphql";
import type { ExecutionResult, FragmentDefinitionNode } from "graphql";
import type { ApiContext } from "../admin-api/api-context.ts";
import { withoutPages } from "../admin-api/connections.ts";
import { executeDocument } from "../admin-api/execute.ts";
import { IdempotencyKeys } from "../admin-api/idempotency.ts";
import { adminSchema } from "../admin-api/schema.ts";
import type { BulkOperation } from "../state/bulk-types.ts";
import { checkBulkQuery, parseOperation } from "./check-query.ts";
import { linesOf } from "./json-lines.ts";
import type { BulkResult } from "./operations.ts";

const NOTHING: BulkResult = { lines: [], rootCount: 0, errorCode: null };

/** Runs the query over all pages at once. An error on the way fails the whole, as in Shopify. */
export function runBulkQuery(api: ApiContext, operation: BulkOperation): BulkResult {
  const schema = adminSchema();
  const checked = checkBulkQuery(schema, operation.query);
  if ("problems" in checked) throw new Error(`bulk query ${operation.id} was checked and is wrong: ${checked.problems.join(" ")}`);
  const { document } = checked;
  const result = withoutPages(() => executeDocument({ schema, document, operation: checked.operation, variables: {} }, api, new IdempotencyKeys()));
  const failed = errorCodeOf(result);
  if (failed !== null) return { ...NOTHING, errorCode: failed };
  const fragments = new Map(
    document.definitions.flatMap((node): [string, FragmentDefinitionNode][] => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
  const { lines, rootCount } = linesOf({ schema, fragments }, checked.operation.selectionSet, result.data, { grouped: operation.groupObjects });
  return { lines, rootCount, errorCode: null };
}

function errorCodeOf({ errors }: ExecutionResult): BulkOperation["errorCode"] {
  if (errors === undefined || errors.length === 0) return null;
  return errors.some(({ extensions }) => extensions["code"] === "ACCESS_DENIED") ? "ACCESS_DENIED" : "INTERNAL_SERVER_ERROR";
}

/** Runs the mutation once for every uploaded line; each line of the result says which one it answers. */
export function runBulkMutation(api: ApiContext, operation: BulkOperation): BulkResult {
  const parsed = parseOperation(operation.query);
  const upload = api.shop.stagedUploads.get(operation.uploadKey ?? "");
  if ("problems" in parsed || upload?.content == null) throw new Error(`bulk mutation ${operation.id} was checked and cannot run`);
  const keys = new IdempotencyKeys();
  const inputs = upload.content.split("\n").filter((line) => line.trim() !== "");
  const lines = inputs.map((input, lineNumber) => {
    const variables = variablesIn(input);
    if (variables === null) return JSON.stringify({ errors: [{ message: "The line is not a JSON object" }], __lineNumber: lineNumber });
    const { data, errors } = executeDocument({ schema: adminSchema(), document: parsed.document, operation: parsed.operation, variables }, api, keys);
    return JSON.stringify({ ...(data == null ? {} : { data }), ...(errors === undefined ? {} : { errors }), __lineNumber: lineNumber });
  });
  return { lines, rootCount: lines.length, errorCode: null };
}

function variablesIn(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
