import type { ConsoleAct } from "../acts.ts";
import type { ConsoleView, GroupView, LineView, OrderView } from "../view.ts";
import { badge, byId, h, redraw } from "./element.ts";

/** Everything that can be done to one order, in a dialog. */

type Do = (wanted: ConsoleAct) => void;

export function showOrder(order: OrderView, locations: ConsoleView["locations"], perform: Do): void {
  redraw(byId("order-title", HTMLElement), order, () => [
    h("span", {}, `${order.name} `),
    order.isCancelled ? badge("Cancelled", "bad") : badge(order.status, order.tone),
    badge(order.payment, "plain"),
  ]);
  redraw(byId("order-body", HTMLElement), [order, locations], () => [
    h("p", { class: "soft" }, `${order.customer} · ${order.total}`),
    h("h3", {}, "Lines"),
    h("ul", { class: "parts" }, ...order.lines.map((line) => lineItem(order, line, perform))),
    h("h3", {}, "To be shipped"),
    order.groups.length === 0 ? h("p", { class: "soft" }, "Nothing is left to ship.") : groupList(order, locations, perform),
    ...(order.isCancelled ? [] : [cancelForm(order, perform)]),
  ]);
}

function lineItem(order: OrderView, { id, title, sku, units }: LineView, perform: Do): HTMLElement {
  const quantity = h("input", { type: "number", min: "0", key: `quantity-${id}`, defaultValue: String(units), "aria-label": `Units of ${title}` });
  const restock = h("input", { type: "checkbox", key: `restock-${id}`, defaultChecked: true });
  const ofLine = (): { orderId: number; lineItemId: number; quantity: number } => ({ orderId: order.id, lineItemId: id, quantity: quantity.valueAsNumber });
  return h(
    "li",
    {},
    h("span", {}, title, " ", h("small", {}, `${sku} · ${units} ordered`)),
    h(
      "span",
      { class: "line" },
      quantity,
      h("button", { type: "button", key: `edit-${id}`, onclick: () => perform({ act: "edit", ...ofLine() }) }, "Set units"),
      h("button", { type: "button", key: `refund-${id}`, onclick: () => perform({ act: "refund", ...ofLine(), restock: restock.checked }) }, "Refund units"),
      h("label", { class: "soft" }, restock, " Restock"),
    ),
  );
}

function groupList(order: OrderView, locations: ConsoleView["locations"], perform: Do): HTMLElement {
  return h(
    "div",
    {},
    h("ul", { class: "parts" }, ...order.groups.map((group) => groupItem(group, locations, perform))),
    h(
      "button",
      { type: "button", class: "primary", key: "fulfil", onclick: () => perform({ act: "fulfil", orderId: order.id }) },
      "Fulfil what is not on hold",
    ),
  );
}

function groupItem({ id, units, location, locationId, status, isHeld }: GroupView, locations: ConsoleView["locations"], perform: Do): HTMLElement {
  const others = locations.filter((one) => one.id !== locationId);
  const destination = h(
    "select",
    { key: `destination-${id}`, "aria-label": "New location" },
    ...others.map((one) => h("option", { value: String(one.id) }, one.name)),
  );
  const move = (): void => perform({ act: "move", fulfillmentOrderId: id, locationId: Number(destination.value) });
  return h(
    "li",
    {},
    h("span", {}, `${units} ${units === 1 ? "unit" : "units"} from ${location} `, badge(status, isHeld ? "hold" : "wait")),
    h(
      "span",
      { class: "line" },
      isHeld ? h("button", { type: "button", key: `release-${id}`, onclick: () => perform({ act: "release", fulfillmentOrderId: id }) }, "Release hold") : null,
      ...(others.length === 0 ? [] : [destination, h("button", { type: "button", key: `move-${id}`, onclick: move }, "Move")]),
    ),
  );
}

function cancelForm(order: OrderView, perform: Do): HTMLElement {
  const restock = h("input", { type: "checkbox", key: "cancel-restock", defaultChecked: true });
  const cancel = (): void => perform({ act: "cancel", orderId: order.id, restock: restock.checked });
  return h(
    "p",
    { class: "line end" },
    h("button", { type: "button", class: "critical", key: "cancel", onclick: cancel }, "Cancel order"),
    h("label", { class: "soft" }, restock, " Restock"),
  );
}
