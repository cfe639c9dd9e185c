import { takeId } from "../../commerce/context.ts";
import { idOf, toGid } from "../../state/gid.ts";
import { definitionKey, isForeignNamespace, metafieldsOfDefinition, resolveNamespace } from "../../state/metafields.ts";
import type { MetafieldDefinition } from "../../state/types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { accessDenied } from "../api-error.ts";
import { isMetafieldType } from "../metafield-values.ts";

const MAX_PINNED = 20;
const MAX_DEFINITIONS_OF_OWNER = 256;
const MAX_TEXT_LENGTH = 255;
const MAX_KEY_LENGTH = 64;
const MIN_NAMESPACE_LENGTH = 3;
const MIN_KEY_LENGTH = 2;
const DEFINITION_ACCESS = "API client to have access to the namespace and the resource type associated with the metafield definition.\n";

type DefinitionError = { field: string[] | null; message: string; code: string; elementIndex: null; elementKey: null };

export const metafieldDefinitionMutations: TypeResolvers<unknown> = {
  metafieldDefinitionCreate: (_source, { definition }, api) => createDefinition(definition, api),

  metafieldDefinitionUpdate: (_source, { definition: input }, api) => {
    const refuse = (error: DefinitionError): object => ({ updatedDefinition: null, userErrors: [error], validationJob: null });
    requireOwnNamespace(api, "metafieldDefinitionUpdate", input.namespace);
    const definition = findDefinition(api, { identifier: input });
    if (definition === null) return refuse(error(["definition"], "Definition not found.", "NOT_FOUND"));
    const problem = textProblem(input) ?? (input.pin === true && definition.pinnedPosition === null ? pinProblem(api, definition.ownerType) : null);
    if (problem !== null) return refuse(problem);
    change(api, definition, input);
    return { updatedDefinition: definition, userErrors: [], validationJob: null };
  },

  metafieldDefinitionDelete: (_source, args, api) => {
    const refuse = (problem: DefinitionError): object => ({ deletedDefinition: null, deletedDefinitionId: null, userErrors: [problem] });
    requireOwnNamespace(api, "metafieldDefinitionDelete", args["identifier"]?.namespace);
    const definition = findDefinition(api, args);
    if (definition === null) return refuse(error([args["id"] == null ? "identifier" : "id"], "Definition not found.", "NOT_FOUND"));
    requireOwnNamespace(api, "metafieldDefinitionDelete", definition.namespace);
    const problem = args["deleteAllAssociatedMetafields"] === true ? null : deletionProblem(definition);
    if (problem !== null) return refuse(problem);
    return remove(api, definition, args["deleteAllAssociatedMetafields"] === true);
  },

  metafieldDefinitionPin: (_source, args, api) => {
    const refuse = (problem: DefinitionError): object => ({ pinnedDefinition: null, userErrors: [problem] });
    const definition = findDefinition(api, { id: args["definitionId"], identifier: args["identifier"] });
    if (definition === null) return refuse(error(args["identifier"] == null ? ["definitionId"] : ["identifier"], "Definition not found.", "NOT_FOUND"));
    if (definition.pinnedPosition !== null) return refuse(error(["definitionId"], "Definition already pinned.", "ALREADY_PINNED"));
    const problem = pinProblem(api, definition.ownerType);
    if (problem !== null) return refuse(problem);
    pin(api, definition);
    return { pinnedDefinition: definition, userErrors: [] };
  },

  metafieldDefinitionUnpin: (_source, args, api) => {
    const refuse = (problem: DefinitionError): object => ({ unpinnedDefinition: null, userErrors: [problem] });
    const definition = findDefinition(api, { id: args["definitionId"], identifier: args["identifier"] });
    if (definition === null) return refuse(error(args["identifier"] == null ? ["definitionId"] : ["identifier"], "Definition not found.", "NOT_FOUND"));
    if (definition.pinnedPosition === null) return refuse(error(["definitionId"], "Definition isn't pinned.", "NOT_PINNED"));
    unpin(api, definition);
    return { unpinnedDefinition: definition, userErrors: [] };
  },
};

/** By its id, or by owner type, namespace and key. */
export function findDefinition({ shop, app }: ApiContext, { id, identifier }: Args): MetafieldDefinition | null {
  if (identifier != null)
    return shop.metafieldDefinitions.get(definitionKey(identifier.ownerType, resolveNamespace(identifier.namespace, app), identifier.key)) ?? null;
  const wanted = idOf("MetafieldDefinition", String(id ?? ""));
  return [...shop.metafieldDefinitions.values()].find((definition) => definition.id === wanted) ?? null;
}

