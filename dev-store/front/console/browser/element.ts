/** Making and keeping up pieces of the page. */

type Child = Node | number | string | null;
type Properties = Record<string, unknown> & { class?: string; key?: string };

/** An element with properties (`class`, `key`, `aria-…` and listeners included) and children. A key finds it again after a redraw. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, properties: Properties = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class") element.className = String(value);
    else if (name === "key") element.dataset["key"] = String(value);
    else if (name.startsWith("aria-")) element.setAttribute(name, String(value));
    else if (name in element) Object.assign(element, { [name]: value });
    else element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== null).map(asNode));
  return element;
}

function asNode(child: Exclude<Child, null>): Node | string {
  return typeof child === "number" ? String(child) : child;
}

/** The element of the page with this id. The page is ours: one that is missing is a mistake in it. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`the page has no ${kind.name} ${id}`);
  return element;
}

const drawn = new WeakMap<Element, string>();

/** Draws the place anew when what it shows has changed; what is typed in it and the focus stay. */
export function redraw(place: Element, shown: unknown, draw: () => Node[]): void {
  const wanted = JSON.stringify(shown);
  if (drawn.get(place) === wanted) return;
  drawn.set(place, wanted);
  const typed = typedIn(place);
  const focused = place.contains(document.activeElement) ? keyOf(document.activeElement) : null;
  place.replaceChildren(...draw());
  for (const [key, value] of typed) {
    const input = withKey(place, key);
    if (input instanceof HTMLInputElement) Object.assign(input, value);
  }
  const again = focused === null ? null : withKey(place, focused);
  if (again instanceof HTMLElement) again.focus();
}

function typedIn(place: Element): Map<string, { value: string; checked: boolean }> {
  const typed = new Map<string, { value: string; checked: boolean }>();
  for (const input of place.querySelectorAll("input")) {
    const key = keyOf(input);
    const isTouched = input.value !== input.defaultValue || input.checked !== input.defaultChecked;
    if (key !== null && isTouched) typed.set(key, { value: input.value, checked: input.checked });
  }
  return typed;
}

function keyOf(element: Element | null): string | null {
  return element instanceof HTMLElement ? (element.dataset["key"] ?? null) : null;
}

function withKey(place: Element, key: string): Element | null {
  return place.querySelector(`[data-key="${CSS.escape(key)}"]`);
}

export function badge(text: string, tone: string): HTMLElement {
  return h("span", { class: `badge badge--${tone}` }, text);
}

/** `2026-11-23T10:00:00Z` as the time of day here; with the date when it was not today. */
export function clock(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? date.toLocaleTimeString("en-GB") : date.toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}
