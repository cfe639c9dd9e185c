/** The dev store by its control addresses: see dev-store/control.ts and dev-store/server.ts. */
import type { ShopCondition } from "../../dev-store/admin-api/http-request.ts";
import type { FaultSettings } from "../../dev-store/faults.ts";
import type { UnansweredAttempt, WebhookCounters } from "../../dev-store/webhooks/dispatcher.ts";
import type { Chaos } from "./settings.ts";

const GOODS_PER_REQUEST = 250;

export interface MadeVariant {
  readonly sku: string;
  readonly variantId: number;
  readonly inventoryItemId: number;
}

export interface ShelfLevel {
  readonly inventoryItemId: number;
  readonly locationId: number;
  readonly available: number;
  readonly committed: number;
}

export interface FulfillmentOrderState {
  readonly orderId: number;
  readonly fulfillmentOrderId: number;
  readonly status: string;
  readonly holds: number;
  /** Left to ship. */
  readonly units: number;
}

export interface NewProduct {
  readonly sku: string;
  readonly title: string;
  readonly priceCents: number;
  readonly units: number;
  /** Sold below zero unless it says otherwise. */
  readonly inventoryPolicy?: "CONTINUE" | "DENY";
}

export class StoreControl {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async makeProducts(products: readonly NewProduct[]): Promise<MadeVariant[]> {
    const made: MadeVariant[] = [];
    for (let from = 0; from < products.length; from += GOODS_PER_REQUEST) {
      made.push(...(await this.#post<MadeVariant[]>("/__dev/shop/products", products.slice(from, from + GOODS_PER_REQUEST))));
    }
    return made;
  }

  async checkOut(checkout: { email: string; lastName: string; lines: readonly { variantId: number; quantity: number }[] }): Promise<number> {
    return (await this.#post<{ orderId: number }>("/__dev/shop/checkout", checkout)).orderId;
  }

  /** Raises what is available by the units delivered. */
  async receive(goods: readonly { inventoryItemId: number; units: number }[]): Promise<void> {
    await this.#post("/__dev/shop/receive", goods);
  }

  /** Ships what no hold keeps and what lies on the shelf; says how many units. */
  async ship(orderId: number): Promise<number> {
    return (await this.#post<{ units: number }>("/__dev/shop/ship", { orderId })).units;
  }

  async cancel(orderId: number): Promise<void> {
    await this.#post("/__dev/shop/cancel", { orderId });
  }

  async setChaos(chaos: Chaos & { seed: number }): Promise<void> {
    await this.#post("/__dev/chaos", chaos);
  }

  /** Percent of the app's calls that go wrong, by kind: see dev-store/faults.ts. What is not named does not go wrong. */
  async setFaults(faults: Partial<FaultSettings>): Promise<void> {
    await this.#post("/__dev/faults", faults);
  }

  /** How many calls have gone wrong since the faults were set, by kind. */
  async faultCounts(): Promise<Readonly<Record<string, number>>> {
    return (await this.#ask<{ counts: Record<string, number> }>("/__dev/faults")).counts;
  }

  /** How the shop itself stands in the way of every call: see dev-store/misfortunes.ts. */
  async setCondition(condition: ShopCondition): Promise<void> {
    await this.#post("/__dev/condition", { condition });
  }

  /** Access tokens are refused from now on; refresh tokens work. */
  async revokeTokens(): Promise<void> {
    await this.#post("/__dev/tokens/revoke", {});
  }

  async stock(): Promise<readonly ShelfLevel[]> {
    return this.#post("/__dev/shop/stock", null);
  }

  async fulfillmentOrders(): Promise<readonly FulfillmentOrderState[]> {
    return this.#post("/__dev/shop/fulfillment-orders", null);
  }

  async webhookCounters(): Promise<WebhookCounters> {
    return this.#ask<WebhookCounters>("/__dev/webhooks/counters");
  }

  async unansweredWebhooks(): Promise<readonly UnansweredAttempt[]> {
    return this.#ask("/__dev/webhooks/unanswered");
  }

  // The dev store is ours: its answers have the shapes written beside each call.
  async #post<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.#ask<Answer>(path, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } });
  }

  async #ask<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
    const answer = await fetch(`${this.#url}${path}`, init);
    if (!answer.ok) throw new Error(`The dev store answered ${answer.status} to ${path}: ${(await answer.text()).slice(0, 500)}`);
    return (await answer.json()) as Answer;
  }
}
