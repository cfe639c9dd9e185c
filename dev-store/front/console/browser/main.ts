/**
 * The console in the browser: asks the dev store again and again what there is, and shows it. Runs with its types
 * stripped, as modules of their own names.
 */
import type { ConsoleAct } from "../acts.ts";
import type { ConsoleView } from "../view.ts";
import { act, fetchMailbox, fetchView, say } from "./desk.ts";
import { byId } from "./element.ts";
import { showOrder } from "./order-dialog.ts";
import { listen, showSettings } from "./settings-form.ts";
import { showCalls, showMails, showOrders, showShops, showStock, showWebhooks } from "./tables.ts";

const POLL_MS = 1500;

const words = byId("words", HTMLInputElement);
const live = byId("live", HTMLInputElement);
const dialog = byId("order", HTMLDialogElement);
const chaosForm = byId("chaos-form", HTMLFormElement);
const faultsForm = byId("faults-form", HTMLFormElement);
let shop = "";
let openOrderId = 0;

async function refresh(): Promise<void> {
  const [view, mailbox] = await Promise.all([fetchView({ shop, words: words.value }), fetchMailbox()]);
  show(view);
  byId("mails", HTMLElement).hidden = mailbox === null;
  const link = byId("mailbox", HTMLAnchorElement);
  link.hidden = mailbox === null;
  if (mailbox === null) return;
  link.href = mailbox.url;
  showMails(mailbox.mails);
}

function show(view: ConsoleView): void {
  shop = view.shop;
  showShops(view.shops, view.shop);
  showOrders(view.orders, (order) => {
    openOrderId = order.id;
    say("");
    showOrder(order, view.locations, perform);
    dialog.showModal();
  });
  showStock(view.stock, view.levels, ({ inventoryItemId, locationId }, delta) => perform({ act: "adjust", inventoryItemId, locationId, delta }));
  showWebhooks(view.webhooks);
  showCalls(view.calls);
  showSettings(chaosForm, view.chaos);
  showSettings(faultsForm, view.faults.settings);
  const order = view.orders.find(({ id }) => id === openOrderId);
  if (dialog.open && order !== undefined) showOrder(order, view.locations, perform);
}

function perform(wanted: ConsoleAct): void {
  void act(shop, wanted).then(refresh);
}

function onSubmit(form: HTMLFormElement, wantedOf: (fields: FormData) => ConsoleAct): void {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    perform(wantedOf(new FormData(form)));
  });
}

onSubmit(byId("place", HTMLFormElement), (fields) => ({ act: "place", count: Number(fields.get("count")) }));
onSubmit(byId("location", HTMLFormElement), (fields) => ({ act: "addLocation", name: String(fields.get("name")) }));
byId("shop", HTMLSelectElement).addEventListener("change", (event) => {
  if (event.target instanceof HTMLSelectElement) shop = event.target.value;
  void refresh();
});
words.addEventListener("input", () => void refresh());
dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
listen(chaosForm, {}, () => void refresh());
listen(faultsForm, {}, () => void refresh());

async function keepUp(): Promise<void> {
  try {
    if (live.checked && !document.hidden) await refresh();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    say("The dev store does not answer.", true);
  }
  setTimeout(() => void keepUp(), POLL_MS);
}

void keepUp();
