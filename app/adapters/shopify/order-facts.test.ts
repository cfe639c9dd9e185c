import { describe, expect, test } from "vitest";
import { orderFact } from "./order-facts.ts";
import type { WholeOrder } from "./order-facts.ts";

type Line = WholeOrder["lines"][number];
type FulfillmentOrder = WholeOrder["fulfillmentOrders"][number];
type Agreement = WholeOrder["agreements"][number];
type Shipped = WholeOrder["order"]["fulfillments"][number];

const gid = (type: string, id: number) => `gid://shopify/${type}/${id}`;
const CREATED = "2026-10-01T10:00:00Z";

function line(more: Partial<Line> = {}): Line {
  return {
    id: gid("LineItem", 11),
    title: "Mug",
    variantTitle: "Blue",
    sku: "MUG-BLUE",
    quantity: 5,
    unfulfilledQuantity: 5,
    customAttributes: [],
    variant: { id: gid("ProductVariant", 21), inventoryItem: { id: gid("InventoryItem", 31), tracked: true } },
    ...more,
  };
}
function fulfillmentOrder(units: number, more: Partial<FulfillmentOrder["fulfillmentOrder"]> = {}, location: number | null = 41): FulfillmentOrder {
  return {
    fulfillmentOrder: {
      id: gid("FulfillmentOrder", 51),
      status: "OPEN",
      assignedLocation: { location: location === null ? null : { id: gid("Location", location) } },
      fulfillmentHolds: [],
      lineItems: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } },
      ...more,
    },
    lines: [{ id: gid("FulfillmentOrderLineItem", 61), remainingQuantity: units, lineItem: { id: gid("LineItem", 11) } }],
  };
}
function shipped(units: number, status: Shipped["status"] = "SUCCESS"): Shipped {
  return {
    id: gid("Fulfillment", 71),
    createdAt: "2026-10-02T10:00:00Z",
    status,
    location: { id: gid("Location", 41) },
    trackingInfo: [{ number: "T1", url: "https://carrier.example/T1" }],
    fulfillmentLineItems: { nodes: [{ quantity: units, lineItem: { id: gid("LineItem", 11) } }], pageInfo: { hasNextPage: false } },
  };
}
function agreement(reason: Agreement["reason"], happenedAt: string, units: number): Agreement {
  return {
    reason,
    happenedAt,
    sales: { nodes: [{ actionType: "ORDER", quantity: units, lineItem: { id: gid("LineItem", 11) } }], pageInfo: { hasNextPage: false } },
  } as Agreement; // a product sale
}
function whole(more: { order?: object; lines?: Line[]; fulfillmentOrders?: FulfillmentOrder[]; agreements?: Agreement[] } = {}): WholeOrder {
  const order = {
    id: gid("Order", 1),
    name: "#1001",
    createdAt: CREATED,
    cancelledAt: null,
    updatedAt: "2026-10-01T10:00:05Z",
    displayFinancialStatus: "PAID",
    sourceName: "web",
    customerLocale: "de",
    statusPageUrl: "https://a.example/orders/1",
    email: "ann@example.com",
    tags: ["gift"],
    customAttributes: [],
    customer: { id: gid("Customer", 81), firstName: "Ann", lastName: null, tags: ["VIP", "early"] },
    shippingAddress: { countryCodeV2: "DE" },
    totalPriceSet: { shopMoney: { amount: "120.50" } },
    fulfillments: [],
    ...more.order,
  } as unknown as WholeOrder["order"]; // its connections are read apart
  return {
    order,
    lines: more.lines ?? [line()],
    fulfillmentOrders: more.fulfillmentOrders ?? [fulfillmentOrder(5)],
    agreements: more.agreements ?? [agreement("ORDER", CREATED, 5)],
  };
}
const fact = (more: Parameters<typeof whole>[0] = {}) => orderFact(whole(more), 7);
const units = (more: Parameters<typeof whole>[0]) => {
  const [first] = fact(more).lines;
  return { ordered: first?.unitsOrdered, fulfilled: first?.unitsFulfilled, removed: first?.unitsRemoved };
};

test.each([
  ["Mug", "Blue", null, "Mug, Blue"],
  ["Mug", null, null, "Mug"],
  ["Mug", "Blue", "Gift set", "Gift set: Mug, Blue"],
  ["Mug", "", "", "Mug"],
])("%s in %s of the bundle %s is called so", (title, variantTitle, bundle, name) => {
  const lineItemGroup = bundle === null ? null : { title: bundle };
  expect(fact({ lines: [line({ title, variantTitle, lineItemGroup })] }).lines[0]?.title).toBe(name);
});

