/**
 * What people complain about in other systems for backorders, and the test that fails when it becomes true of ours.
 * `covers` says how far the proof goes where the complaint reaches beyond what exists.
 */
export interface Complaint {
  readonly complaint: string;
  /** Of the project's root. */
  readonly file: string;
  /** The test's own name, or the part of it that does not change. */
  readonly test: string;
  readonly covers?: string;
}

const HERE = "tests/complaints/complaints.test.ts";
const LIFE = "tests/order-life/life.test.ts";
const EDITS = "tests/order-life/edits.test.ts";

export const COMPLAINTS: readonly Complaint[] = [
  { complaint: "restock does not release waiting orders", file: HERE, test: "restock releases the orders that wait, oldest first" },
  { complaint: "two checkouts take the last unit", file: HERE, test: "of two checkouts that take the last unit at once, one gets it" },
  { complaint: "a paid, short order looks normal to staff", file: HERE, test: "a paid order that is short is held where staff look" },
  { complaint: "reserved quantity goes negative for good", file: HERE, test: "no count of units can go below zero" },
  {
    complaint: "the receipt date changed and the order still shows the old one",
    file: HERE,
    test: "a delivery that is due later moves the order's date and says so",
  },
  { complaint: "changing a purchase order overwrites what the customer was told", file: HERE, test: "what a customer was told stays written" },
  { complaint: "abandoned or later orders served first", file: HERE, test: "neither a later order nor an abandoned one is served before an older one" },
  { complaint: "limit 0 treated as unlimited", file: HERE, test: "a limit of 0 is 0" },
  { complaint: "the flag ignored on draft orders", file: HERE, test: "a draft order beyond the shelf waits and is held like any other" },
  { complaint: "the flag ignored on pickup", file: HERE, test: "an order to be picked up waits and is held like any other" },
  { complaint: "the flag ignored at the point of sale", file: HERE, test: "an order taken at the counter for later waits and is held like any other" },
  {
    complaint: "badge wrong for the chosen variant",
    file: "dev-store/front/liquid/backorder-block.test.ts",
    test: "the chosen variant is the one shown, the others wait hidden",
    covers: "the product page as it is rendered; the script's choice is tested in the browser",
  },
  {
    complaint: "an in-stock alert for an item that is only backorderable",
    file: HERE,
    test: "nobody is told that units have come while none has",
    covers: "mails to customers who wait; there is no waitlist yet",
  },
  {
    complaint: "the cart claims 10 ship now with 7 on hand",
    file: "app/use-cases/estimate-items.test.ts",
    test: "units on the shelf ship now, then the inbound ones",
    covers: "what is published for page and cart to show",
  },
  { complaint: "split shipment turns backordered units into stock", file: LIFE, test: "a parcel shipped from a split order takes allocated units first" },
  { complaint: "cancelling frees units twice or never", file: HERE, test: "a cancelled order frees its units once, however often it is read" },
  { complaint: "editing frees units twice or never", file: EDITS, test: "units taken off an order are nobody's any more" },
  { complaint: "the same mail twice after a retried webhook", file: HERE, test: "a webhook that comes again sends no mail again" },
  {
    complaint: "double shipping charged on mixed carts without warning",
    file: HERE,
    test: "a mixed order pays for shipping once, in however many parcels it leaves",
    covers: "what we do to an order; the cart's own warning comes with the cart notice",
  },
  {
    complaint: "the reservation check needs 20 GB at a million orders",
    file: HERE,
    test: "a settle reads only as many waiting lines as there are units to give",
  },
  {
    complaint: "four thousand variants take 25 minutes because API calls are not batched",
    file: HERE,
    test: "the promises of 100 variants are sent in four calls",
  },
  { complaint: "announced units taken back because another order came in", file: HERE, test: "units that were announced stay when another order comes in" },
  {
    complaint: "a together-order starved",
    file: HERE,
    test: "an order that ships together keeps its place however many small ones come",
    covers: "units taken in rank order; what may be lent and how it is repaid is tested in app/domain/borrowing.test.ts",
  },
  {
    complaint: "an edit jumps the queue",
    file: EDITS,
    test: "units that an edit adds rank at the edit: order 1, edit to 10, and the nine stand behind who bought meanwhile",
  },
  { complaint: "an edit down and up jumps the queue", file: EDITS, test: "decrease then increase: what was given up does not come back at its old rank" },
  { complaint: "the date shown is yesterday", file: "app/domain/promise-curve.test.ts", test: "an overdue lot is not promised for yesterday" },
  { complaint: "cancelling drives stock negative", file: HERE, test: "cancelling what waited leaves the stock where it was before the order" },
  { complaint: "two mails with two dates", file: HERE, test: "a customer has one date at a time, and one mail for each" },
  {
    complaint: "holds left behind after uninstall",
    file: HERE,
    test: "a shop that prepares to leave gets back all our holds, and keeps everybody else's",
    covers: "preparing to leave, and switching a variant off; after the removal no app can ask Shopify for anything",
  },
  { complaint: "another app's hold released", file: HERE, test: "another app's hold stays, whatever we release" },
];
