import type { InstalledApp } from "../state/types.ts";
import type { ShopContext } from "./context.ts";

/** What a merchant lets the app do beyond what it needs to run, and takes back. `write_x` includes `read_x`. */

/** Grants those of the scopes that the app declares as optional; says which of them it does not. */
export function grantScopes(context: ShopContext, app: InstalledApp, scopes: readonly string[]): { undeclared: string[] } {
  const declared = [...app.requiredScopes, ...app.optionalScopes];
  const undeclared = scopes.filter((scope) => !declared.includes(scope));
  if (undeclared.length === 0) changeScopes(context, app, [...new Set([...app.scopes, ...scopes])]);
  return { undeclared };
}

/** Takes back optional scopes; the caller has checked that they are. */
export function revokeScopes(context: ShopContext, app: InstalledApp, scopes: readonly string[]): void {
  changeScopes(
    context,
    app,
    app.scopes.filter((scope) => !scopes.includes(scope)),
  );
}

function changeScopes(context: ShopContext, app: InstalledApp, scopes: string[]): void {
  const previousScopes = app.scopes;
  if (scopes.length === previousScopes.length && scopes.every((scope) => previousScopes.includes(scope))) return;
  app.scopes = scopes;
  context.emit({ topic: "app/scopes_update", previousScopes });
}

/** Whether another granted scope brings this one along, so that it cannot be taken back by itself. */
export function isImplied(app: InstalledApp, scope: string): boolean {
  return scope.startsWith("read_") && app.scopes.includes(scope.replace("read_", "write_"));
}