test("an order in our own words", () => {
  expect(fact()).toMatchObject({
    orderId: "1",
    createdAt: "2026-10-01T10:00:00.000Z",
    readSeq: 7,
    customer: { customerId: "81", name: "Ann", email: "ann@example.com" },
    locale: "de",
    shipPreference: null,
    lines: [{ lineItemId: "11", variantId: "21", inventoryItemId: "31", title: "Mug, Blue", sku: "MUG-BLUE", promisedRev: null, commits: "yes" }],
  });
});

describe("units of a line", () => {
  test.each<[string, Parameters<typeof whole>[0], object]>([
    ["just ordered", {}, { ordered: 5, fulfilled: 0, removed: 0 }],
    ["two shipped", { order: { fulfillments: [shipped(2)] }, lines: [line({ unfulfilledQuantity: 3 })] }, { ordered: 5, fulfilled: 2, removed: 0 }],
    [
      "two shipped, one removed",
      { order: { fulfillments: [shipped(2)] }, lines: [line({ unfulfilledQuantity: 2 })] },
      { ordered: 5, fulfilled: 2, removed: 1 },
    ],
    ["a shipment undone", { order: { fulfillments: [shipped(2, "CANCELLED")] } }, { ordered: 5, fulfilled: 0, removed: 0 }],
    [
      "cancelled after two were shipped",
      { order: { cancelledAt: "2026-10-03T00:00:00Z", fulfillments: [shipped(2)] }, lines: [line({ unfulfilledQuantity: 3 })] },
      { ordered: 5, fulfilled: 2, removed: 3 },
    ],
  ])("%s", (_what, order, expected) => expect(units(order)).toEqual(expected));

  test("ordered = open + fulfilled + removed, whatever Shopify says in a moment of change", () => {
    const [first] = fact({ order: { fulfillments: [shipped(4)] }, lines: [line({ unfulfilledQuantity: 3 })] }).lines;
    expect([first?.unitsFulfilled, first?.unitsRemoved]).toEqual([4, 0]);
  });
});

describe("cohorts", () => {
  const EDITED = "2026-10-04T10:00:00Z";
  const cohorts = (quantity: number, ...agreements: Agreement[]) =>
    fact({ lines: [line({ quantity, unfulfilledQuantity: quantity })], agreements }).lines[0]?.cohorts;

  test("units that an edit added rank at the edit", () => {
    expect(cohorts(10, agreement("ORDER", CREATED, 1), agreement("ORDER_EDIT", EDITED, 9))).toEqual([
      { units: 1, rankAt: "2026-10-01T10:00:00.000Z" },
      { units: 9, rankAt: "2026-10-04T10:00:00.000Z" },
    ]);
  });

  test("an order ranks when it was created, not when its agreement is dated", () => {
    expect(cohorts(5, agreement("ORDER", "2026-09-01T00:00:00Z", 5))).toEqual([{ units: 5, rankAt: "2026-10-01T10:00:00.000Z" }]);
  });

  test("what no agreement explains ranks with the order", () => {
    expect(cohorts(5)).toEqual([{ units: 5, rankAt: "2026-10-01T10:00:00.000Z" }]);
  });

  test("units taken away by an edit or a refund make no cohort", () => {
    expect(cohorts(5, agreement("ORDER", CREATED, 5), agreement("ORDER_EDIT", EDITED, -2), agreement("REFUND", EDITED, -1))).toEqual([
      { units: 5, rankAt: "2026-10-01T10:00:00.000Z" },
    ]);
  });

  describe("units taken off leave the newest cohort of their time, and do not come back at its rank", () => {
    const LATER = "2026-10-05T10:00:00Z";
    const order = agreement("ORDER", CREATED, 5);
    const of = (unfulfilledQuantity: number, order: Parameters<typeof whole>[0]) =>
      fact({ lines: [line({ quantity: 7, unfulfilledQuantity })], ...order }).lines[0]?.cohorts.map(({ units, unitsRemoved = 0 }) => [units, unitsRemoved]);
    test.each<[string, number, Agreement[], number[][]]>([
      ["5, edited to 2, edited to 4", 4, [order, agreement("ORDER_EDIT", EDITED, -3), agreement("ORDER_EDIT", LATER, 2)], [[5, 3], [2, 0]]], // prettier-ignore
      ["5, edited to 7, edited to 4", 4, [order, agreement("ORDER_EDIT", EDITED, 2), agreement("ORDER_EDIT", LATER, -3)], [[5, 1], [2, 2]]], // prettier-ignore
      ["5, 3 refunded, edited to 4", 4, [order, agreement("REFUND", EDITED, -3), agreement("ORDER_EDIT", LATER, 2)], [[5, 3], [2, 0]]], // prettier-ignore
      ["Shopify knows of no removal that the agreements tell", 7, [order, agreement("ORDER_EDIT", EDITED, 2), agreement("REFUND", LATER, -3)], [[5, 0], [2, 0]]], // prettier-ignore
    ])("%s", (_what, open, agreements, expected) => expect(of(open, { agreements })).toEqual(expected));
    test("units that came back after they were shipped were never taken off", () =>
      expect(of(4, { order: { fulfillments: [shipped(3)] }, agreements: [order, agreement("ORDER_EDIT", EDITED, 2), agreement("REFUND", LATER, -3)] })).toEqual(
        [
          [5, 0],
          [2, 0],
        ],
      ));
  });

  test("their sum is always the line's count: what is too much is cut from the newest", () => {
    expect(cohorts(4, agreement("ORDER", CREATED, 3), agreement("ORDER_EDIT", EDITED, 3))).toEqual([
      { units: 3, rankAt: "2026-10-01T10:00:00.000Z" },
      { units: 1, rankAt: "2026-10-04T10:00:00.000Z" },
    ]);
  });
});

