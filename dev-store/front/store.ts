import type { ShopContext } from "../commerce/context.ts";
import type { Credentials } from "../oauth.ts";
import type { WebhookDispatcher } from "../webhooks/dispatcher.ts";

/** What the dev store's pages need of it. */
export type FrontStore = {
  /** A shop as it is now; the demo shop when no domain is given. */
  context: (domain?: string) => ShopContext;
  credentials: Credentials;
  webhooks: Pick<WebhookDispatcher, "chaos" | "setChaos" | "counters" | "recent">;
};
