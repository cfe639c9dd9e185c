import { isImplied, revokeScopes } from "../../commerce/app-scopes.ts";
import { timestamp, takeId } from "../../commerce/context.ts";
import { createValidation, deleteValidation, updateValidation } from "../../commerce/validations.ts";
import { keepTrigger } from "../../commerce/flow.ts";
import type { UserError } from "../../commerce/outcome.ts";
import { idOf } from "../../state/gid.ts";
import { resolveNamespace, metafieldKey } from "../../state/metafields.ts";
import type { Validation } from "../../state/app-record-types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { scopeView } from "../types/app-types.ts";

/** What the app does about itself: gives scopes back, switches checkout rules on, and wakes Flow. */

const MAX_FLOW_BYTES = 50_000;
const KNOWN_SCOPE = /^(unauthenticated_)?(read|write)_[a-z_]+$/;

export const appMutations: TypeResolvers<unknown> = {
  appRevokeAccessScopes: (_source, args, { app, commerce }) => {
    const scopes: string[] = args["scopes"];
    const refuse = (message: string, code: string): object => ({ revoked: null, userErrors: [{ field: ["scopes"], message, code }] });
    const of = (isOne: (scope: string) => boolean): string => scopes.filter(isOne).join(", ");
    const unknown = of((scope) => !KNOWN_SCOPE.test(scope));
    if (unknown !== "") return refuse(`The requested list of scopes to revoke includes invalid handles: ${unknown}`, "UNKNOWN_SCOPES");
    const required = of((scope) => app.requiredScopes.includes(scope));
    if (required !== "") return refuse(`Scopes that are declared as required cannot be revoked: ${required}`, "CANNOT_REVOKE_REQUIRED_SCOPES");
    const undeclared = of((scope) => !app.optionalScopes.includes(scope));
    if (undeclared !== "") return refuse(`Scopes that are not declared cannot be revoked: ${undeclared}`, "CANNOT_REVOKE_UNDECLARED_SCOPES");
    const implied = of((scope) => isImplied(app, scope) && !scopes.includes(scope.replace("read_", "write_")));
    if (implied !== "") return refuse(`Scopes that are implied by other granted scopes cannot be revoked: ${implied}`, "CANNOT_REVOKE_IMPLIED_SCOPES");
    const revoked = scopes.filter((scope) => app.scopes.includes(scope));
    revokeScopes(commerce, app, revoked);
    return { revoked: revoked.map(scopeView), userErrors: [] };
  },

  validationCreate: (_source, { validation: input }, api) => {
    const refuse = (error: UserError): object => ({ validation: null, userErrors: [error] });
    const { functionHandle, functionId } = input;
    if (functionHandle == null && functionId == null) {
      return refuse({
        field: ["validation", "functionHandle"],
        message: "Either function_id or function_handle must be provided.",
        code: "MISSING_FUNCTION_IDENTIFIER",
      });
    }
    if (functionHandle != null && functionId != null) {
      return refuse({
        field: ["validation"],
        message: "Only one of function_id or function_handle can be provided, not both.",
        code: "MULTIPLE_FUNCTION_IDENTIFIERS",
      });
    }
    const outcome = createValidation(api.commerce, {
      apiKey: api.app.apiKey,
      functionHandle: functionHandle ?? functionId,
      title: input.title ?? null,
      isEnabled: input.enable,
      blockOnFailure: input.blockOnFailure,
    });
    if (!outcome.ok) return { validation: null, userErrors: outcome.errors };
    keepMetafields(api, outcome.value, input.metafields);
    return { validation: outcome.value, userErrors: [] };
  },

  validationUpdate: (_source, { id, validation: input }, api) => {
    const validation = ownValidation(api, id);
    if (validation === null) return { validation: null, userErrors: [missingValidation()] };
    const outcome = updateValidation(api.commerce, validation, { title: input.title ?? null, isEnabled: input.enable, blockOnFailure: input.blockOnFailure });
    if (!outcome.ok) return { validation: null, userErrors: outcome.errors };
    keepMetafields(api, validation, input.metafields);
    return { validation, userErrors: [] };
  },

  validationDelete: (_source, { id }, api) => {
    const validation = ownValidation(api, id);
    if (validation === null) return { deletedId: null, userErrors: [missingValidation()] };
    deleteValidation(api.commerce, validation);
    return { deletedId: id, userErrors: [] };
  },

  flowTriggerReceive: (_source, args, api) => ({ userErrors: receiveTrigger(api, args) }),
};

export function ownValidation({ shop, app }: ApiContext, gid: string): Validation | null {
  const validation = shop.validations.get(idOf("Validation", gid) ?? 0);
  return validation?.apiKey === app.apiKey ? validation : null;
}

function missingValidation(): UserError {
  return { field: ["id"], message: "Extension not found.", code: "NOT_FOUND" };
}

function keepMetafields(api: ApiContext, { id }: Validation, inputs: Args[] | null | undefined): void {
  const ownerGid = `gid://shopify/Validation/${id}`;
  const now = timestamp(api.commerce);
  for (const { namespace, key, type, value } of inputs ?? []) {
    const resolved = resolveNamespace(namespace, api.app);
    const name = metafieldKey(ownerGid, resolved, key);
    const present = api.shop.metafields.get(name);
    const base = { id: present?.id ?? takeId(api.commerce), createdAt: present?.createdAt ?? now, updatedAt: now };
    api.shop.metafields.set(name, { ...base, ownerGid, namespace: resolved, key, type: type ?? present?.type ?? "json", value });
  }
}

/** Triggers come as a handle with a payload, or in the older way as one body with everything in it. */
function receiveTrigger(api: ApiContext, { body, handle, payload }: Args): UserError[] {
  const refuse = (field: string, message: string): UserError[] => [{ field: [field], message, code: null }];
  if (body != null && (handle != null || payload != null))
    return refuse("body", "Errors validating schema:\n  Only one of body, or handle and payload, can be provided");
  if (body != null) return receiveBody(api, body);
  if (handle == null || handle === "") return refuse("handle", "Errors validating schema:\n  Handle can't be blank");
  if (Buffer.byteLength(JSON.stringify(payload ?? {})) > MAX_FLOW_BYTES) {
    return refuse("payload", `Errors validating schema:\n  Properties size exceeds the limit of ${MAX_FLOW_BYTES} bytes.`);
  }
  if (typeof (payload ?? {}) !== "object" || Array.isArray(payload)) return refuse("payload", "Errors validating schema:\n  Payload must be an object");
  keepTrigger(api.commerce, { apiKey: api.app.apiKey, handle, properties: payload ?? {} });
  return [];
}

function receiveBody(api: ApiContext, body: string): UserError[] {
  const refuse = (message: string): UserError[] => [{ field: ["body"], message: `Errors validating schema:\n  ${message}`, code: null }];
  if (Buffer.byteLength(body) > MAX_FLOW_BYTES) return refuse(`Body size exceeds the limit of ${MAX_FLOW_BYTES} bytes.`);
  const parsed = parseBody(body);
  if (parsed === null) return refuse("Body is not valid JSON");
  const { trigger_id: triggerId, trigger_title: title, properties } = parsed;
  const name = triggerId ?? title;
  if (typeof name !== "string") return refuse("Required field missing 'trigger_id'");
  if (typeof properties !== "object" || properties === null) return refuse("Required field missing 'properties'");
  keepTrigger(api.commerce, { apiKey: api.app.apiKey, handle: name, properties: { ...properties } });
  return [];
}

function parseBody(body: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
