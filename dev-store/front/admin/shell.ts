/**
 * The admin around the framed app: answers the App Bridge stand-in and draws what it asks for. Runs in the
 * browser with its types stripped, so it imports types only.
 */
import type { FromAdmin, FromApp, PickerRequest, TitleButton } from "../app-bridge/messages.ts";

type PickerChoice = { id: string; title: string; subtitle: string; picture: string; resource: unknown };

(() => {
  const body = document.body.dataset;
  const base = body["base"] ?? "";
  const appOrigin = body["appOrigin"] ?? "";
  const frame = document.querySelector<HTMLIFrameElement>("iframe.app");

  function tell(message: FromAdmin): void {
    frame?.contentWindow?.postMessage({ promised: "admin", ...message }, appOrigin);
  }

  window.addEventListener("message", ({ origin, source, data }: MessageEvent) => {
    if (origin === appOrigin && source === frame?.contentWindow && data?.promised === "app") hear(data as FromApp);
  });

  function hear(message: FromApp): void {
    switch (message.type) {
      case "idToken":
        return void answer(message.id, fetchText(`${base}/__admin/session-token`, { method: "POST" }));
      case "resourcePicker":
        return void answer(message.id, pick(message.options));
      case "scopes":
        return void answer(message.id, askScopes(message));
      case "toast":
        return showToast(message);
      case "toastHide":
        return document.getElementById(`toast-${message.id}`)?.remove();
      case "loading":
        return void document.body.classList.toggle("is-loading", message.isLoading);
      case "navMenu":
        return showNavMenu(message.items);
      case "titleBar":
        return showTitle(message);
      case "saveBar":
        return showSaveBar(message.isShown);
      case "path":
        return showPath(message.path);
      case "open":
        return open(message.url);
    }
  }

  async function answer(id: string, value: Promise<unknown>): Promise<void> {
    try {
      tell({ type: "reply", id, value: await value });
    } catch (error) {
      tell({ type: "refusal", id, message: error instanceof Error ? error.message : String(error) });
    }
  }

  /** The merchant is asked before the app is given more; null: he said no. */
  async function askScopes({ act, scopes }: Extract<FromApp, { type: "scopes" }>): Promise<unknown> {
    if (act === "grant" && !confirm(`Promised asks for more access: ${scopes.join(", ")}`)) return null;
    return JSON.parse(await fetchText(`${base}/__admin/scopes`, { method: "POST", body: JSON.stringify({ act, scopes }) }));
  }

  async function fetchText(url: string, init: RequestInit): Promise<string> {
    const response = await fetch(url, init);
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return response.text();
  }

  /** `shopify://admin/products/1` is a page of this admin; anything else replaces the whole window. */
  function open(url: string): void {
    const [, page] = /^shopify:\/?\/?admin\/?(.*)$/.exec(url) ?? [];
    const own = page ?? /^https:\/\/admin\.shopify\.com\/store\/[^/]+\/(.*)$/.exec(url)?.[1];
    window.location.assign(own === undefined ? url : `${base}/store/${body["store"]}/${own}`);
  }

  function element<K extends keyof HTMLElementTagNameMap>(tag: K, text = "", className = ""): HTMLElementTagNameMap[K] {
    return Object.assign(document.createElement(tag), { textContent: text, className });
  }

  // ---- navigation and title -----------------------------------------------------------------------------------

  const appHome = `${base}/store/${body["store"]}/apps/promised`;

  function showNavMenu(items: Extract<FromApp, { type: "navMenu" }>["items"]): void {
    const links = items
      .filter(({ isHome }) => !isHome)
      .map(({ label, href }) => {
        const link = Object.assign(element("a", label), { href: appHome + href });
        link.dataset["href"] = href;
        link.onclick = (event) => {
          event.preventDefault();
          document.body.classList.remove("nav-open");
          tell({ type: "navigate", href });
        };
        return link;
      });
    document.querySelector("[data-app-nav]")?.replaceChildren(...links);
    markCurrent();
  }

  function markCurrent(): void {
    const path = location.pathname.slice(appHome.length) || "/";
    for (const link of document.querySelectorAll<HTMLAnchorElement>("[data-app-nav] a")) {
      const href = link.dataset["href"] ?? "";
      const isCurrent = path === href || path.startsWith(`${href}/`);
      if (isCurrent) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  function showPath(path: string): void {
    history.replaceState(null, "", appHome + (path === "/" ? "" : path));
    markCurrent();
  }

  function showTitle({ title, buttons, hasBreadcrumb }: Extract<FromApp, { type: "titleBar" }>): void {
    const bar = document.querySelector("[data-title-bar]");
    if (bar === null) return;
    const heading = element("strong", title || "Promised");
    const back = element("button", "←", "title__button");
    back.onclick = () => tell({ type: "breadcrumb" });
    const actions = element("span", "", "title__actions");
    actions.append(...buttons.map(titleButton));
    bar.replaceChildren(...(hasBreadcrumb ? [back] : []), heading, actions);
    document.title = `${title || "Promised"} · ${body["shopName"] ?? ""}`;
  }

  function titleButton(button: TitleButton, place: number): HTMLButtonElement {
    const kind = button.isPrimary ? " title__button--primary" : button.isCritical ? " title__button--critical" : "";
    const drawn = element("button", button.label, `title__button${kind}`);
    drawn.disabled = button.isDisabled;
    drawn.onclick = () => tell({ type: "titleButton", place });
    return drawn;
  }

  // ---- save bar, toast ----------------------------------------------------------------------------------------

  function showSaveBar(isShown: boolean): void {
    const bar = document.querySelector<HTMLElement>("[data-save-bar]");
    if (bar !== null) bar.hidden = !isShown;
  }
  for (const choice of ["save", "discard"] as const) {
    document.querySelector(`[data-save-bar-${choice}]`)?.addEventListener("click", () => tell({ type: "saveBar", choice }));
  }

  function showToast({ id, message, isError, durationMs, action }: Extract<FromApp, { type: "toast" }>): void {
    const toast = element("div", message, isError ? "toast toast--error" : "toast");
    toast.id = `toast-${id}`;
    toast.setAttribute("role", "status");
    if (action !== null) {
      const button = element("button", action);
      button.onclick = () => tell({ type: "toastAction", id });
      toast.append(button);
    }
    document.querySelector("[data-toasts]")?.append(toast);
    setTimeout(() => toast.remove(), durationMs);
  }

  // ---- resource picker ----------------------------------------------------------------------------------------

  /** Lets the merchant choose; undefined when they close the dialog. */
  async function pick({ type, multiple, query, selectedIds }: PickerRequest): Promise<unknown[] | undefined> {
    const dialog = element("dialog", "", "picker");
    const search = Object.assign(element("input"), { type: "search", value: query, placeholder: "Search", ariaLabel: "Search" });
    const list = element("ul");
    const add = element("button", "Add", "title__button title__button--primary");
    const cancel = element("button", "Cancel", "title__button");
    const footer = element("footer");
    footer.append(cancel, add);
    dialog.append(element("h2", `Add ${type}s`), search, list, footer);
    document.body.append(dialog);
    const chosen = new Map<string, PickerChoice>();
    const limit = multiple === true ? Infinity : Number(multiple) || 1;
    const refresh = async () => {
      const found = await fetchText(`${base}/__admin/resources?${new URLSearchParams({ type, query: search.value })}`, {});
      // Our own endpoint, in admin/routes.ts.
      const choices = JSON.parse(found) as PickerChoice[];
      for (const choice of choices) if (selectedIds.includes(choice.id)) chosen.set(choice.id, choice);
      list.replaceChildren(...choices.map((choice) => pickerRow(choice, { chosen, limit })));
    };
    search.oninput = () => void refresh();
    await refresh();
    dialog.showModal();
    return new Promise((resolve) => {
      add.onclick = () => {
        resolve([...chosen.values()].map(({ resource }) => resource));
        dialog.close();
      };
      cancel.onclick = () => dialog.close();
      dialog.onclose = () => {
        resolve(undefined);
        dialog.remove();
      };
    });
  }

  function pickerRow(choice: PickerChoice, { chosen, limit }: { chosen: Map<string, PickerChoice>; limit: number }): HTMLLIElement {
    const row = element("li");
    const label = element("label");
    const box = Object.assign(element("input"), { type: limit === 1 ? "radio" : "checkbox", name: "pick", checked: chosen.has(choice.id) });
    box.onchange = () => {
      if (limit === 1) chosen.clear();
      if (!box.checked) chosen.delete(choice.id);
      else if (chosen.size < limit) chosen.set(choice.id, choice);
      else box.checked = false;
    };
    const picture = Object.assign(element("img"), { src: choice.picture, alt: "", width: 36, height: 36 });
    label.append(box, picture, element("span", choice.title), element("small", choice.subtitle));
    row.append(label);
    return row;
  }

  document.querySelector("[data-nav-toggle]")?.addEventListener("click", () => document.body.classList.toggle("nav-open"));
})();
