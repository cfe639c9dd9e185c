import type { InventoryItem, InventoryLevel } from "./inventory-types.ts";
import type { Order, OrderEditSession } from "./order-types.ts";
import type { Consent, DraftOrder, EmailConsentState, SmsConsentState } from "./sales-types.ts";
import type { RecordMap } from "./record-map.ts";

import type { InventoryShipment, InventoryTransfer } from "./transfer-types.ts";

import type { BulkOperation, StagedUpload } from "./bulk-types.ts";
import type { AppRecords } from "./app-record-types.ts";
import type { MarketRecords } from "./market-types.ts";
import type { MerchandiseRecords } from "./merchandise-types.ts";
import type { WebhookSubscription } from "./subscription-types.ts";

/**
 * What one Shopify shop remembers, in records of our own.
 *
 * Ids are plain numbers, as in Shopify's REST ids; `gid.ts` turns them into `gid://shopify/...`. Money is in
 * minor units (cents). Times are ISO 8601 in UTC with whole seconds, as Shopify prints them. Everything that
 * lives and dies with an order is kept inside it, so an order is read and saved as one thing.
 */

export type * from "./inventory-types.ts";
export type * from "./order-types.ts";

export type ShopProfile = {
  id: number;
  domain: string;
  name: string;
  email: string;
  currencyCode: string;
  ianaTimezone: string;
  /** ISO 639-1, the language of the storefront. */
  primaryLocale: string;
  countryCode: string;
  planDisplayName: string;
  createdAt: string;
};

export type Address = {
  firstName: string;
  lastName: string;
  address1: string;
  address2: string | null;
  city: string;
  zip: string;
  province: string | null;
  provinceCode: string | null;
  country: string;
  countryCode: string;
  phone: string | null;
  company: string | null;
};

export type Location = {
  id: number;
  name: string;
  isActive: boolean;
  fulfillsOnlineOrders: boolean;
  /** Order routing asks locations in this order, the lowest first. */
  rank: number;
  address: LocationAddress;
  deactivatedAt: string | null;
  createdAt: string;
  updatedAt: string;
};

export type LocationAddress = Omit<Address, "company" | "firstName" | "lastName">;

/** An app's warehouse: a location that is asked to ship instead of being packed by the merchant. */
export type FulfillmentService = {
  id: number;
  /** The app that answers for it; null for one that the merchant entered by hand. */
  appId: number | null;
  handle: string;
  name: string;
  callbackUrl: string | null;
  locationId: number;
  inventoryManagement: boolean;
  trackingSupport: boolean;
  requiresShippingMethod: boolean;
};

export type ProductStatus = "ACTIVE" | "ARCHIVED" | "DRAFT";
export type InventoryPolicy = "CONTINUE" | "DENY";

/** Values stand in the order shown, each with its id at the same place of `valueIds`. */
export type ProductOption = { id: number; name: string; values: string[]; valueIds: number[] };

export type Product = {
  id: number;
  title: string;
  handle: string;
  descriptionHtml: string;
  vendor: string;
  productType: string;
  status: ProductStatus;
  tags: string[];
  options: ProductOption[];
  /** In the order shown to shoppers. */
  variantIds: number[];
  seo: { title: string | null; description: string | null };
  templateSuffix: string | null;
  requiresSellingPlan: boolean;
  isGiftCard: boolean;
  /** Since when the online store shows it; null while it does not. */
  publishedAt: string | null;
  createdAt: string;
  updatedAt: string;
};

export type Variant = {
  id: number;
  productId: number;
  inventoryItemId: number;
  title: string;
  sku: string | null;
  barcode: string | null;
  priceCents: number;
  compareAtPriceCents: number | null;
  /** One value per product option, in the options' order. */
  optionValues: string[];
  inventoryPolicy: InventoryPolicy;
  taxable: boolean;
  createdAt: string;
  updatedAt: string;
};

export type Customer = {
  id: number;
  firstName: string;
  lastName: string;
  /** Null for a customer known by phone or name only. */
  email: string | null;
  phone: string | null;
  /** BCP 47, what the customer reads. */
  locale: string;
  tags: string[];
  note: string | null;
  taxExempt: boolean;
  emailConsent: Consent<EmailConsentState>;
  smsConsent: Consent<SmsConsentState>;
  defaultAddress: Address | null;
  /** Beside the default one. */
  otherAddresses: (Address & { id: number })[];
  createdAt: string;
  updatedAt: string;
};