function error(field: string[] | null, message: string, code: string): DefinitionError {
  return { field, message, code, elementIndex: null, elementKey: null };
}

function requireOwnNamespace({ app }: ApiContext, root: string, namespace: string | null | undefined): void {
  if (namespace != null && isForeignNamespace(resolveNamespace(namespace, app), app)) throw accessDenied(root, DEFINITION_ACCESS);
}

function createDefinition(input: Args, api: ApiContext): object {
  const refuse = (problem: DefinitionError): object => ({ createdDefinition: null, userErrors: [problem] });
  const namespace = resolveNamespace(input["namespace"], api.app);
  requireOwnNamespace(api, "metafieldDefinitionCreate", namespace);
  const problem = textProblem(input) ?? namingProblem(namespace, input) ?? roomProblem(api, namespace, input);
  if (problem !== null) return refuse(problem);
  const definition: MetafieldDefinition = {
    id: takeId(api.commerce),
    ownerType: input["ownerType"],
    namespace,
    key: input["key"],
    name: input["name"],
    description: input["description"] ?? null,
    type: input["type"],
    adminAccess: "PUBLIC_READ_WRITE",
    storefrontAccess: "NONE",
    customerAccountAccess: "NONE",
    validations: [],
    pinnedPosition: null,
    isAdminFilterable: false,
    isCollectionCondition: false,
    isUnique: false,
    constraints: input["constraints"] ?? null,
    standardTemplateId: null,
  };
  api.shop.metafieldDefinitions.set(definitionKey(definition.ownerType, namespace, definition.key), definition);
  change(api, definition, input);
  return { createdDefinition: definition, userErrors: [] };
}

function textProblem(input: Args): DefinitionError | null {
  const { name, description } = input;
  if (name != null && name.trim() === "") return error(["definition", "name"], "Name can't be blank", "BLANK");
  if (name != null && name.length > MAX_TEXT_LENGTH)
    return error(["definition", "name"], `Name is too long (maximum is ${MAX_TEXT_LENGTH} characters)`, "TOO_LONG");
  if (description != null && description.length > MAX_TEXT_LENGTH) {
    return error(["definition", "description"], `Description is too long (maximum is ${MAX_TEXT_LENGTH} characters)`, "TOO_LONG");
  }
  return null;
}

function namingProblem(namespace: string, input: Args): DefinitionError | null {
  const at = (name: string): string[] => ["definition", name];
  const key: string = input["key"];
  if (namespace.length < MIN_NAMESPACE_LENGTH)
    return error(at("namespace"), `Namespace is too short (minimum is ${MIN_NAMESPACE_LENGTH} characters)`, "TOO_SHORT");
  if (namespace.length > MAX_TEXT_LENGTH) return error(at("namespace"), `Namespace is too long (maximum is ${MAX_TEXT_LENGTH} characters)`, "TOO_LONG");
  if (!/^[\w-]+$/.test(namespace)) return error(at("namespace"), "Namespace contains one or more invalid characters.", "INVALID_CHARACTER");
  if (namespace === "shopify" || namespace === "protected") return error(at("namespace"), `Namespace ${namespace} is reserved.`, "RESERVED_NAMESPACE_KEY");
  if (key.trim() === "") return error(at("key"), "Key can't be blank", "BLANK");
  if (key.length < MIN_KEY_LENGTH) return error(at("key"), `Key is too short (minimum is ${MIN_KEY_LENGTH} characters)`, "TOO_SHORT");
  if (key.length > MAX_KEY_LENGTH) return error(at("key"), `Key is too long (maximum is ${MAX_KEY_LENGTH} characters)`, "TOO_LONG");
  if (!/^[\w-]+$/.test(key)) return error(at("key"), "Key contains one or more invalid characters.", "INVALID_CHARACTER");
  return isMetafieldType(input["type"]) ? null : error(at("type"), `Type name ${input["type"]} is not a valid type.`, "INCLUSION");
}

