import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { join } from "node:path";
import { adminSchema } from "./admin-api/schema.ts";
import { STANDARD_BUCKET } from "./admin-api/bucket.ts";
import type { BucketLimits } from "./admin-api/bucket.ts";
import { AdminApiEndpoint, sendAnswer } from "./admin-api/endpoint.ts";
import { answerOfShut, isGraphqlPath, NOT_FOUND, parseJson, TOO_LARGE } from "./admin-api/http-request.ts";
import type { ShopCondition } from "./admin-api/http-request.ts";
import { readAppConfig } from "./app-config.ts";
import { handleBulkFiles } from "./bulk/endpoint.ts";
import type { AppConfig } from "./app-config.ts";
import type { ShopContext, ShopEvent } from "./commerce/context.ts";
import { Consistency } from "./consistency.ts";
import { handleConsole } from "./front/console/routes.ts";
import { handleDevEndpoint } from "./dev-endpoints.ts";
import { runDemands } from "./environment.ts";
import { Faults } from "./faults.ts";
import type { FaultSettings } from "./faults.ts";
import { handleFront } from "./front/index.ts";
import { BodyTooLarge, hostOf, readBody, sendJson, urlOf } from "./front/http.ts";
import { answerTokenRequest, mintSessionToken } from "./oauth.ts";
import type { Credentials, OAuthDesk } from "./oauth.ts";
import { installApp, SHOPIFY_TOKEN_LIFETIMES } from "./state/apps.ts";
import type { TokenLifetimes } from "./state/apps.ts";
import { demoProfile, emptyShop, emptyStore } from "./state/shop-state.ts";
import { forgetStore, loadStore, NO_SNAPSHOTS, snapshotsTo } from "./state/snapshot.ts";
import type { Snapshots } from "./state/snapshot.ts";
import type { DevStoreState, InstalledApp, ShopState } from "./state/types.ts";
import { defaultWebhookSettings, WebhookDispatcher } from "./webhooks/dispatcher.ts";
import { EventDesk } from "./webhooks/event-desk.ts";
import type { WebhookCheck } from "./webhooks/webhook-check.ts";

/** The header in which the app's preload names the shop that it meant to call. */
const SHOP_HEADER = "x-dev-store-host";
const LOOPBACK = "127.0.0.1";
const APP_ID = 424_242;
/** Longer than any client keeps an idle connection: who closes first must not be us, or a request gets lost by chance. */
const KEEP_ALIVE_MS = 120_000;
const DEFAULT_CONFIG_FILE = join(import.meta.dirname, "../shopify.app.toml");

export type DevStoreOptions = {
  credentials: Credentials;
  /** 0 picks a free one. */
  port?: number;
  /** Where the state is kept between runs; null keeps it in memory only. */
  stateFile?: string | null;
  /** Forget the state file first. */
  reset?: boolean;
  /** Fills a shop that has nothing in it. */
  seed?: (context: ShopContext) => void;
  /** Where the app listens, for webhooks; without it they wait. */
  appUrl?: string | null;
  bucket?: BucketLimits;
  tokenLifetimes?: TokenLifetimes;
  retryWaitsMs?: readonly number[];
  webhookConcurrency?: number;
  /** Holds the payload of everything that happens against Shopify's schemas; as the run demands when not given. */
  validatesWebhooks?: boolean;
  /** What goes wrong with API calls from the start. */
  faults?: FaultSettings;
  configFile?: string;
  /** Address of the mailbox's page, for the console. */
  mailboxUrl?: string | null;
  now?: () => Date;
};

export type DevStore = {
  url: string;
  port: number;
  credentials: Credentials;
  store: DevStoreState;
  config: AppConfig;
  webhooks: WebhookDispatcher;
  webhookCheck: WebhookCheck | null;
  api: AdminApiEndpoint;
  consistency: Consistency;
  faults: Faults;
  /** Shops that stand in the way of every call; those not named are open. */
  conditions: Map<string, ShopCondition>;
  /** Where the mails of the app can be read, if anywhere; the console shows them. */
  mailboxUrl: string | null;
  /** A shop to trade in by the functions of `commerce/`; the demo shop when no domain is given. */
  context: (domain?: string) => ShopContext;
  /** A session token as the admin would give it to the framed app. */
  sessionToken: (domain?: string) => string;
  /** Installs the app without OAuth; webhooks start to flow. */
  install: (domain?: string) => InstalledApp;
  /** The merchant removes the app: its tokens die and `app/uninstalled` goes out. */
  uninstall: (domain?: string) => void;
  close: () => Promise<void>;
};

