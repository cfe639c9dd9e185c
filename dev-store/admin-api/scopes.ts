import type { InstalledApp } from "../state/types.ts";
import { accessDenied } from "./api-error.ts";

/** Which access each root needs. Writing includes reading; of several scopes any one is enough. */

const ANY_FULFILLMENT_ORDERS = ["merchant_managed_fulfillment_orders", "third_party_fulfillment_orders", "assigned_fulfillment_orders"];

/** What a fulfillment service answers with; an order management app reaches every service's. */
const SERVICE_FULFILLMENT_ORDERS = ["assigned_fulfillment_orders", "third_party_fulfillment_orders"];

const QUERY_ACCESS: Record<string, readonly string[]> = {
  assignedFulfillmentOrders: ["assigned_fulfillment_orders"],
  customer: ["customers"],
  customers: ["customers"],
  customersCount: ["customers"],
  fulfillment: ["orders", ...ANY_FULFILLMENT_ORDERS],
  fulfillmentOrder: ANY_FULFILLMENT_ORDERS,
  fulfillmentOrders: ANY_FULFILLMENT_ORDERS,
  fulfillmentService: ["fulfillments", ...ANY_FULFILLMENT_ORDERS],
  inventoryItem: ["inventory"],
  inventoryItems: ["inventory"],
  inventoryLevel: ["inventory"],
  inventoryProperties: ["inventory"],
  inventoryShipment: ["inventory_shipments"],
  inventoryShipments: ["inventory_shipments"],
  inventoryTransfer: ["inventory_transfers"],
  inventoryTransfers: ["inventory_transfers"],
  locationByIdentifier: ["locations"],
  locationsCount: ["locations"],
  location: ["locations"],
  manualHoldsFulfillmentOrders: ANY_FULFILLMENT_ORDERS,
  locations: ["locations"],
  order: ["orders"],
  orders: ["orders"],
  ordersCount: ["orders"],
  product: ["products"],
  products: ["products"],
  productsCount: ["products"],
  productVariant: ["products"],
  productVariants: ["products"],
  productVariantsCount: ["products"],
  refund: ["orders"],
};

