import { idOf } from "../../state/gid.ts";
import type { InstalledApp } from "../../state/types.ts";
import type { ApiContext, TypeResolvers } from "../api-context.ts";
import { accessDenied } from "../api-error.ts";
import { listConnection } from "../connections.ts";
import { ownValidation } from "../mutations/apps.ts";
import { functionHandles, functionView } from "../types/app-types.ts";

/** An app sees itself; of others only one that may read apps knows. */
function appBy({ shop, app }: ApiContext, field: string, isWanted: (candidate: InstalledApp) => boolean): InstalledApp | null {
  if (isWanted(app)) return app;
  const other = [...shop.apps.values()].find((candidate) => candidate.uninstalledAt === null && isWanted(candidate));
  if (other === undefined) return null;
  if (!app.scopes.includes("read_apps")) throw accessDenied(field, "`read_apps` access scope.");
  return other;
}

export const appQueries: TypeResolvers<unknown> = {
  app: (_source, args, api) => (args["id"] == null ? api.app : appBy(api, "app", ({ id }) => id === idOf("App", args["id"]))),
  appByHandle: (_source, args, api) => appBy(api, "appByHandle", ({ handle }) => handle === args["handle"]),
  appByKey: (_source, args, api) => appBy(api, "appByKey", ({ apiKey }) => apiKey === args["apiKey"]),
  appInstallation: (_source, args, api) =>
    args["id"] == null ? api.app : appBy(api, "appInstallation", ({ id }) => id === idOf("AppInstallation", args["id"])),
  currentAppInstallation: (_source, _args, { app }) => app,
  validation: (_source, args, api) => ownValidation(api, args["id"]),
  validations: (_source, args, { shop, app }) =>
    listConnection(
      [...shop.validations.values()].filter(({ apiKey }) => apiKey === app.apiKey),
      args,
    ),
  shopifyFunction: (_source, args, api) => (functionHandles(api).includes(args["id"]) ? functionView(args["id"], api) : null),
  shopifyFunctions: (_source, args, api) =>
    listConnection(
      functionHandles(api).map((handle) => ({ ...functionView(handle, api), id: handle })),
      args,
    ),
  publicApiVersions: () =>
    ["2026-01", "2026-04", "2026-07", "2026-10"].map((handle) => ({
      handle,
      displayName: handle === "2026-10" ? `${handle} (Latest)` : handle,
      supported: true,
    })),
};