export type LineProperty = { name: string; value: string };

export type FulfillmentOrderStatus = "CANCELLED" | "CLOSED" | "INCOMPLETE" | "IN_PROGRESS" | "ON_HOLD" | "OPEN" | "SCHEDULED";

export type HoldReason =
  | "AWAITING_PAYMENT"
  | "AWAITING_RETURN_ITEMS"
  | "HIGH_RISK_OF_FRAUD"
  | "INCORRECT_ADDRESS"
  | "INVENTORY_OUT_OF_STOCK"
  | "ONLINE_STORE_POST_PURCHASE_CROSS_SELL"
  | "OTHER"
  | "UNKNOWN_DELIVERY_DATE";

export type FulfillmentHold = {
  id: number;
  handle: string;
  reason: HoldReason;
  reasonNotes: string | null;
  externalId: string | null;
  /** Null when the merchant holds by hand in the admin. */
  appId: number | null;
};

export type FulfillmentOrderLine = {
  id: number;
  lineItemId: number;
  totalQuantity: number;
  remainingQuantity: number;
};

/** How far the talk with a fulfillment service has got; always UNSUBMITTED where the merchant packs. */
export type FulfillmentOrderRequestStatus =
  "ACCEPTED" | "CANCELLATION_ACCEPTED" | "CANCELLATION_REJECTED" | "CANCELLATION_REQUESTED" | "CLOSED" | "REJECTED" | "SUBMITTED" | "UNSUBMITTED";

/** What the merchant asked a fulfillment service to do. */
export type MerchantRequest = {
  id: number;
  kind: "CANCELLATION_REQUEST" | "FULFILLMENT_REQUEST";
  message: string | null;
  requestOptions: Record<string, unknown>;
  responseData: Record<string, unknown> | null;
  sentAt: string;
};

export type DeliveryMethodType = "NONE" | "PICK_UP" | "SHIPPING";

export type FulfillmentOrder = {
  id: number;
  locationId: number;
  status: FulfillmentOrderStatus;
  requestStatus: FulfillmentOrderRequestStatus;
  deliveryMethod: DeliveryMethodType;
  lines: FulfillmentOrderLine[];
  holds: FulfillmentHold[];
  merchantRequests: MerchantRequest[];
  /** Somebody said that they pack; null again once marked as open. Shipping a part does not say it. */
  progress: { reasonNotes: string | null; appId: number | null } | null;
  /** The customer was told that it lies ready. */
  isPreparedForPickup: boolean;
  /** The fulfillment order out of which a partial hold took this one; the end of that hold puts them together again. */
  heldApartFromId: number | null;
  fulfillAt: string;
  fulfillBy: string | null;
  createdAt: string;
  updatedAt: string;
};

export type FulfillmentLine = { id: number; lineItemId: number; quantity: number };

export type TrackingInfo = { company: string | null; number: string | null; url: string | null };

export type FulfillmentEventStatus =
  | "ATTEMPTED_DELIVERY"
  | "CARRIER_PICKED_UP"
  | "CONFIRMED"
  | "DELAYED"
  | "DELIVERED"
  | "FAILURE"
  | "IN_TRANSIT"
  | "LABEL_PRINTED"
  | "LABEL_PURCHASED"
  | "OUT_FOR_DELIVERY"
  | "READY_FOR_PICKUP";

/** What a carrier reported about a parcel. */
export type FulfillmentEvent = {
  id: number;
  status: FulfillmentEventStatus;
  message: string | null;
  happenedAt: string;
  estimatedDeliveryAt: string | null;
  address1: string | null;
  city: string | null;
  province: string | null;
  country: string | null;
  zip: string | null;
  latitude: number | null;
  longitude: number | null;
  createdAt: string;
};

export type OriginAddress = {
  address1: string | null;
  address2: string | null;
  city: string | null;
  zip: string | null;
  provinceCode: string | null;
  countryCode: string;
};

