import { resolveNamespace } from "../../state/metafields.ts";
import type { MetafieldDefinition } from "../../state/types.ts";
import type { Args, TypeResolvers } from "../api-context.ts";
import { notImplemented } from "../api-error.ts";
import { connection } from "../connections.ts";
import type { SortValue } from "../connections.ts";
import { findDefinition } from "../mutations/metafield-definitions.ts";
import { byNumber, byText, matcherOf } from "../search.ts";
import type { SearchField } from "../search.ts";

export const metafieldQueries: TypeResolvers<unknown> = {
  metafieldDefinition: (_source, args, api) => findDefinition(api, args),
  metafieldDefinitions: (_source, args, { shop, app }) => {
    if (args["constraintSubtype"] != null || args["constraintStatus"] != null) throw notImplemented("metafieldDefinitions by constraint");
    const namespace = args["namespace"] == null ? null : resolveNamespace(args["namespace"], app);
    const matches = matcherOf(args["query"], FIELDS);
    const found = [...shop.metafieldDefinitions.values()].filter(
      (definition) =>
        definition.ownerType === args["ownerType"] &&
        (namespace === null || definition.namespace === namespace) &&
        (args["key"] == null || definition.key === args["key"]) &&
        isWanted(definition, args["pinnedStatus"] ?? "ANY") &&
        matches(definition),
    );
    return connection(
      found.map((node) => ({ id: node.id, sortValue: sortValueOf(node, args), node })),
      args,
    );
  },
};

const FIELDS: Record<string, SearchField<MetafieldDefinition>> = {
  id: byNumber(({ id }) => id),
  namespace: byText(({ namespace }) => namespace),
  key: byText(({ key }) => key),
  type: byText(({ type }) => type),
  owner_type: byText(({ ownerType }) => ownerType),
  default: byText(({ name, namespace, key }) => [name, namespace, key]),
};

function isWanted({ pinnedPosition }: MetafieldDefinition, status: string): boolean {
  return status === "ANY" || (status === "PINNED") === (pinnedPosition !== null);
}

function sortValueOf({ id, name, pinnedPosition }: MetafieldDefinition, args: Args): SortValue {
  if (args["sortKey"] === "NAME") return name;
  return args["sortKey"] === "PINNED_POSITION" ? (pinnedPosition ?? 0) : id;
}