const MUTATION_ACCESS: Record<string, readonly string[]> = {
  fulfillmentCancel: ANY_FULFILLMENT_ORDERS,
  fulfillmentCreate: ANY_FULFILLMENT_ORDERS,
  fulfillmentCreateV2: ANY_FULFILLMENT_ORDERS,
  fulfillmentEventCreate: ["fulfillments", ...ANY_FULFILLMENT_ORDERS],
  fulfillmentOrderAcceptCancellationRequest: SERVICE_FULFILLMENT_ORDERS,
  fulfillmentOrderAcceptFulfillmentRequest: SERVICE_FULFILLMENT_ORDERS,
  fulfillmentOrderCancel: ANY_FULFILLMENT_ORDERS,
  fulfillmentOrderClose: ANY_FULFILLMENT_ORDERS,
  fulfillmentOrderHold: ANY_FULFILLMENT_ORDERS,
  fulfillmentOrderLineItemsPreparedForPickup: ANY_FULFILLMENT_ORDERS,
  fulfillmentOrderMerge: ANY_FULFILLMENT_ORDERS,
  fulfillmentOrderMove: ANY_FULFILLMENT_ORDERS,
  fulfillmentOrderOpen: ANY_FULFILLMENT_ORDERS,
  fulfillmentOrderRejectCancellationRequest: SERVICE_FULFILLMENT_ORDERS,
  fulfillmentOrderRejectFulfillmentRequest: SERVICE_FULFILLMENT_ORDERS,
  fulfillmentOrderReleaseHold: ANY_FULFILLMENT_ORDERS,
  fulfillmentOrderReportProgress: ANY_FULFILLMENT_ORDERS,
  fulfillmentOrderReschedule: ANY_FULFILLMENT_ORDERS,
  fulfillmentOrderSplit: ANY_FULFILLMENT_ORDERS,
  fulfillmentOrderSubmitCancellationRequest: ANY_FULFILLMENT_ORDERS,
  fulfillmentOrderSubmitFulfillmentRequest: ANY_FULFILLMENT_ORDERS,
  fulfillmentOrdersReroute: ANY_FULFILLMENT_ORDERS,
  fulfillmentOrdersSetFulfillmentDeadline: ANY_FULFILLMENT_ORDERS,
  fulfillmentServiceCreate: ["fulfillments"],
  fulfillmentServiceDelete: ["fulfillments"],
  fulfillmentServiceUpdate: ["fulfillments"],
  fulfillmentTrackingInfoUpdate: ["fulfillments", ...ANY_FULFILLMENT_ORDERS],
  fulfillmentTrackingInfoUpdateV2: ["fulfillments", ...ANY_FULFILLMENT_ORDERS],
  inventoryActivate: ["inventory"],
  inventoryAdjustQuantities: ["inventory"],
  inventoryBulkToggleActivation: ["inventory"],
  inventoryDeactivate: ["inventory"],
  inventoryItemUpdate: ["inventory"],
  inventoryMoveQuantities: ["inventory"],
  inventorySetOnHandQuantities: ["inventory"],
  inventorySetQuantities: ["inventory"],
  inventoryShipmentAddItems: ["inventory_shipments"],
  inventoryShipmentCreate: ["inventory_shipments"],
  inventoryShipmentCreateInTransit: ["inventory_shipments"],
  inventoryShipmentDelete: ["inventory_shipments"],
  inventoryShipmentMarkInTransit: ["inventory_shipments"],
  inventoryShipmentReceive: ["inventory_shipments"],
  inventoryShipmentRemoveItems: ["inventory_shipments"],
  inventoryShipmentSetBarcode: ["inventory_shipments"],
  inventoryShipmentSetTracking: ["inventory_shipments"],
  inventoryShipmentUpdateItemQuantities: ["inventory_shipments"],
  inventoryTransferCancel: ["inventory_transfers"],
  inventoryTransferCreate: ["inventory_transfers"],
  inventoryTransferCreateAsReadyToShip: ["inventory_transfers"],
  inventoryTransferDelete: ["inventory_transfers"],
  inventoryTransferDuplicate: ["inventory_transfers"],
  inventoryTransferEdit: ["inventory_transfers"],
  inventoryTransferMarkAsReadyToShip: ["inventory_transfers"],
  inventoryTransferRemoveItems: ["inventory_transfers"],
  inventoryTransferSetItems: ["inventory_transfers"],
  locationActivate: ["locations"],
  locationAdd: ["locations"],
  locationDeactivate: ["locations"],
  locationDelete: ["locations"],
  locationEdit: ["locations"],
  orderCancel: ["orders"],
  orderCreate: ["orders"],
  orderDelete: ["orders"],
  orderEditAddVariant: ["order_edits"],
  orderEditBegin: ["order_edits"],
  orderEditCommit: ["order_edits"],
  orderEditSetQuantity: ["order_edits"],
  orderUpdate: ["orders"],
  productUpdate: ["products"],
  productVariantsBulkUpdate: ["products"],
  refundCreate: ["orders"],
};

/** Throws Shopify's ACCESS_DENIED when the app has none of the scopes that the root asks for. */
export function requireRootAccess(app: InstalledApp, operation: "mutation" | "query", root: string): void {
  const wanted = operation === "mutation" ? MUTATION_ACCESS[root] : QUERY_ACCESS[root];
  if (wanted === undefined) return;
  requireAccess(app, root, { anyOf: wanted, write: operation === "mutation" });
}

export function requireAccess(app: InstalledApp, field: string, { anyOf, write }: { anyOf: readonly string[]; write: boolean }): void {
  const granted = anyOf.some((resource) => {
    const mayWrite = app.scopes.includes(`write_${resource}`);
    return mayWrite || (!write && app.scopes.includes(`read_${resource}`));
  });
  if (granted) return;
  const names = anyOf.map((resource) => `\`${write ? "write" : "read"}_${resource}\``).join(" or ");
  throw accessDenied(field, `${names} access scope.`);
}