export type Fulfillment = {
  id: number;
  name: string;
  fulfillmentOrderIds: number[];
  locationId: number;
  status: "SUCCESS" | "CANCELLED";
  lines: FulfillmentLine[];
  tracking: TrackingInfo[];
  events: FulfillmentEvent[];
  originAddress: OriginAddress | null;
  notifyCustomer: boolean;
  createdAt: string;
  updatedAt: string;
};

export type Metafield = {
  id: number;
  /** `gid://shopify/...` of what carries it. */
  ownerGid: string;
  namespace: string;
  key: string;
  type: string;
  value: string;
  createdAt: string;
  updatedAt: string;
};

export type MetafieldDefinition = {
  id: number;
  ownerType: string;
  namespace: string;
  key: string;
  name: string;
  description: string | null;
  type: string;
  adminAccess: string;
  storefrontAccess: string;
  customerAccountAccess: string;
  validations: { name: string; value: string }[];
  /** Pinned ones are shown on the admin's pages, the highest first. */
  pinnedPosition: number | null;
  isAdminFilterable: boolean;
  isCollectionCondition: boolean;
  isUnique: boolean;
  /** Owners of a kind only, such as products of some categories; null for all. */
  constraints: { key: string; values: string[] } | null;
  /** Of Shopify's own definitions, which many shops share. */
  standardTemplateId: number | null;
};

export type AccessToken = {
  token: string;
  /** Null: never ends. */
  expiresAt: string | null;
  refreshToken: string | null;
  refreshExpiresAt: string | null;
  /** Null for an offline token, which belongs to the shop. */
  userId: number | null;
};

export type InstalledApp = {
  id: number;
  apiKey: string;
  title: string;
  handle: string;
  /** What the merchant has granted. */
  scopes: string[];
  /** As its configuration declares them: without which it does not run, and what it may ask for on top. */
  requiredScopes: string[];
  optionalScopes: string[];
  tokens: AccessToken[];
  installedAt: string;
  uninstalledAt: string | null;
};

/** One shop with everything in it. Maps are keyed by id, metafields by owner, namespace and key. */
export type ShopState = AppRecords &
  MarketRecords &
  MerchandiseRecords & {
    profile: ShopProfile;
    nextOrderNumber: number;
    locations: Map<number, Location>;
    fulfillmentServices: Map<number, FulfillmentService>;
    products: Map<number, Product>;
    variants: Map<number, Variant>;
    inventoryItems: Map<number, InventoryItem>;
    /** Keyed by `levelKey(inventoryItemId, locationId)`. */
    inventoryLevels: Map<string, InventoryLevel>;
    /** Levels of items that their location stopped to stock, under the same keys; nothing of them is for sale. */
    inactiveInventoryLevels: Map<string, InventoryLevel>;
    inventoryTransfers: Map<number, InventoryTransfer>;
    inventoryShipments: Map<number, InventoryShipment>;
    nextTransferNumber: number;
    customers: RecordMap<Customer>;
    orders: RecordMap<Order>;
    metafields: Map<string, Metafield>;
    metafieldDefinitions: Map<string, MetafieldDefinition>;
    apps: Map<string, InstalledApp>;
    orderEdits: Map<number, OrderEditSession>;
    draftOrders: Map<number, DraftOrder>;
    nextDraftNumber: number;
    webhookSubscriptions: Map<number, WebhookSubscription>;
    bulkOperations: Map<number, BulkOperation>;
    /** Keyed by the path that was given out. */
    stagedUploads: Map<string, StagedUpload>;
    /** Which order a line item, fulfillment order, fulfillment order line, fulfillment, refund, return or transaction belongs to. Rebuilt on load. */
    orderIdOf: {
      lineItem: Map<number, number>;
      fulfillmentOrder: Map<number, number>;
      fulfillmentOrderLine: Map<number, number>;
      fulfillment: Map<number, number>;
      refund: Map<number, number>;
      /** Returns, their lines, their reverse fulfillment orders and those lines. */
      return: Map<number, number>;
      transaction: Map<number, number>;
    };
  };

export type DevStoreState = {
  /** One counter for every kind of record: an id names one thing in all shops. */
  nextId: number;
  /** Keyed by domain. */
  shops: Map<string, ShopState>;
};
