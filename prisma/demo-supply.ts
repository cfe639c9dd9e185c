/**
 * Who supplies the demo shop, what came in before, and what is on its way: enough receipts that lateness is known, one
 * delivery that is overdue, one without a date. Days count from today; SKUs are those of the shop's catalogue.
 */
export interface DemoSupplier {
  readonly name: string;
  readonly email: string;
  readonly country: string;
  readonly leadTimeDays: number;
  readonly prefix: string;
  /** How late each past shipment came, in days; the newest first. */
  readonly pastDaysLate: readonly number[];
  /** What the past shipments brought. */
  readonly pastSkus: readonly string[];
}

export const DEMO_SUPPLIERS: readonly DemoSupplier[] = [
  {
    name: "Nordkamm Works",
    email: "orders@nordkamm-works.example",
    country: "Denmark",
    leadTimeDays: 28,
    prefix: "NK",
    pastDaysLate: [1, 0, 3, 0, 2, -1, 0, 5, 1, 0, 2, 4],
    pastSkus: ["LANTERN-SAND", "DAYPACK-NAVY", "HEADTORCH"],
  },
  {
    name: "Weide Textil",
    email: "versand@weide-textil.example",
    country: "Portugal",
    leadTimeDays: 42,
    prefix: "WT",
    pastDaysLate: [6, 9, 4, 2, 11, 7, 5, 3, 8],
    pastSkus: ["RUG-MOSS", "TOWELS-WHITE"],
  },
  {
    name: "Fernhill Foundry",
    email: "hello@fernhill-foundry.example",
    country: "Poland",
    leadTimeDays: 21,
    prefix: "FH",
    pastDaysLate: [0, -2, 0, 0, 1, 0, 0, -1, 2, 0, 0, 0, 1, 0],
    pastSkus: ["MUG-BLUE", "BOTTLE-SKY"],
  },
  {
    name: "Brandt & Söhne",
    email: "werkstatt@brandt-soehne.example",
    country: "Germany",
    leadTimeDays: 14,
    prefix: "BS",
    pastDaysLate: [0, 1, 0],
    pastSkus: ["STRIKER"],
  },
];

export interface DemoInbound {
  readonly number: string;
  readonly supplier: string;
  readonly orderedDaysAgo: number;
  /** Days from today to the deadline; null: the supplier has not agreed to one. */
  readonly deadlineInDays: number | null;
  readonly units: Readonly<Record<string, number>>;
  readonly note: string;
}

export const DEMO_INBOUND: readonly DemoInbound[] = [
  {
    number: "NK-2041",
    supplier: "Nordkamm Works",
    orderedDaysAgo: 20,
    deadlineInDays: 8,
    units: { "LANTERN-OLIVE": 12, "DAYPACK-OLIVE": 20, "DAYPACK-RUST": 10 },
    note: "",
  },
  {
    number: "NK-2044",
    supplier: "Nordkamm Works",
    orderedDaysAgo: 6,
    deadlineInDays: 22,
    units: { "TENT-FOREST": 6, STOVE: 15, "SLEEPBAG-REGULAR": 10, CAMPPILLOW: 30 },
    note: "By sea",
  },
  { number: "NK-2047", supplier: "Nordkamm Works", orderedDaysAgo: 2, deadlineInDays: 43, units: { "LANTERN-OLIVE": 24 }, note: "" },
  {
    number: "WT-118",
    supplier: "Weide Textil",
    orderedDaysAgo: 44,
    deadlineInDays: -2,
    units: { "BLANKET-MOSS": 10, "HAMMOCK-RUST": 12 },
    note: "Asked on the phone, no answer yet",
  },
  {
    number: "WT-121",
    supplier: "Weide Textil",
    orderedDaysAgo: 9,
    deadlineInDays: 30,
    units: { "BASKET-LARGE": 8, "BLANKET-CREAM": 12, "TOWELS-CLAY": 20 },
    note: "",
  },
  {
    number: "FH-77",
    supplier: "Fernhill Foundry",
    orderedDaysAgo: 16,
    deadlineInDays: 5,
    units: { "KETTLE-BLACK": 18, "MUG-RUST": 60, "PLATES-CREAM": 24 },
    note: "",
  },
  {
    number: "FH-80",
    supplier: "Fernhill Foundry",
    orderedDaysAgo: 3,
    deadlineInDays: null,
    units: { "WATERINGCAN-SAGE": 12, BIRDFEEDER: 20 },
    note: "Date to follow",
  },
  { number: "BS-31", supplier: "Brandt & Söhne", orderedDaysAgo: 4, deadlineInDays: 12, units: { GRINDER: 9, "KNIFE-WALNUT": 15 }, note: "" },
];

/** Switched on from the start: those that already sell below zero. The rest is the merchant's to try. */
export const DEMO_SWITCHES: readonly { readonly sku: string; readonly mode: "on" | "autopilot"; readonly limit: number | null }[] = [
  { sku: "LANTERN-OLIVE", mode: "autopilot", limit: null },
  { sku: "DAYPACK-OLIVE", mode: "autopilot", limit: null },
  { sku: "TENT-FOREST", mode: "autopilot", limit: 4 },
  { sku: "STOVE", mode: "on", limit: 10 },
  { sku: "KETTLE-BLACK", mode: "on", limit: 12 },
  { sku: "GRINDER", mode: "on", limit: null },
  { sku: "BLANKET-MOSS", mode: "on", limit: 8 },
  { sku: "HAMMOCK-RUST", mode: "on", limit: 10 },
  { sku: "BASKET-LARGE", mode: "on", limit: 6 },
  { sku: "WATERINGCAN-SAGE", mode: "on", limit: 5 },
];

/** What the demo's one warehouse packs in a day. */
export const DEMO_UNITS_PER_DAY = 40;
