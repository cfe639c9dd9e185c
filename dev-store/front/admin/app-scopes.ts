import { z } from "zod";
import { grantScopes, isImplied, revokeScopes } from "../../commerce/app-scopes.ts";
import type { ShopContext } from "../../commerce/context.ts";
import type { InstalledApp } from "../../state/types.ts";

/** What App Bridge's `scopes` asks the admin for: which are granted, more of the optional ones, or to take some back. */

export const scopeRequest = z.object({ act: z.enum(["grant", "query", "revoke"]), scopes: z.array(z.string()).default([]) });

export type ScopesDetail = { granted: string[]; required: string[]; optional: string[] };

/** Throws, naming them, for scopes that the app does not declare as optional. */
export function answerScopes(context: ShopContext, app: InstalledApp, { act, scopes }: z.infer<typeof scopeRequest>): ScopesDetail {
  if (act === "grant") {
    const { undeclared } = grantScopes(context, app, scopes);
    if (undeclared.length > 0) throw new Error(`The app does not declare these scopes: ${undeclared.join(", ")}.`);
  }
  if (act === "revoke") {
    const fixed = scopes.filter((scope) => !app.optionalScopes.includes(scope) || isImplied(app, scope));
    if (fixed.length > 0) throw new Error(`These scopes cannot be taken back: ${fixed.join(", ")}.`);
    revokeScopes(context, app, scopes);
  }
  return { granted: [...app.scopes], required: [...app.requiredScopes], optional: [...app.optionalScopes] };
}
