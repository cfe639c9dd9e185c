import type { LoggedRequest } from "../../../admin-api/request-log.ts";
import type { ConsoleView, MailView, OrderView, ShopView, StockView } from "../view.ts";
import { badge, byId, clock, h, redraw } from "./element.ts";

const FATE_TONES: Record<string, string> = { delivered: "good", failed: "wait", dropped: "bad", given_up: "bad" };
const OUTCOME_TONES: Record<string, string> = { ok: "good", user_errors: "wait", throttled: "wait", error: "bad", fault: "bad" };
const COUNTERS: [name: keyof ConsoleView["webhooks"]["counters"], label: string][] = [
  ["emitted", "sent"],
  ["delivered", "delivered"],
  ["pending", "waiting"],
  ["failedAttempts", "failed attempts"],
  ["duplicated", "repeated"],
  ["reordered", "out of order"],
  ["dropped", "dropped"],
  ["givenUp", "given up"],
];

function fill<Row>(table: string, rows: readonly Row[], { cells, none }: { cells: (row: Row) => (HTMLElement | number | string)[]; none: string }): void {
  const [body] = byId(table, HTMLTableElement).tBodies;
  if (body === undefined) throw new Error(`table ${table} has no body`);
  const columns = byId(table, HTMLTableElement).tHead?.rows[0]?.cells ?? [];
  redraw(body, rows, () => {
    if (rows.length === 0) return [h("tr", {}, h("td", { colSpan: columns.length, class: "none" }, none))];
    return rows.map((row) =>
      h(
        "tr",
        {},
        ...cells(row).map((cell, place) => h("td", { class: columns[place]?.className ?? "", "data-label": columns[place]?.textContent ?? "" }, cell)),
      ),
    );
  });
}

export function showShops(shops: readonly ShopView[], chosen: string): void {
  fill("shops-table", shops, {
    none: "No shop.",
    cells: (shop) => [
      h("span", {}, h("strong", {}, shop.name), " ", h("small", {}, shop.domain)),
      ...[shop.plan, shop.currency, shop.language, shop.orders, shop.customers, shop.products],
      badge(shop.app, shop.app === "installed" ? "good" : "bad"),
    ],
  });
  const select = byId("shop", HTMLSelectElement);
  redraw(select, [shops.map(({ domain, name }) => [domain, name]), chosen], () =>
    shops.map(({ domain, name }) => h("option", { value: domain, selected: domain === chosen }, name)),
  );
}

export function showOrders(orders: readonly OrderView[], open: (order: OrderView) => void): void {
  fill("orders-table", orders, {
    none: "No orders yet.",
    cells: (order) => [
      h("strong", {}, order.name),
      clock(order.createdAt),
      order.customer,
      order.total,
      badge(order.payment, "plain"),
      order.isCancelled ? badge("Cancelled", "bad") : badge(order.status, order.tone),
      h("button", { key: `open-${order.id}`, "aria-haspopup": "dialog", "aria-label": `Change ${order.name}`, onclick: () => open(order) }, "Change …"),
    ],
  });
}

export function showStock(stock: readonly StockView[], levels: number, adjust: (row: StockView, delta: number) => void): void {
  byId("levels", HTMLElement).textContent = stock.length < levels ? `first ${stock.length} of ${levels}` : "";
  fill("stock-table", stock, {
    none: "Nothing matches.",
    cells: (row) => [
      h("span", {}, row.title, " ", h("small", {}, row.sku), row.sellsBelowZero ? h("small", { class: "keeps" }, " keeps selling") : ""),
      row.location,
      row.onHand,
      h("span", { class: row.available < 0 ? "below" : "" }, row.available),
      ...[row.committed, row.incoming],
      adjustForm(row, adjust),
    ],
  });
}

function adjustForm(row: StockView, adjust: (row: StockView, delta: number) => void): HTMLElement {
  const key = `${row.inventoryItemId}-${row.locationId}`;
  const units = h("input", {
    type: "number",
    key: `units-${key}`,
    defaultValue: "5",
    step: 1,
    "aria-label": `Units of ${row.title} in ${row.location}`,
    required: true,
  });
  const submit = (event: Event): void => {
    event.preventDefault();
    adjust(row, units.valueAsNumber);
  };
  return h("form", { class: "line", onsubmit: submit }, units, h("button", { key: `adjust-${key}` }, "Adjust"));
}

export function showWebhooks({ counters, recent }: ConsoleView["webhooks"]): void {
  redraw(byId("counters", HTMLElement), counters, () => COUNTERS.map(([name, label]) => h("div", {}, h("dt", {}, label), h("dd", {}, counters[name]))));
  fill("webhooks-table", recent, {
    none: "Nothing was sent yet.",
    cells: ({ at, topic, state, answer, attempts }) => [
      clock(at),
      topic,
      badge(state.replace("_", " "), FATE_TONES[state] ?? "plain"),
      h("small", {}, answer),
      attempts,
    ],
  });
}

export function showCalls(calls: readonly LoggedRequest[]): void {
  fill("calls-table", calls, {
    none: "The app has asked nothing yet.",
    cells: ({ at, operation, operationName, roots, requestedCost, actualCost, outcome }) => [
      clock(at),
      h("span", {}, operationName ?? operation, " ", h("small", {}, operationName === null || roots.join() !== operationName ? roots.join(", ") : "")),
      actualCost === null ? requestedCost : `${actualCost} of ${requestedCost}`,
      badge(outcome.replace("_", " "), OUTCOME_TONES[outcome] ?? "plain"),
    ],
  });
}

export function showMails(mails: readonly MailView[]): void {
  fill("mails-table", mails, { none: "No mail yet.", cells: ({ at, to, subject }) => [clock(at), to, subject] });
}
