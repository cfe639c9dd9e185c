import { randomUUID } from "node:crypto";
import { Agent } from "node:http";
import { seededRandom } from "../seeded-random.ts";
import type { SeededRandom } from "../seeded-random.ts";
import { KIND } from "./chaos.ts";
import type { ChaosSettings } from "./chaos.ts";
import { DueQueue } from "./due-queue.ts";
import { post } from "./post.ts";
import type { Answer } from "./post.ts";

/**
 * Delivers webhooks as Shopify does: signed with the app's secret, at least once, with eight retries over four
 * hours when the answer is not 2xx within five seconds, the body unchanged. On request less kindly.
 */

/** Shopify's retries: 1, 2, 4, 8, 15, 30, 60 and 120 minutes after the failure before. */
export const SHOPIFY_RETRY_WAITS_MS = [1, 2, 4, 8, 15, 30, 60, 120].map((minutes) => minutes * 60_000);
const DEFAULT_CONCURRENCY = 8;
const ANSWER_TIMEOUT_MS = 5000;
const RECENT_DELIVERIES = 500;
/** An app that is down for hours must not fill the memory with bodies. */
const WAITING_IN_MEMORY = 2000;
const KEPT_UNANSWERED = 100_000;
const LOOPBACK = new Set(["127.0.0.1", "localhost"]);

export type WebhookSettings = {
  /** The app's own address, such as `http://127.0.0.1:3000`; null holds everything back until it is known. */
  appUrl: string | null;
  apiSecret: string;
  apiVersion: string;
  /** How long after each failure the next try comes; as many tries as waits, and one. */
  retryWaitsMs: readonly number[];
  concurrency: number;
  answerTimeoutMs: number;
  /**
   * Every retry of a webhook failed, and nothing of its subscription was delivered meanwhile. Shopify removes the
   * subscription when it was made by API.
   */
  giveUpOn: (webhook: OutgoingWebhook) => void;
};

export function defaultWebhookSettings(apiSecret: string, apiVersion: string): WebhookSettings {
  return {
    appUrl: null,
    apiSecret,
    apiVersion,
    retryWaitsMs: SHOPIFY_RETRY_WAITS_MS,
    concurrency: DEFAULT_CONCURRENCY,
    answerTimeoutMs: ANSWER_TIMEOUT_MS,
    giveUpOn: () => {},
  };
}

export type OutgoingWebhook = {
  topic: string;
  shopDomain: string;
  /** Relative to the app, or an address of its own. */
  uri: string;
  body: string;
  triggeredAt: string;
  /** Names what happened: webhooks of several topics that one act caused share it. */
  eventId: string;
  /** What the subscription calls itself. */
  name?: string | null;
  /** Null for one of the app's configuration. */
  subscriptionId?: number | null;
};

export type Delivery = OutgoingWebhook & { webhookId: string; attempts: number; firstTriedMs: number | null };

export type DeliveryRecord = {
  webhookId: string;
  topic: string;
  triggeredAt: string;
  attempts: number;
  state: "delivered" | "dropped" | "failed" | "given_up";
  /** The HTTP status, or what went wrong instead of one. */
  answer: string;
  at: string;
};

/** An attempt that got no answer, and when that became clear. */
export type UnansweredAttempt = { webhookId: string; at: string };

export type WebhookCounters = {
  emitted: number;
  attempts: number;
  delivered: number;
  failedAttempts: number;
  /** Attempts that got no answer at all: whether the app took them in, only the app knows. */
  unanswered: number;
  duplicated: number;
  reordered: number;
  dropped: number;
  /** Attempts signed with a secret that is not the app's. */
  missigned: number;
  givenUp: number;
  pending: number;
  inFlight: number;
};

export class WebhookDispatcher {
  readonly settings: WebhookSettings;
  #chaos: ChaosSettings = KIND;
  #random: SeededRandom = seededRandom(KIND.seed);
  readonly #queue = new DueQueue<Delivery>({ keptInMemory: WAITING_IN_MEMORY });
  readonly #agent: Agent;
  #recent: DeliveryRecord[] = [];
  #unanswered: UnansweredAttempt[] = [];
  #counts = { emitted: 0, attempts: 0, delivered: 0, failedAttempts: 0, unanswered: 0, duplicated: 0, reordered: 0, dropped: 0, missigned: 0, givenUp: 0 };
  #inFlight = 0;
  #timer: NodeJS.Timeout | null = null;
  #idleWaiters: (() => void)[] = [];
  /** Until when Shopify sends nothing, until when the app is out of reach, and when the gathered webhooks leave. */
  #outageUntilMs = 0;
  #unreachableUntilMs = 0;
  #burstAtMs = 0;
  /** When something of a subscription was last delivered. */
  readonly #deliveredMs = new Map<number, number>();
  #isClosed = false;

  constructor(settings: WebhookSettings) {
    this.settings = settings;
    this.#agent = new Agent({ keepAlive: true, maxSockets: settings.concurrency });
  }

  get chaos(): ChaosSettings {
    return this.#chaos;
  }

  setChaos(chaos: ChaosSettings): void {
    this.#chaos = chaos;
    this.#random = seededRandom(chaos.seed);
    const nowMs = performance.now();
    this.#outageUntilMs = nowMs + chaos.outageMs;
    this.#unreachableUntilMs = nowMs + chaos.unreachableMs;
    this.#burstAtMs = 0;
    this.#pump();
  }

  setAppUrl(appUrl: string): void {
    this.settings.appUrl = appUrl;
    this.#pump();
  }

