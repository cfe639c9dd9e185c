import { createHmac, randomUUID } from "node:crypto";
import { Agent, request as httpRequest } from "node:http";
import { seededRandom } from "../seeded-random.ts";
import type { SeededRandom } from "../seeded-random.ts";
import { KIND } from "./chaos.ts";
import type { ChaosSettings } from "./chaos.ts";
import { DueQueue } from "./due-queue.ts";

/**
 * Delivers webhooks as Shopify does: signed with the app's secret, at least once, with eight retries over four
 * hours when the answer is not 2xx within five seconds, the body unchanged. On request less kindly.
 */

/** Shopify's retries: 1, 2, 4, 8, 15, 30, 60 and 120 minutes after the failure before. */
export const SHOPIFY_RETRY_WAITS_MS = [1, 2, 4, 8, 15, 30, 60, 120].map((minutes) => minutes * 60_000);
const DEFAULT_CONCURRENCY = 8;
const ANSWER_TIMEOUT_MS = 5000;
const RECENT_DELIVERIES = 500;
const KEPT_UNANSWERED = 100_000;

export type WebhookSettings = {
  /** The app's own address, such as `http://127.0.0.1:3000`; null holds everything back until it is known. */
  appUrl: string | null;
  apiSecret: string;
  apiVersion: string;
  retryWaitsMs: readonly number[];
  concurrency: number;
  answerTimeoutMs: number;
};

export function defaultWebhookSettings(apiSecret: string, apiVersion: string): WebhookSettings {
  return {
    appUrl: null,
    apiSecret,
    apiVersion,
    retryWaitsMs: SHOPIFY_RETRY_WAITS_MS,
    concurrency: DEFAULT_CONCURRENCY,
    answerTimeoutMs: ANSWER_TIMEOUT_MS,
  };
}

export type OutgoingWebhook = { topic: string; shopDomain: string; uri: string; body: string; triggeredAt: string; eventId: string };

export type Delivery = OutgoingWebhook & { webhookId: string; attempts: number };

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
  givenUp: number;
  pending: number;
  inFlight: number;
};

export class WebhookDispatcher {
  readonly settings: WebhookSettings;
  #chaos: ChaosSettings = KIND;
  #random: SeededRandom = seededRandom(KIND.seed);
  readonly #queue = new DueQueue<Delivery>();
  readonly #agent: Agent;
  #recent: DeliveryRecord[] = [];
  #unanswered: UnansweredAttempt[] = [];
  #counts = { emitted: 0, attempts: 0, delivered: 0, failedAttempts: 0, unanswered: 0, duplicated: 0, reordered: 0, dropped: 0, givenUp: 0 };
  #inFlight = 0;
  #timer: NodeJS.Timeout | null = null;
  #idleWaiters: (() => void)[] = [];
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
    const delivery: Delivery = { ...webhook, webhookId: randomUUID(), attempts: 0 };
    const { duplicatePercent, reorderPercent, dropPercent, delayMs, reorderWindowMs } = this.#chaos;
    if (this.#random.chance(dropPercent)) {
      this.#counts.dropped += 1;
      this.#record(delivery, "dropped", "chaos");
      return;
    }
    const dueMs = performance.now() + delayMs;
    const isReordered = this.#random.chance(reorderPercent);
    if (isReordered) this.#counts.reordered += 1;
    this.#queue.add(delivery, isReordered ? dueMs + this.#random.next() * reorderWindowMs : dueMs);
    if (this.#random.chance(duplicatePercent)) {
      this.#counts.duplicated += 1;
      this.#queue.add({ ...delivery }, dueMs + this.#random.next() * reorderWindowMs);
    }
    this.#pump();
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
      const waitMs = dueMs - performance.now();
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
    const answer = await post(new URL(delivery.uri, appUrl), delivery, this.settings, this.#agent);
    this.#inFlight -= 1;
    if (!this.#isClosed) this.#conclude(delivery, answer);
    this.#settleIfIdle();
    this.#pump();
  }

  #conclude(delivery: Delivery, answer: Answer): void {
    if (answer.status !== null && answer.status >= 200 && answer.status < 300) {
      this.#counts.delivered += 1;
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

/** `wasSent` is false when not even a connection came about, so the app cannot have seen the webhook. */
type Answer = { status: number } | { status: null; problem: string; wasSent: boolean };

/** The headers that Shopify sends along, with the signature over the very bytes of the body. */
export function webhookHeaders(delivery: Delivery, { apiSecret, apiVersion }: WebhookSettings): Record<string, string> {
  return {
    "Content-Type": "application/json",
    "Content-Length": String(Buffer.byteLength(delivery.body)),
    "User-Agent": "Shopify-Captain-Hook",
    "X-Shopify-Topic": delivery.topic,
    "X-Shopify-Hmac-Sha256": createHmac("sha256", apiSecret).update(delivery.body, "utf8").digest("base64"),
    "X-Shopify-Shop-Domain": delivery.shopDomain,
    "X-Shopify-API-Version": apiVersion,
    "X-Shopify-Webhook-Id": delivery.webhookId,
    "X-Shopify-Event-Id": delivery.eventId,
    "X-Shopify-Triggered-At": delivery.triggeredAt,
  };
}

function post(url: URL, delivery: Delivery, settings: WebhookSettings, agent: Agent): Promise<Answer> {
  return new Promise((resolve) => {
    let isConnected = false;
    const request = httpRequest(url, { method: "POST", agent, headers: webhookHeaders(delivery, settings), timeout: settings.answerTimeoutMs }, (response) => {
      response.resume();
      response.on("end", () => resolve({ status: response.statusCode ?? 0 }));
      response.on("error", (error) => resolve({ status: null, problem: error.message, wasSent: true }));
    });
    request.on("socket", (socket) => {
      isConnected = !socket.connecting;
      // A socket that is kept alive connects no second time: listeners would pile up on it.
      if (socket.connecting) socket.once("connect", () => (isConnected = true));
    });
    request.on("timeout", () => request.destroy(new Error(`no answer in ${settings.answerTimeoutMs} ms`)));
    request.on("error", (error) => resolve({ status: null, problem: error.message, wasSent: isConnected }));
    request.end(delivery.body);
  });
}