/** Starts a dev store on loopback. Throws when the port is taken or the state file cannot be read. */
export async function startDevStore(options: DevStoreOptions): Promise<DevStore> {
  const { stateFile = null, now = (): Date => new Date() } = options;
  if (stateFile !== null && options.reset === true) forgetStore(stateFile);
  const store = stateFile === null ? emptyStore() : loadStore(stateFile);
  const snapshots = stateFile === null ? NO_SNAPSHOTS : snapshotsTo(store, stateFile);
  const config = readAppConfig(options.configFile ?? DEFAULT_CONFIG_FILE);
  const webhooks = new WebhookDispatcher({
    ...webhookSettings(options, config),
    giveUpOn: ({ shopDomain, subscriptionId = null }) => {
      if (subscriptionId !== null) store.shops.get(shopDomain)?.webhookSubscriptions.delete(subscriptionId);
      snapshots.changed();
    },
  });
  const webhookCheck = (options.validatesWebhooks ?? runDemands().validatesWebhooks) ? await loadWebhookCheck() : null;
  const events = new EventDesk({ config, dispatcher: webhooks, check: webhookCheck });
  const consistency = new Consistency();
  const shops = new Shops({ store, snapshots, config, events, consistency, credentials: options.credentials, now });
  openDemoShop(shops, options.seed);
  const faults = new Faults(options.faults);
  const api = new AdminApiEndpoint({ limits: options.bucket ?? STANDARD_BUCKET, faults, consistency });
  adminSchema();
  const server = createServer();
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const port = await listen(server, options.port ?? 0);
  const devStore: DevStore = {
    url: `http://${LOOPBACK}:${port}`,
    port,
    credentials: options.credentials,
    store,
    config,
    webhooks,
    webhookCheck,
    api,
    consistency,
    faults,
    conditions: new Map(),
    mailboxUrl: options.mailboxUrl ?? null,
    context: (domain) => shops.context(domain),
    sessionToken: (domain) => mintSessionToken(options.credentials, { shopDomain: shops.context(domain).shop.profile.domain, now: now() }),
    install: (domain) => shops.install(shops.context(domain).shop),
    uninstall: (domain) => shops.uninstall(domain),
    close: async () => {
      webhooks.close();
      await close(server);
      snapshots.flush();
    },
  };
  const desk: OAuthDesk = {
    credentials: options.credentials,
    lifetimes: options.tokenLifetimes ?? SHOPIFY_TOKEN_LIFETIMES,
    now,
    install: (shop) => shops.install(shop),
  };
  server.on("request", (request, response) => {
    answer(request, response, { devStore, desk, snapshots }).catch((error: unknown) => {
      if (error instanceof BodyTooLarge && !response.headersSent) return sendAnswer(response, TOO_LARGE);
      console.error("the dev store failed to answer:", error);
      if (!response.headersSent) sendJson(response, { errors: "the dev store failed; see its log" }, 500);
      else response.destroy();
    });
  });
  return devStore;
}

/** Loaded on demand: the schemas are for tests, and a demo starts sooner without them. */
async function loadWebhookCheck(): Promise<WebhookCheck> {
  const { WebhookCheck: Check } = await import("./webhooks/webhook-check.ts");
  return new Check(({ topic, at, problem }) => console.error(`webhook ${topic} does not fit Shopify's schema: ${at} ${problem}`));
}

function webhookSettings(options: DevStoreOptions, config: AppConfig): ConstructorParameters<typeof WebhookDispatcher>[0] {
  const settings = defaultWebhookSettings(options.credentials.apiSecret, config.apiVersion);
  return {
    ...settings,
    appUrl: options.appUrl ?? null,
    retryWaitsMs: options.retryWaitsMs ?? settings.retryWaitsMs,
    concurrency: options.webhookConcurrency ?? settings.concurrency,
  };
}

function openDemoShop(shops: Shops, seed: ((context: ShopContext) => void) | undefined): void {
  const { store } = shops;
  if (store.shops.size > 0) return;
  const shop = emptyShop(
    demoProfile(
      shops
        .now()
        .toISOString()
        .replace(/\.\d{3}Z$/, "Z"),
    ),
  );
  store.shops.set(shop.profile.domain, shop);
  if (seed !== undefined) seed(shops.context());
}