  counters(): WebhookCounters {
    return { ...this.#counts, pending: this.#queue.size, inFlight: this.#inFlight };
  }

  /** The latest deliveries, newest first. */
  recent(): DeliveryRecord[] {
    return [...this.#recent].reverse();
  }

  /** Attempts that got no answer, oldest first. */
  unanswered(): UnansweredAttempt[] {
    return this.#unanswered;
  }

  send(webhook: OutgoingWebhook): void {
    if (this.#isClosed) return;
    this.#counts.emitted += 1;
    const delivery: Delivery = { ...webhook, webhookId: randomUUID(), attempts: 0, firstTriedMs: null };
    const { duplicatePercent, reorderPercent, dropPercent, reorderWindowMs } = this.#chaos;
    if (this.#random.chance(dropPercent)) {
      this.#counts.dropped += 1;
      this.#record(delivery, "dropped", "chaos");
      return;
    }
    const dueMs = this.#firstDueMs();
    const isReordered = this.#random.chance(reorderPercent);
    if (isReordered) this.#counts.reordered += 1;
    this.#queue.add(delivery, isReordered ? dueMs + this.#random.next() * reorderWindowMs : dueMs);
    if (this.#random.chance(duplicatePercent)) {
      this.#counts.duplicated += 1;
      this.#queue.add({ ...delivery }, dueMs + this.#random.next() * reorderWindowMs);
    }
    this.#pump();
  }

  #firstDueMs(): number {
    const { delayMs, burstMs } = this.#chaos;
    const nowMs = performance.now();
    if (burstMs === 0) return nowMs + delayMs;
    if (this.#burstAtMs <= nowMs) this.#burstAtMs = nowMs + burstMs;
    return this.#burstAtMs + delayMs;
  }

  /** Resolves when everything sent so far was delivered or given up. */
  async idle(): Promise<void> {
    if (this.#queue.size === 0 && this.#inFlight === 0) return;
    await new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
  }

  /** Stops delivering; what waits is forgotten, as a Shopify that is switched off would never do. */
  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#queue.clear();
    this.#agent.destroy();
    this.#settleIfIdle();
  }

  #pump(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.settings.appUrl === null || this.#isClosed) return;
    while (this.#inFlight < this.settings.concurrency) {
      const dueMs = this.#queue.nextDueMs();
      if (dueMs === null) break;
      const waitMs = Math.max(dueMs, this.#outageUntilMs) - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#pump(), Math.ceil(waitMs));
        break;
      }
      const delivery = this.#queue.take();
      if (delivery !== undefined) void this.#attempt(delivery, this.settings.appUrl);
    }
  }

  async #attempt(delivery: Delivery, appUrl: string): Promise<void> {
    this.#inFlight += 1;
    this.#counts.attempts += 1;
    delivery.attempts += 1;
    delivery.firstTriedMs ??= performance.now();
    const answer = await this.#post(addressOf(delivery.uri, appUrl), delivery);
    this.#inFlight -= 1;
    if (!this.#isClosed) this.#conclude(delivery, answer);
    this.#settleIfIdle();
    this.#pump();
  }

  #post(url: URL, delivery: Delivery): Promise<Answer> {
    if (performance.now() < this.#unreachableUntilMs) return Promise.resolve({ status: null, problem: "out of reach (chaos)", wasSent: false });
    const { wrongSecretPercent } = this.#chaos;
    const isMissigned = wrongSecretPercent > 0 && this.#random.chance(wrongSecretPercent);
    if (isMissigned) this.#counts.missigned += 1;
    const { apiSecret, ...settings } = this.settings;
    return post(url, delivery, { ...settings, apiSecret: isMissigned ? `not ${apiSecret}` : apiSecret, agent: this.#agent });
  }

  #conclude(delivery: Delivery, answer: Answer): void {
    const subscriptionId = delivery.subscriptionId ?? null;
    if (answer.status !== null && answer.status >= 200 && answer.status < 300) {
      this.#counts.delivered += 1;
      if (subscriptionId !== null) this.#deliveredMs.set(subscriptionId, performance.now());
      this.#record(delivery, "delivered", String(answer.status));
      return;
    }
    this.#counts.failedAttempts += 1;
    if (answer.status === null && answer.wasSent) this.#noteUnanswered(delivery);
    const reason = answer.status === null ? answer.problem : String(answer.status);
    const waitMs = this.settings.retryWaitsMs[delivery.attempts - 1];
    if (waitMs === undefined) {
      this.#counts.givenUp += 1;
      this.#record(delivery, "given_up", reason);
      if ((this.#deliveredMs.get(subscriptionId ?? 0) ?? 0) < (delivery.firstTriedMs ?? 0)) this.settings.giveUpOn(delivery);
      return;
    }
    this.#record(delivery, "failed", reason);
    this.#queue.add(delivery, performance.now() + waitMs);
  }

  #noteUnanswered({ webhookId }: Delivery): void {
    this.#counts.unanswered += 1;
    if (this.#unanswered.length < KEPT_UNANSWERED) this.#unanswered.push({ webhookId, at: new Date().toISOString() });
  }

  #record({ webhookId, topic, triggeredAt, attempts }: Delivery, state: DeliveryRecord["state"], answer: string): void {
    this.#recent.push({ webhookId, topic, triggeredAt, attempts, state, answer, at: new Date().toISOString() });
    if (this.#recent.length > 2 * RECENT_DELIVERIES) this.#recent = this.#recent.slice(-RECENT_DELIVERIES);
  }

  #settleIfIdle(): void {
    if (this.#queue.size > 0 || this.#inFlight > 0) return;
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }
}

/** The app's own public address leads to where the app runs on this machine; so does every other that is not on it. */
function addressOf(uri: string, appUrl: string): URL {
  if (!URL.canParse(uri)) return new URL(uri, appUrl);
  const url = new URL(uri);
  return LOOPBACK.has(url.hostname) ? url : new URL(`${url.pathname}${url.search}`, appUrl);
}
