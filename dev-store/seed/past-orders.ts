/**
 * The demo shop's order book, oldest first. Waiting orders ask for variants that are sold out and sell below
 * zero: LANTERN-OLIVE has five units in four orders waiting, the rest one or two each.
 */

export const CUSTOMERS = [
  { firstName: "Mara", lastName: "Lindqvist", city: "Hamburg", zip: "20095", address1: "Deichstraße 8", locale: "en" },
  { firstName: "Jonas", lastName: "Ebert", city: "Leipzig", zip: "04103", address1: "Ahornallee 12", locale: "de" },
  { firstName: "Priya", lastName: "Nair", city: "Berlin", zip: "10435", address1: "Kollwitzstraße 51", locale: "en" },
  { firstName: "Tomas", lastName: "Vrba", city: "Dresden", zip: "01099", address1: "Bautzner Straße 30", locale: "de" },
  { firstName: "Aoife", lastName: "Brennan", city: "Köln", zip: "50667", address1: "Salzgasse 3", locale: "en" },
  { firstName: "Henrik", lastName: "Sørensen", city: "Kiel", zip: "24103", address1: "Holtenauer Straße 77", locale: "en" },
  { firstName: "Lucia", lastName: "Moretti", city: "München", zip: "80331", address1: "Sendlinger Straße 19", locale: "en" },
  { firstName: "Emil", lastName: "Wagner", city: "Stuttgart", zip: "70173", address1: "Calwer Straße 41", locale: "de" },
  { firstName: "Zofia", lastName: "Kamińska", city: "Frankfurt", zip: "60311", address1: "Braubachstraße 14", locale: "en" },
  { firstName: "Bruno", lastName: "Keller", city: "Freiburg", zip: "79098", address1: "Gerberau 22", locale: "de" },
] as const;

export type PastOrder = {
  daysAgo: number;
  /** Index into CUSTOMERS. */
  customer: number;
  lines: readonly (readonly [sku: string, units: number])[];
  since: "shipped" | "open" | "cancelled";
};

export const PAST_ORDERS: readonly PastOrder[] = [
  {
    daysAgo: 41,
    customer: 0,
    lines: [
      ["MUG-BLUE", 4],
      ["POUROVER", 1],
    ],
    since: "shipped",
  },
  { daysAgo: 38, customer: 1, lines: [["HEADTORCH", 1]], since: "shipped" },
  {
    daysAgo: 36,
    customer: 2,
    lines: [
      ["BLANKET-MOSS", 1],
      ["CANDLE-SHORT", 3],
    ],
    since: "shipped",
  },
  { daysAgo: 33, customer: 3, lines: [["LANTERN-OLIVE", 1]], since: "shipped" },
  { daysAgo: 31, customer: 4, lines: [["TOWELS-WHITE", 2]], since: "cancelled" },
  {
    daysAgo: 29,
    customer: 5,
    lines: [
      ["LANTERN-OLIVE", 1],
      ["STRIKER", 1],
    ],
    since: "shipped",
  },
  { daysAgo: 27, customer: 6, lines: [["KETTLE-BLACK", 2]], since: "shipped" },
  { daysAgo: 25, customer: 7, lines: [["DAYPACK-OLIVE", 3]], since: "shipped" },
  {
    daysAgo: 24,
    customer: 8,
    lines: [
      ["TENT-FOREST", 1],
      ["MAT-REGULAR", 2],
    ],
    since: "shipped",
  },
  { daysAgo: 22, customer: 9, lines: [["HAMMOCK-RUST", 4]], since: "shipped" },
  { daysAgo: 20, customer: 0, lines: [["GRINDER", 3]], since: "shipped" },
  {
    daysAgo: 18,
    customer: 2,
    lines: [
      ["BASKET-LARGE", 1],
      ["BASKET-SMALL", 1],
    ],
    since: "shipped",
  },
  { daysAgo: 16, customer: 3, lines: [["LANTERN-OLIVE", 1]], since: "open" },
  { daysAgo: 14, customer: 4, lines: [["BLANKET-MOSS", 2]], since: "open" },
  {
    daysAgo: 13,
    customer: 1,
    lines: [
      ["LANTERN-OLIVE", 2],
      ["MUG-CREAM", 2],
    ],
    since: "open",
  },
  { daysAgo: 12, customer: 6, lines: [["DAYPACK-OLIVE", 1]], since: "open" },
  {
    daysAgo: 10,
    customer: 7,
    lines: [
      ["KETTLE-BLACK", 1],
      ["TEATOWELS", 2],
    ],
    since: "open",
  },
  { daysAgo: 9, customer: 8, lines: [["TENT-FOREST", 1]], since: "open" },
  {
    daysAgo: 8,
    customer: 5,
    lines: [
      ["LANTERN-OLIVE", 1],
      ["BOTTLE-SKY", 1],
    ],
    since: "open",
  },
  { daysAgo: 7, customer: 9, lines: [["GRINDER", 2]], since: "open" },
  {
    daysAgo: 6,
    customer: 0,
    lines: [
      ["STOVE", 1],
      ["MUG-BLUE", 2],
    ],
    since: "open",
  },
  { daysAgo: 5, customer: 2, lines: [["HAMMOCK-RUST", 1]], since: "open" },
  { daysAgo: 4, customer: 4, lines: [["BASKET-LARGE", 2]], since: "open" },
  {
    daysAgo: 3,
    customer: 6,
    lines: [
      ["DAYPACK-OLIVE", 2],
      ["DRYBAG-20", 1],
    ],
    since: "open",
  },
  { daysAgo: 2, customer: 7, lines: [["LANTERN-OLIVE", 1]], since: "open" },
  {
    daysAgo: 2,
    customer: 1,
    lines: [
      ["SPICEJARS", 1],
      ["BOARD-OAK", 1],
    ],
    since: "open",
  },
  { daysAgo: 1, customer: 8, lines: [["WATERINGCAN-SAGE", 1]], since: "open" },
];