function roomProblem(api: ApiContext, namespace: string, input: Args): DefinitionError | null {
  const { metafieldDefinitions } = api.shop;
  const ownerType: string = input["ownerType"];
  if (metafieldDefinitions.has(definitionKey(ownerType, namespace, input["key"]))) {
    return error(["definition", "key"], `Key is in use for ${ownerLabel(ownerType)} metafields on the '${namespace}' namespace.`, "TAKEN");
  }
  const ofOwner = [...metafieldDefinitions.values()].filter((definition) => definition.ownerType === ownerType);
  if (ofOwner.length >= MAX_DEFINITIONS_OF_OWNER) {
    const message = `Stores can only have ${MAX_DEFINITIONS_OF_OWNER} definitions for each store resource.`;
    return error(["definition"], message, "RESOURCE_TYPE_LIMIT_EXCEEDED");
  }
  return input["pin"] === true ? pinProblem(api, ownerType) : null;
}

function change(api: ApiContext, definition: MetafieldDefinition, input: Args): void {
  const { access, capabilities } = input;
  if (input["name"] != null) definition.name = input["name"];
  if ("description" in input) definition.description = input["description"];
  if (input["validations"] != null) definition.validations = input["validations"].map(({ name, value }: Args) => ({ name, value }));
  definition.adminAccess = access?.admin ?? definition.adminAccess;
  definition.storefrontAccess = access?.storefront ?? definition.storefrontAccess;
  definition.customerAccountAccess = access?.customerAccount ?? definition.customerAccountAccess;
  definition.isAdminFilterable = capabilities?.adminFilterable?.enabled ?? definition.isAdminFilterable;
  definition.isCollectionCondition = capabilities?.smartCollectionCondition?.enabled ?? definition.isCollectionCondition;
  definition.isUnique = capabilities?.uniqueValues?.enabled ?? definition.isUnique;
  if (input["pin"] === true && definition.pinnedPosition === null) pin(api, definition);
  if (input["pin"] === false) unpin(api, definition);
}

/** In the app's own namespaces and for references, values must not be left behind. */
function deletionProblem({ namespace, type }: MetafieldDefinition): DefinitionError | null {
  if (namespace.startsWith("app--")) {
    const message = "Deleting a definition in a reserved namespace must have deleteAllAssociatedMetafields set to true.";
    return error(null, message, "RESERVED_NAMESPACE_ORPHANED_METAFIELDS");
  }
  if (type === "id") return error(null, "Deleting an id type metafield definition requires deletion of its associated metafields.", "ID_TYPE_DELETION_ERROR");
  if (!type.endsWith("_reference")) return null;
  return error(null, "Deleting a reference type metafield definition requires deletion of its associated metafields.", "REFERENCE_TYPE_DELETION_ERROR");
}

function remove(api: ApiContext, definition: MetafieldDefinition, withMetafields: boolean): object {
  const { ownerType, namespace, key } = definition;
  unpin(api, definition);
  if (withMetafields) for (const mapKey of metafieldsOfDefinition(api.shop, definition).keys()) api.shop.metafields.delete(mapKey);
  api.shop.metafieldDefinitions.delete(definitionKey(ownerType, namespace, key));
  return { deletedDefinition: { ownerType, namespace, key }, deletedDefinitionId: toGid("MetafieldDefinition", definition.id), userErrors: [] };
}

function pinnedOf({ shop }: ApiContext, ownerType: string): MetafieldDefinition[] {
  return [...shop.metafieldDefinitions.values()].filter((one) => one.ownerType === ownerType && one.pinnedPosition !== null);
}

function pinProblem(api: ApiContext, ownerType: string): DefinitionError | null {
  return pinnedOf(api, ownerType).length < MAX_PINNED ? null : error(["definition"], `Limit of ${MAX_PINNED} pinned definitions.`, "PINNED_LIMIT_REACHED");
}

function pin(api: ApiContext, definition: MetafieldDefinition): void {
  definition.pinnedPosition = Math.max(0, ...pinnedOf(api, definition.ownerType).map(({ pinnedPosition }) => pinnedPosition ?? 0)) + 1;
}

/** Those above move down. */
function unpin(api: ApiContext, definition: MetafieldDefinition): void {
  const { pinnedPosition } = definition;
  if (pinnedPosition === null) return;
  definition.pinnedPosition = null;
  for (const other of pinnedOf(api, definition.ownerType))
    if (other.pinnedPosition !== null && other.pinnedPosition > pinnedPosition) other.pinnedPosition -= 1;
}

function ownerLabel(ownerType: string): string {
  return ownerType.charAt(0) + ownerType.slice(1).toLowerCase();
}
