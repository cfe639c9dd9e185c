import { Kind } from "graphql";
import { checkBulkQuery, parseOperation } from "../../bulk/check-query.ts";
import { beginBulkOperation, carryOutSoon, isUnderWay, MAX_UNDER_WAY, underWay } from "../../bulk/operations.ts";
import type { BulkResult } from "../../bulk/operations.ts";
import { runBulkMutation, runBulkQuery } from "../../bulk/run.ts";
import { MAX_UPLOAD_BYTES, stageUpload, UPLOADS_PATH } from "../../bulk/staged-uploads.ts";
import { idOf, toGid } from "../../state/gid.ts";
import type { BulkOperation } from "../../state/bulk-types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { adminSchema } from "../schema.ts";

export const bulkMutations: TypeResolvers<unknown> = {
  bulkOperationRunQuery: (_source, args, api) => {
    const checked = checkBulkQuery(adminSchema(), args["query"]);
    if ("problems" in checked) return refusal(checked.problems.map((message) => ({ field: ["query"], message, code: "INVALID" })));
    return begin(api, { type: "QUERY", query: args["query"], uploadKey: null, groupObjects: args["groupObjects"] === true });
  },

  bulkOperationRunMutation: (_source, args, api) => {
    const problem = problemOfMutation(args, api);
    if (problem !== null) return refusal([problem]);
    return begin(api, { type: "MUTATION", query: args["mutation"], uploadKey: args["stagedUploadPath"], groupObjects: false });
  },

  bulkOperationCancel: (_source, args, api) => {
    const operation = ownOperation(api, args["id"]);
    if (operation === null) return refusal([{ field: ["id"], message: "Bulk operation does not exist" }]);
    if (!isUnderWay(operation)) {
      const message = `A bulk operation cannot be canceled when it is ${operation.status.toLowerCase()}`;
      return { bulkOperation: operation, userErrors: [{ field: null, message }] };
    }
    operation.status = "CANCELING";
    return { bulkOperation: operation, userErrors: [] };
  },

  stagedUploadsCreate: (_source, args, api) => stageUploads(args["input"], api),
};

/** The asking app's operation of this id, or null. */
export function ownOperation({ shop, app }: ApiContext, gid: string): BulkOperation | null {
  const found = shop.bulkOperations.get(idOf("BulkOperation", gid) ?? 0);
  return found !== undefined && found.apiKey === app.apiKey ? found : null;
}

/** Goes on with what is under way, also after a restart of the dev store. */
export function keepGoing(api: ApiContext, operation: BulkOperation): BulkOperation {
  const resultOf = (): BulkResult => (operation.type === "QUERY" ? runBulkQuery(api, operation) : runBulkMutation(api, operation));
  if (isUnderWay(operation)) carryOutSoon(api.commerce, operation, resultOf);
  return operation;
}

function refusal(userErrors: object[]): object {
  return { bulkOperation: null, userErrors };
}

function begin(api: ApiContext, wanted: Pick<BulkOperation, "groupObjects" | "query" | "type" | "uploadKey">): object {
  const owned = { ...wanted, apiKey: api.app.apiKey };
  const running = underWay(api.shop, owned);
  if (running.length >= MAX_UNDER_WAY) {
    const ids = running.map(({ id }) => toGid("BulkOperation", id)).join(", ");
    const message = `A bulk ${wanted.type.toLowerCase()} operation for this app and shop is already in progress: ${ids}.`;
    return refusal([{ field: null, message, code: "OPERATION_IN_PROGRESS" }]);
  }
  return { bulkOperation: keepGoing(api, beginBulkOperation(api.commerce, owned)), userErrors: [] };
}

type MutationProblem = { field: string[]; message: string; code: string };

function problemOfMutation(args: Args, { shop }: ApiContext): MutationProblem | null {
  const invalid = (message: string): MutationProblem => ({ field: ["mutation"], message, code: "INVALID_MUTATION" });
  const parsed = parseOperation(args["mutation"]);
  if ("problems" in parsed) return invalid(parsed.problems[0] ?? "");
  const { operation } = parsed;
  if (operation.operation !== "mutation") return invalid("Invalid operation type. Only `mutation` operations are supported.");
  const roots = operation.selectionSet.selections;
  if (roots.length !== 1 || roots[0]?.kind !== Kind.FIELD) return invalid("You must specify exactly one top level mutation.");
  if (/^bulkOperation/.test(roots[0].name.value)) return invalid(`You can't use bulk operations to run ${roots[0].name.value}.`);
  if (shop.stagedUploads.get(args["stagedUploadPath"])?.content != null) return null;
  const message =
    "The JSONL file could not be found. Try uploading the file again, and check that you've entered the URL correctly for the stagedUploadPath mutation argument.";
  return { field: ["stagedUploadPath"], message, code: "NO_SUCH_FILE" };
}

function stageUploads(inputs: Args[], api: ApiContext): object {
  const tooBig = inputs.findIndex(({ fileSize }) => Number(fileSize ?? 0) > MAX_UPLOAD_BYTES);
  if (tooBig !== -1) {
    const message = `File size exceeds the limit of ${MAX_UPLOAD_BYTES} bytes`;
    return { stagedTargets: null, userErrors: [{ field: ["input", String(tooBig), "fileSize"], message }] };
  }
  return { stagedTargets: inputs.map((input) => targetOf(input, api)), userErrors: [] };
}

function targetOf(input: Args, { commerce, shop }: ApiContext): object {
  const upload = stageUpload(commerce, { filename: input["filename"], mimeType: input["mimeType"] });
  const base = `https://${shop.profile.domain}${UPLOADS_PATH}`;
  const resourceUrl = `${base}${upload.key}`;
  if (input["httpMethod"] === "PUT") {
    const parameters = [
      { name: "content_type", value: upload.mimeType },
      { name: "acl", value: "private" },
    ];
    return { url: resourceUrl, resourceUrl, parameters };
  }
  const parameters = { "Content-Type": upload.mimeType, success_action_status: "201", acl: "private", key: upload.key };
  return { url: base, resourceUrl, parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })) };
}