describe("where units lie", () => {
  const at = (...fulfillmentOrders: FulfillmentOrder[]) => fact({ fulfillmentOrders }).lines[0]?.at;
  const here = { locationId: "41", unitsFulfilled: 0, isHeldElsewhere: false, isInProgress: false };
  const hold = (heldByRequestingApp: boolean) => ({
    status: "ON_HOLD" as const,
    fulfillmentHolds: [{ id: gid("FulfillmentHold", 1), handle: "h", heldByRequestingApp }],
  });

  test("split over fulfillment orders of one location, they are one place", () =>
    expect(at(fulfillmentOrder(2), fulfillmentOrder(3))).toEqual([{ ...here, unitsRemaining: 5 }]));
  test("a closed fulfillment order holds nothing, and tells where the line lay", () =>
    expect(at(fulfillmentOrder(5, { status: "CLOSED" }))).toEqual([{ ...here, unitsRemaining: 0 }]));
  test("our own hold does not keep a line from its units", () => expect(at(fulfillmentOrder(5, hold(true)))).toEqual([{ ...here, unitsRemaining: 5 }]));
  test("another app's hold does", () => expect(at(fulfillmentOrder(5, hold(false)))).toEqual([{ ...here, unitsRemaining: 5, isHeldElsewhere: true }]));
  test("a location that is gone is no location", () => expect(at(fulfillmentOrder(5, {}, null))).toEqual([{ ...here, locationId: "", unitsRemaining: 5 }]));
  test("shipped units are counted where they left from", () =>
    expect(fact({ order: { fulfillments: [shipped(2)] }, fulfillmentOrders: [fulfillmentOrder(3)] }).lines[0]?.at).toEqual([
      { ...here, unitsRemaining: 3, unitsFulfilled: 2 },
    ]));
});

test("custom items and variants whose stock is not tracked are left out", () => {
  expect(
    fact({
      lines: [line({ variant: null }), line({ variant: { id: gid("ProductVariant", 1), inventoryItem: { id: gid("InventoryItem", 1), tracked: false } } })],
    }).lines,
  ).toEqual([]);
});

test.each([
  ["7", 7],
  ["0", 0],
  ["", null],
  ["-1", null],
  ["7; DROP", null],
  ["99999999999", null],
])("the revision that the page showed, as the shopper's browser sent it: %j", (value, rev) => {
  expect(fact({ lines: [line({ customAttributes: [{ key: "_promised", value }] })] }).lines[0]?.promisedRev).toBe(rev);
});

test("without access to customers an order still is an order", () => {
  expect(fact({ order: { customer: null, email: null } }).customer).toBeNull();
});

test("parcels carry what the customer may follow", () => {
  expect(fact({ order: { fulfillments: [shipped(2)] } }).fulfillments).toEqual([
    {
      fulfillmentId: "71",
      createdAt: "2026-10-02T10:00:00.000Z",
      trackingNumber: "T1",
      trackingUrl: "https://carrier.example/T1",
      lines: [{ lineItemId: "11", units: 2 }],
    },
  ]);
});