type Parts = {
  store: DevStoreState;
  snapshots: Snapshots;
  config: AppConfig;
  events: EventDesk;
  consistency: Consistency;
  credentials: Credentials;
  now: () => Date;
};

/** The shops with what happens in them: each change is saved, each event of a subscribed topic sent. */
class Shops {
  readonly store: DevStoreState;
  readonly now: () => Date;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.store = parts.store;
    this.now = parts.now;
    this.#parts = parts;
  }

  context(domain?: string): ShopContext {
    const [first] = this.store.shops.values();
    const shop = domain === undefined ? first : this.store.shops.get(domain);
    if (shop === undefined) throw new Error(`the dev store has no shop ${domain ?? ""}`);
    const context: ShopContext = {
      store: this.store,
      shop,
      now: this.now,
      emit: (event) => this.#tell(context, event),
      beforeLevelChange: (level) => this.#parts.consistency.levelChanges(level, this.now().getTime()),
    };
    return context;
  }

  install(shop: ShopState): InstalledApp {
    const { config, credentials, snapshots } = this.#parts;
    snapshots.changed();
    return installApp(shop, {
      apiKey: credentials.apiKey,
      appId: APP_ID,
      title: config.title,
      handle: config.handle,
      scopes: config.scopes,
      optionalScopes: config.optionalScopes,
      installedAt: this.now().toISOString(),
    });
  }

  uninstall(domain?: string): void {
    const context = this.context(domain);
    const app = context.shop.apps.get(this.#parts.credentials.apiKey);
    if (app === undefined || app.uninstalledAt !== null) return;
    context.emit({ topic: "app/uninstalled" });
    app.uninstalledAt = this.now().toISOString();
    app.tokens = [];
    for (const { id, apiKey } of context.shop.webhookSubscriptions.values()) {
      if (apiKey === app.apiKey) context.shop.webhookSubscriptions.delete(id);
    }
  }

  #tell(context: ShopContext, event: ShopEvent): void {
    const { snapshots, credentials, events, consistency } = this.#parts;
    snapshots.changed();
    consistency.happened(context.shop, event, this.now().getTime());
    events.tell(context, event, context.shop.apps.get(credentials.apiKey));
  }
}

type Desk = { devStore: DevStore; desk: OAuthDesk; snapshots: Snapshots };

async function answer(request: IncomingMessage, response: ServerResponse, { devStore, desk, snapshots }: Desk): Promise<void> {
  const { pathname } = urlOf(request);
  if (request.method !== "GET") snapshots.changed();
  if (await handleBulkFiles(request, response, devStore.store.shops.values())) return;
  if (await handleConsole(request, response, devStore)) return;
  if (await handleDevEndpoint(request, response, devStore)) return;
  if (!pathname.startsWith("/admin/api/") && !pathname.startsWith("/admin/oauth/")) {
    if (!(await handleFront(request, response, devStore))) sendJson(response, { errors: "Not Found" }, 404);
    return;
  }
  const domain = shopDomainOf(request);
  if (!devStore.store.shops.has(domain)) return sendAnswer(response, NOT_FOUND);
  const shut = answerOfShut(devStore.conditions.get(domain) ?? "open");
  if (shut !== null) return sendAnswer(response, shut);
  const context = devStore.context(domain);
  if (isGraphqlPath(pathname)) return devStore.api.handle(request, response, context);
  if (pathname === "/admin/oauth/access_token" && request.method === "POST") {
    const { status, body } = answerTokenRequest(desk, context.shop, await readFields(request));
    return sendJson(response, body, status);
  }
  sendAnswer(response, NOT_FOUND);
}

function shopDomainOf(request: IncomingMessage): string {
  const header = request.headers[SHOP_HEADER];
  return typeof header === "string" ? header : hostOf(request);
}

/** The fields of a form or of JSON; a body that is neither has none. */
async function readFields(request: IncomingMessage): Promise<Record<string, unknown>> {
  const text = (await readBody(request)).toString("utf8");
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  if (isForm) return Object.fromEntries(new URLSearchParams(text));
  const parsed = parseJson(text);
  return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      if (address === null || typeof address === "string") throw new Error("the dev store listens on no port");
      resolve(address.port);
    });
  });
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
