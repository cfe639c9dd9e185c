import type { IncomingMessage, ServerResponse } from "node:http";

import type { Customer } from "../../state/types.ts";
import type { Cart } from "./cart.ts";
import type { Presence } from "./presences.ts";
import type { ThemeName } from "./theme.ts";

/** One request of a shopper. */
export type Visit = {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  presence: Presence;
  /** Without the presence's prefix. */
  path: string;
  cart: Cart;
  customer: Customer | null;
  theme: ThemeName;
};
