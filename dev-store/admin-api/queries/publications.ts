import { onlineStore } from "../../commerce/publish.ts";
import { idOf } from "../../state/gid.ts";
import type { TypeResolvers } from "../api-context.ts";
import { listConnection } from "../connections.ts";
import { count } from "../views.ts";

export const publicationQueries: TypeResolvers<unknown> = {
  publication: (_source, args, { shop }) => {
    const publication = onlineStore(shop);
    return idOf("Publication", args["id"]) === publication.id ? publication : null;
  },
  publications: (_source, args, { shop }) => listConnection([onlineStore(shop)], args),
  publicationsCount: () => count(1),
};
