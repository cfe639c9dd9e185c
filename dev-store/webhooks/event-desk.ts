import { randomUUID } from "node:crypto";
import type { AppConfig } from "../app-config.ts";
import type { ShopContext, ShopEvent } from "../commerce/context.ts";
import type { InstalledApp } from "../state/types.ts";
import type { WebhookDispatcher } from "./dispatcher.ts";
import { parseFilter } from "./filter.ts";
import type { Test } from "./filter.ts";
import { onlyFields } from "./include-fields.ts";
import { payloadOf } from "./payloads.ts";
import { serviceNotice } from "./service-notices.ts";
import { subscriptionsTo } from "./subscriptions.ts";
import type { WebhookCheck } from "./webhook-check.ts";

/**
 * Makes webhooks of what happened: one for each subscription of the app to the topic, those of its configuration and
 * those that it made by API, whose filter lets the payload through.
 */

/** Sent though the app is gone: what the law asks. */
const COMPLIANCE_TOPICS: ReadonlySet<string> = new Set(["customers/data_request", "customers/redact", "shop/redact"]);

type Subscription = { id: number | null; uri: string; filter: string | null; includeFields: readonly string[]; name: string | null };

export class EventDesk {
  readonly #config: AppConfig;
  readonly #dispatcher: WebhookDispatcher;
  readonly #check: WebhookCheck | null;
  readonly #filters = new Map<string, Test>();
  #actId: string | null = null;

  /** With a `check` the payload of everything that happens is checked, whether or not somebody subscribed. */
  constructor({ config, dispatcher, check }: { config: AppConfig; dispatcher: WebhookDispatcher; check: WebhookCheck | null }) {
    this.#config = config;
    this.#dispatcher = dispatcher;
    this.#check = check;
  }

  tell(context: ShopContext, event: ShopEvent, app: InstalledApp | undefined): void {
    if (app !== undefined) this.#noticeService(context, event, app);
    const subscriptions = app === undefined ? [] : this.#subscriptionsTo(context, event.topic, app);
    if (subscriptions.length === 0 && this.#check === null) return;
    const payload = payloadOf(context, event);
    this.#check?.check(event.topic, payload);
    const whole = JSON.stringify(payload);
    for (const { id, uri, filter, includeFields, name } of subscriptions) {
      if (filter !== null && filter !== "" && !this.#testOf(filter)(payload)) continue;
      this.#dispatcher.send({
        topic: event.topic,
        shopDomain: context.shop.profile.domain,
        uri,
        body: includeFields.length === 0 ? whole : JSON.stringify(onlyFields(payload, includeFields)),
        triggeredAt: context.now().toISOString(),
        eventId: this.#eventId(),
        name,
        subscriptionId: id,
      });
    }
  }

  #noticeService(context: ShopContext, event: ShopEvent, app: InstalledApp): void {
    const notice = app.uninstalledAt === null ? serviceNotice(context.shop, event, app) : null;
    if (notice === null) return;
    const { domain: shopDomain } = context.shop.profile;
    this.#dispatcher.send({
      topic: "fulfillment_order_notification",
      shopDomain,
      ...notice,
      triggeredAt: context.now().toISOString(),
      eventId: this.#eventId(),
    });
  }

  #subscriptionsTo({ shop }: ShopContext, topic: string, app: InstalledApp): Subscription[] {
    if (app.uninstalledAt !== null && !COMPLIANCE_TOPICS.has(topic)) return [];
    const configured = this.#config.subscriptions.filter((subscription) => subscription.topic === topic);
    // Event buses and XML are not delivered here.
    const made = subscriptionsTo(shop, topic, app.apiKey).filter(({ uri, format }) => uri.startsWith("http") && format === "JSON");
    return [...configured.map((subscription) => ({ ...subscription, id: null })), ...made];
  }

  #testOf(filter: string): Test {
    const known = this.#filters.get(filter);
    if (known !== undefined) return known;
    const test = parseFilter(filter);
    this.#filters.set(filter, test);
    return test;
  }

  /** Everything that one act causes happens in one step of the program, and shares its id. */
  #eventId(): string {
    if (this.#actId === null) {
      this.#actId = randomUUID();
      queueMicrotask(() => (this.#actId = null));
    }
    return this.#actId;
  }
}
