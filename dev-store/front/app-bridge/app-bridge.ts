/**
 * A stand-in for Shopify's App Bridge, served in its place: `window.shopify`, the `ui-*` elements and the
 * patched `fetch`, over messages to the admin shell that frames the app. It runs in the browser with its types
 * stripped, so it imports types only. `__ADMIN_ORIGIN__` is filled in when it is served.
 */
import type { ShopifyGlobal } from "@shopify/app-bridge-types";

import type { FromAdmin, FromApp, TitleButton } from "./messages.ts";

declare const __ADMIN_ORIGIN__: string;

(() => {
  if ("shopify" in window && window.shopify) return;

  const DEFAULT_TOAST_MS = 5000;
  const RETRY_HEADER = "X-Shopify-Retry-Invalid-Session-Request";
  const QUERY = new URLSearchParams(location.search);
  const isEmbedded = window.top !== window.self;
  const waiting = new Map<string, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const toastActions = new Map<string, () => void>();
  const nativeFetch = window.fetch.bind(window);
  const nativeOpen = window.open.bind(window);

  // ---- messages -------------------------------------------------------------------------------------------

  function tell(message: FromApp): void {
    if (isEmbedded) window.parent.postMessage({ promised: "app", ...message }, __ADMIN_ORIGIN__);
  }

  /** The caller names the type of the answer: it is the shell's own, on the other side of the frame. */
  function ask<T>(
    request: { type: "idToken" } | Omit<Extract<FromApp, { type: "scopes" }>, "id"> | Omit<Extract<FromApp, { type: "resourcePicker" }>, "id">,
  ): Promise<T> {
    if (!isEmbedded) return Promise.reject(new Error("App Bridge: the app is not framed by the admin."));
    const id = crypto.randomUUID();
    return new Promise<T>((resolve, reject) => {
      waiting.set(id, { resolve: (value) => resolve(value as T), reject });
      tell({ ...request, id });
    });
  }

  function hear(message: FromAdmin): void {
    switch (message.type) {
      case "reply":
        waiting.get(message.id)?.resolve(message.value);
        waiting.delete(message.id);
        break;
      case "refusal":
        waiting.get(message.id)?.reject(new Error(message.message));
        waiting.delete(message.id);
        break;
      case "navigate":
        navigate(message.href);
        break;
      case "titleButton":
        titleButtons()[message.place]?.click();
        break;
      case "breadcrumb":
        breadcrumb()?.click();
        break;
      case "saveBar":
        (message.choice === "save" ? saveBarHandlers?.save : saveBarHandlers?.discard)?.();
        break;
      case "toastAction":
        toastActions.get(message.id)?.();
        break;
    }
  }

  window.addEventListener("message", ({ origin, data }: MessageEvent) => {
    if (origin === __ADMIN_ORIGIN__ && data?.promised === "admin") hear(data as FromAdmin);
  });

  // ---- session token, fetch, navigation ---------------------------------------------------------------------

  const idToken = () => ask<string>({ type: "idToken" });

  /** The bounce page asks for the page it came from again, with a fresh token. */
  async function reload(target: string): Promise<void> {
    const page = new URL(target, location.origin);
    page.searchParams.set("id_token", await idToken());
    location.replace(page.pathname + page.search);
  }

  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (new URL(request.url).origin !== location.origin || request.headers.has("Authorization") || !isEmbedded) {
      return nativeFetch(request);
    }
    const retry = request.clone();
    request.headers.set("Authorization", `Bearer ${await idToken()}`);
    const response = await nativeFetch(request);
    if (response.status !== 401 || !response.headers.has(RETRY_HEADER)) return response;
    retry.headers.set("Authorization", `Bearer ${await idToken()}`);
    return nativeFetch(retry);
  };

  /** Lets the app's own router follow: it listens for `shopify:navigate` on the link. */
  function navigate(href: string): void {
    const link = document.createElement("a");
    link.href = href;
    link.setAttribute("href", href);
    document.body.append(link);
    link.dispatchEvent(new CustomEvent("shopify:navigate", { bubbles: true }));
    link.remove();
  }

  window.open = (url, target, features) => {
    const address = String(url ?? "");
    if (address.startsWith("shopify:") || (target === "_top" && isEmbedded)) {
      tell({ type: "open", url: address.startsWith("shopify:") ? address : new URL(address, location.href).href });
      return null;
    }
    return nativeOpen(url, target, features);
  };

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
    const href = link?.getAttribute("href") ?? "";
    if (!isEmbedded || link === null || event.defaultPrevented) return;
    if (!href.startsWith("shopify:") && link.target !== "_top") return;
    event.preventDefault();
    tell({ type: "open", url: href.startsWith("shopify:") ? href : link.href });
  });

  function tellPath(): void {
    const query = new URLSearchParams(location.search);
    for (const ours of ["embedded", "hmac", "host", "id_token", "locale", "session", "shop", "timestamp"]) query.delete(ours);
    tell({ type: "path", path: location.pathname + (query.size > 0 ? `?${query}` : "") });
  }
  for (const name of ["pushState", "replaceState"] as const) {
    const native = history[name].bind(history);
    history[name] = (...args) => {
      native(...args);
      tellPath();
    };
  }
  window.addEventListener("popstate", tellPath);

  // ---- title bar, navigation menu ---------------------------------------------------------------------------

  const titleBar = () => document.querySelector("ui-title-bar:not(ui-modal ui-title-bar)");
  const breadcrumb = () => titleBar()?.querySelector<HTMLElement>('[variant="breadcrumb"]') ?? null;
  const titleButtons = () => [...(titleBar()?.querySelectorAll<HTMLElement>('button:not([variant="breadcrumb"]), a:not([variant="breadcrumb"])') ?? [])];
  const label = (element: Element) => element.textContent?.trim() ?? "";

  function asTitleButton(element: HTMLElement): TitleButton {
    return {
      label: label(element),
      isPrimary: element.getAttribute("variant") === "primary",
      isCritical: element.getAttribute("tone") === "critical",
      isDisabled: element.hasAttribute("disabled"),
    };
  }

  function tellTitle(): void {
    const title = titleBar()?.getAttribute("title") ?? document.title;
    tell({ type: "titleBar", title, buttons: titleButtons().map(asTitleButton), hasBreadcrumb: breadcrumb() !== null });
  }

  function tellNavMenu(): void {
    const links = [...document.querySelectorAll<HTMLAnchorElement>("ui-nav-menu a[href], s-app-nav a[href], s-app-nav s-link[href]")];
    const items = links.map((link) => ({
      label: label(link),
      href: link.getAttribute("href") ?? "/",
      isHome: link.getAttribute("rel") === "home",
    }));
    if (items.length > 0) tell({ type: "navMenu", items });
  }

  /** Tells the shell again whenever the element's content changes: React fills and updates it after it is connected. */
  function mirrored(tellShell: () => void) {
    return class extends HTMLElement {
      private readonly observer = new MutationObserver(() => tellShell());
      connectedCallback(): void {
        this.style.display = "none";
        this.observer.observe(this, { attributes: true, childList: true, characterData: true, subtree: true });
        queueMicrotask(tellShell);
      }
      disconnectedCallback(): void {
        this.observer.disconnect();
        queueMicrotask(tellShell);
      }
    };
  }

  // ---- save bar ---------------------------------------------------------------------------------------------

  let saveBarHandlers: { save: () => void; discard: () => void } | null = null;

  function setSaveBar(handlers: typeof saveBarHandlers): void {
    saveBarHandlers = handlers;
    tell({ type: "saveBar", isShown: handlers !== null });
  }

  class SaveBarElement extends HTMLElement {
    showing = false;
    connectedCallback(): void {
      this.style.display = "none";
    }
    disconnectedCallback(): void {
      void this.hide();
    }
    async show(): Promise<void> {
      this.showing = true;
      const press = (selector: string) => () => this.querySelector<HTMLElement>(selector)?.click();
      setSaveBar({ save: press('button[variant="primary"]'), discard: press('button:not([variant="primary"])') });
      this.dispatchEvent(new Event("show"));
    }
    async hide(): Promise<void> {
      if (!this.showing) return;
      this.showing = false;
      setSaveBar(null);
      this.dispatchEvent(new Event("hide"));
    }
    toggle = () => (this.showing ? this.hide() : this.show());
  }

  // Forms that ask for a save bar by the attribute alone.
  for (const type of ["input", "change"]) {
    document.addEventListener(type, ({ target }) => {
      const form = target instanceof Element ? target.closest<HTMLFormElement>("form[data-save-bar]") : null;
      if (form !== null) setSaveBar({ save: () => form.requestSubmit(), discard: () => form.reset() });
    });
  }
  for (const type of ["submit", "reset"]) {
    document.addEventListener(type, ({ target }) => {
      if (target instanceof Element && target.matches("form[data-save-bar]")) setSaveBar(null);
    });
  }

  // ---- modal, drawn inside the frame ------------------------------------------------------------------------

  const MODAL_STYLE = `
    dialog.app-bridge-modal { border: 0; border-radius: 12px; padding: 0; width: min(620px, calc(100vw - 32px)); box-shadow: 0 20px 40px #0004; font: 14px/1.45 Inter, system-ui, sans-serif }
    dialog.app-bridge-modal::backdrop { background: #0008 }
    dialog.app-bridge-modal[data-size="small"] { width: min(380px, calc(100vw - 32px)) }
    dialog.app-bridge-modal[data-size="large"], dialog.app-bridge-modal[data-size="max"] { width: min(980px, calc(100vw - 32px)) }
    .app-bridge-modal header, .app-bridge-modal footer { display: flex; gap: 8px; padding: 12px 16px; align-items: center; background: #f3f3f3 }
    .app-bridge-modal header { justify-content: space-between; font-weight: 650 }
    .app-bridge-modal footer { justify-content: flex-end }
    .app-bridge-modal button { font: inherit; font-weight: 550; padding: 6px 12px; border: 1px solid #c9c9c9; border-radius: 8px; background: #fff; cursor: pointer }
    .app-bridge-modal footer button.primary { background: #303030; border-color: #303030; color: #fff }
    .app-bridge-modal footer button.critical { background: #c70a24; border-color: #c70a24; color: #fff }
    .app-bridge-modal iframe { border: 0; width: 100%; height: 60vh }`;

  class ModalElement extends HTMLElement {
    readonly content = document.createElement("div");
    private readonly dialog = document.createElement("dialog");

    get variant() {
      return this.getAttribute("variant") ?? "base";
    }
    get src() {
      return this.getAttribute("src") ?? "";
    }
    get contentWindow() {
      return this.dialog.querySelector("iframe")?.contentWindow ?? null;
    }

    connectedCallback(): void {
      this.style.display = "none";
      this.dialog.className = "app-bridge-modal";
      this.dialog.addEventListener("close", () => this.dispatchEvent(new Event("hide")));
    }
    disconnectedCallback(): void {
      this.dialog.remove();
    }
    async show(): Promise<void> {
      if (this.dialog.open) return;
      this.draw();
      document.body.append(this.dialog);
      this.dialog.showModal();
      this.dispatchEvent(new Event("show"));
    }
    async hide(): Promise<void> {
      this.dialog.close();
    }
    toggle = () => (this.dialog.open ? this.hide() : this.show());

    private draw(): void {
      const style = Object.assign(document.createElement("style"), { textContent: MODAL_STYLE });
      const bar = this.querySelector("ui-title-bar");
      const title = Object.assign(document.createElement("span"), { textContent: bar?.getAttribute("title") ?? "" });
      const close = Object.assign(document.createElement("button"), { textContent: "✕", ariaLabel: "Close", onclick: () => this.hide() });
      const header = document.createElement("header");
      header.append(title, close);
      const footer = document.createElement("footer");
      for (const button of [...(bar?.querySelectorAll<HTMLElement>("button") ?? [])].reverse()) footer.append(this.twinOf(button));
      if (this.src !== "") this.content.replaceChildren(Object.assign(document.createElement("iframe"), { src: this.src }));
      else if (this.content.childElementCount === 0) this.content.append(...this.ownContent());
      this.dialog.dataset["size"] = this.variant;
      this.dialog.replaceChildren(style, header, this.content, footer);
    }
    /** A button in the dialog that presses the app's own one. */
    private twinOf(button: HTMLElement): HTMLElement {
      const className = button.getAttribute("tone") === "critical" ? "critical" : (button.getAttribute("variant") ?? "");
      const twin = Object.assign(document.createElement("button"), { textContent: label(button), className });
      twin.disabled = button.hasAttribute("disabled");
      twin.onclick = () => button.click();
      return twin;
    }
    /** Content written as plain children; React puts it into `content` by itself. */
    private ownContent(): Element[] {
      return [...this.children].filter((child) => !child.matches("ui-title-bar, ui-save-bar") && child.childElementCount > 0);
    }
  }

  // ---- the global -------------------------------------------------------------------------------------------

  function overlay<T extends Element>(id: string, kind: { new (): T }): T {
    const element = document.getElementById(id);
    if (element instanceof kind) return element;
    throw new Error(`App Bridge: there is no such element with the id "${id}".`);
  }

  const notHere = (what: string) => async (): Promise<never> => {
    throw new Error(`App Bridge stand-in: ${what} is not available here.`);
  };
  const script = document.currentScript;
  const apiKey = script?.getAttribute("data-api-key") ?? document.querySelector('meta[name="shopify-api-key"]')?.getAttribute("content") ?? "";

  const resourcePicker: ShopifyGlobal["resourcePicker"] = ({ type, multiple = false, query = "", selectionIds = [] }) =>
    ask({ type: "resourcePicker", options: { type, multiple, query, selectedIds: selectionIds.map(({ id }) => id) } });

  type ScopesDetail = Awaited<ReturnType<ShopifyGlobal["scopes"]["query"]>>;
  const knownScopes = () => ask<ScopesDetail>({ type: "scopes", act: "query", scopes: [] });

  const shopify = {
    config: {
      apiKey,
      appOrigins: [],
      disabledFeatures: [],
      experimentalFeatures: [],
      host: QUERY.get("host") ?? "",
      locale: QUERY.get("locale") ?? "en",
      shop: QUERY.get("shop") ?? "",
    },
    origin: __ADMIN_ORIGIN__,
    ready: Promise.resolve(),
    setSignals: () => undefined,
    environment: { mobile: false, embedded: isEmbedded, pos: false, intent: false },
    loading: (isLoading = true) => tell({ type: "loading", isLoading }),
    idToken,
    user: async () => ({ accountAccess: "full" }),
    toast: {
      show: (message, { duration = DEFAULT_TOAST_MS, isError = false, action, onAction } = {}) => {
        const id = crypto.randomUUID();
        if (onAction !== undefined) toastActions.set(id, onAction);
        tell({ type: "toast", id, message, isError, durationMs: duration, action: action ?? null });
        return id;
      },
      hide: (id) => tell({ type: "toastHide", id }),
    },
    resourcePicker,
    scanner: { capture: notHere("the scanner") },
    modal: {
      show: async (id) => overlay(id, ModalElement).show(),
      hide: async (id) => overlay(id, ModalElement).hide(),
      toggle: async (id) => overlay(id, ModalElement).toggle(),
    },
    saveBar: {
      show: async (id) => overlay(id, SaveBarElement).show(),
      hide: async (id) => overlay(id, SaveBarElement).hide(),
      toggle: async (id) => overlay(id, SaveBarElement).toggle(),
      leaveConfirmation: async () => {
        if (saveBarHandlers !== null && !confirm("Leave page with unsaved changes?")) await new Promise<never>(() => undefined);
      },
    },
    intents: { register: () => () => undefined, request: { value: null, subscribe: () => () => undefined } },
    webVitals: { onReport: async () => undefined },
    support: { registerHandler: async () => undefined },
    reviews: { request: async () => ({ success: false, code: "merchant-ineligible", message: "Not in the dev store." }) },
    scopes: {
      query: knownScopes,
      request: async (scopes) => {
        const detail = await ask<ScopesDetail | null>({ type: "scopes", act: "grant", scopes });
        return detail === null ? { result: "declined-all", detail: await knownScopes() } : { result: "granted-all", detail };
      },
      revoke: async (scopes) => ({ detail: await ask<ScopesDetail>({ type: "scopes", act: "revoke", scopes }) }),
    },
    picker: notHere("the picker"),
    app: { extensions: async () => [] },
    shopifyQL: { available: async () => false },
    tools: { register: () => () => undefined, unregister: () => undefined, clear: () => undefined },
  } satisfies Omit<ShopifyGlobal, "pos">;

  // The point of sale is left out: an app that calls it here fails at once.
  window.shopify = shopify as unknown as ShopifyGlobal;

  customElements.define("ui-nav-menu", mirrored(tellNavMenu));
  customElements.define("s-app-nav", mirrored(tellNavMenu));
  customElements.define("ui-title-bar", mirrored(tellTitle));
  customElements.define("ui-save-bar", SaveBarElement);
  customElements.define("ui-modal", ModalElement);
  if (QUERY.has("shopify-reload")) void reload(QUERY.get("shopify-reload") ?? "/");
  else tellPath();
})();
