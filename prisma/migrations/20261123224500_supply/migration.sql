-- Suppliers' terms, the history of purchase orders, stock that rose without us, and deliveries as Shopify knows them.
ALTER TABLE "shop" ADD COLUMN "mirrors_inbound" BOOLEAN NOT NULL DEFAULT false;

ALTER TABLE "supplier"
  ADD COLUMN "currency" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "minimum_units" INTEGER,
  ADD COLUMN "minimum_cents" BIGINT,
  ADD COLUMN "order_weekdays" INTEGER[] DEFAULT ARRAY[1, 2, 3, 4, 5]::INTEGER[];

ALTER TABLE "purchase_order" ADD COLUMN "currency" TEXT NOT NULL DEFAULT '';
ALTER TABLE "purchase_order_line" ADD COLUMN "unit_cost_cents" BIGINT;
ALTER TABLE "receipt" ADD COLUMN "stock_rise_id" BIGINT;
ALTER TABLE "receipt_line" ADD COLUMN "units_mirrored" INTEGER NOT NULL DEFAULT 0;

CREATE TABLE "supplier_item" (
    "shop" TEXT NOT NULL,
    "supplier_id" TEXT NOT NULL,
    "inventory_item_id" TEXT NOT NULL,
    "supplier_sku" TEXT NOT NULL DEFAULT '',
    "unit_cost_cents" BIGINT,
    "pack_size" INTEGER NOT NULL DEFAULT 1,
    "minimum_units" INTEGER,
    "lead_time_days" INTEGER,
    "rank" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "supplier_item_pkey" PRIMARY KEY ("shop","supplier_id","inventory_item_id")
);

CREATE TABLE "purchase_order_change" (
    "shop" TEXT NOT NULL,
    "change_id" BIGSERIAL NOT NULL,
    "purchase_order_id" TEXT NOT NULL,
    "inbound_shipment_id" TEXT,
    "inventory_item_id" TEXT,
    "kind" TEXT NOT NULL,
    "before" TEXT,
    "after" TEXT,
    "reason" TEXT NOT NULL DEFAULT '',
    "actor" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "purchase_order_change_pkey" PRIMARY KEY ("shop","change_id")
);

INSERT INTO "purchase_order_change" ("shop", "purchase_order_id", "inbound_shipment_id", "kind", "before", "after", "reason", "actor", "at")
SELECT d."shop", s."purchase_order_id", d."inbound_shipment_id", 'deadline', d."deadline_before"::text, d."deadline_after"::text, d."reason", d."actor", d."at"
  FROM "deadline_change" d JOIN "inbound_shipment" s ON s."shop" = d."shop" AND s."inbound_shipment_id" = d."inbound_shipment_id"
 ORDER BY d."change_id";
DROP TABLE "deadline_change";

CREATE TABLE "stock_rise" (
    "shop" TEXT NOT NULL,
    "stock_rise_id" BIGSERIAL NOT NULL,
    "inventory_item_id" TEXT NOT NULL,
    "location_id" TEXT NOT NULL,
    "units" INTEGER NOT NULL,
    "units_matched" INTEGER NOT NULL DEFAULT 0,
    "read_seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),
    "actor" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "stock_rise_pkey" PRIMARY KEY ("shop","stock_rise_id")
);

CREATE TABLE "inbound_mirror" (
    "shop" TEXT NOT NULL,
    "inbound_shipment_id" TEXT NOT NULL,
    "transfer_id" TEXT,
    "shipment_id" TEXT,
    "arrives_on" DATE,
    "lines" JSONB NOT NULL DEFAULT '[]',
    "step" JSONB,
    "failure" TEXT,
    "is_closed" BOOLEAN NOT NULL DEFAULT false,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbound_mirror_pkey" PRIMARY KEY ("shop","inbound_shipment_id")
);

CREATE INDEX "supplier_item_shop_inventory_item_id_rank_idx" ON "supplier_item"("shop", "inventory_item_id", "rank");
CREATE INDEX "purchase_order_shop_ordered_on_purchase_order_id_idx" ON "purchase_order"("shop", "ordered_on", "purchase_order_id");
CREATE INDEX "purchase_order_change_shop_purchase_order_id_change_id_idx" ON "purchase_order_change"("shop", "purchase_order_id", "change_id");
CREATE INDEX "purchase_order_change_shop_inbound_shipment_id_change_id_idx" ON "purchase_order_change"("shop", "inbound_shipment_id", "change_id");
CREATE INDEX "stock_rise_shop_inventory_item_id_location_id_idx" ON "stock_rise"("shop", "inventory_item_id", "location_id");

-- Rises that still ask for an answer: few, however long the history.
CREATE INDEX "stock_rise_open" ON "stock_rise" ("shop", "inventory_item_id", "location_id") WHERE "answered_at" IS NULL;

ALTER TABLE "supplier"
  ADD CONSTRAINT "supplier_minimum" CHECK ("minimum_units" > 0 AND "minimum_cents" > 0),
  ADD CONSTRAINT "supplier_order_weekdays" CHECK (cardinality("order_weekdays") > 0);
ALTER TABLE "supplier_item" ADD CONSTRAINT "supplier_item_terms" CHECK (
  "pack_size" > 0 AND "minimum_units" > 0 AND "unit_cost_cents" >= 0 AND "lead_time_days" >= 0 AND "rank" > 0);
ALTER TABLE "purchase_order_line" ADD CONSTRAINT "purchase_order_line_cost" CHECK ("unit_cost_cents" >= 0);
ALTER TABLE "purchase_order" ADD CONSTRAINT "purchase_order_status" CHECK ("status" IN ('draft', 'ordered', 'received', 'cancelled'));
ALTER TABLE "receipt_line" ADD CONSTRAINT "receipt_line_mirrored" CHECK ("units_mirrored" BETWEEN 0 AND "units");
ALTER TABLE "stock_rise" ADD CONSTRAINT "stock_rise_units" CHECK ("units" > 0 AND "units_matched" BETWEEN 0 AND "units");
