-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "shop" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "isOnline" BOOLEAN NOT NULL DEFAULT false,
    "scope" TEXT,
    "expires" TIMESTAMP(3),
    "accessToken" TEXT NOT NULL,
    "userId" BIGINT,
    "firstName" TEXT,
    "lastName" TEXT,
    "email" TEXT,
    "accountOwner" BOOLEAN,
    "locale" TEXT,
    "collaborator" BOOLEAN,
    "emailVerified" BOOLEAN,
    "refreshToken" TEXT,
    "refreshTokenExpires" TIMESTAMP(3),

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "shop" (
    "shop" TEXT NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "currency" TEXT NOT NULL DEFAULT '',
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "locale" TEXT NOT NULL DEFAULT 'en',
    "stage" TEXT NOT NULL DEFAULT 'live',
    "confidence" DOUBLE PRECISION NOT NULL DEFAULT 0.9,
    "allocation_policy" TEXT NOT NULL DEFAULT 'first_come',
    "sender_name" TEXT NOT NULL DEFAULT '',
    "sender_email" TEXT NOT NULL DEFAULT '',
    "installed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "uninstalled_at" TIMESTAMPTZ(3),
    "orders_watermark" TIMESTAMPTZ(3),
    "mirrored_at" TIMESTAMPTZ(3),

    CONSTRAINT "shop_pkey" PRIMARY KEY ("shop")
);

-- CreateTable
CREATE TABLE "location" (
    "shop" TEXT NOT NULL,
    "location_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "fulfils_online" BOOLEAN NOT NULL DEFAULT true,
    "units_per_day" INTEGER,
    "normal_units_per_day" DOUBLE PRECISION,
    "measured_units_per_day" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "packing_weekdays" INTEGER[] DEFAULT ARRAY[1, 2, 3, 4, 5]::INTEGER[],
    "receiving_weekdays" INTEGER[] DEFAULT ARRAY[1, 2, 3, 4, 5]::INTEGER[],
    "receiving_days" INTEGER NOT NULL DEFAULT 1,
    "holidays" DATE[] DEFAULT ARRAY[]::DATE[],
    "cut_off" TEXT NOT NULL DEFAULT '14:00',

    CONSTRAINT "location_pkey" PRIMARY KEY ("shop","location_id")
);

-- CreateTable
CREATE TABLE "variant" (
    "shop" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "inventory_item_id" TEXT NOT NULL,
    "product_title" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "sku" TEXT NOT NULL DEFAULT '',
    "image_url" TEXT,
    "is_tracked" BOOLEAN NOT NULL DEFAULT true,
    "inventory_policy" TEXT NOT NULL,
    "inherited_policy" TEXT,
    "backorder_mode" TEXT NOT NULL DEFAULT 'off',
    "backorder_limit" INTEGER,
    "supplier_id" TEXT,
    "queue_version" BIGINT NOT NULL DEFAULT 0,
    "settled_version" BIGINT NOT NULL DEFAULT 0,
    "publication_rev" INTEGER NOT NULL DEFAULT 0,
    "settled_at" TIMESTAMPTZ(3),
    "source_updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "variant_pkey" PRIMARY KEY ("shop","variant_id")
);

-- CreateTable
CREATE TABLE "stock_level" (
    "shop" TEXT NOT NULL,
    "inventory_item_id" TEXT NOT NULL,
    "location_id" TEXT NOT NULL,
    "available" INTEGER NOT NULL,
    "committed" INTEGER NOT NULL,
    "on_hand" INTEGER NOT NULL,
    "incoming" INTEGER NOT NULL DEFAULT 0,
    "read_seq" BIGINT NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stock_level_pkey" PRIMARY KEY ("shop","inventory_item_id","location_id")
);

-- CreateTable
CREATE TABLE "queue_total" (
    "shop" TEXT NOT NULL,
    "inventory_item_id" TEXT NOT NULL,
    "location_id" TEXT NOT NULL,
    "units_waiting" INTEGER NOT NULL DEFAULT 0,
    "units_allocated" INTEGER NOT NULL DEFAULT 0,
    "unseen_units" INTEGER NOT NULL DEFAULT 0,
    "uncommitted_units" INTEGER NOT NULL DEFAULT 0,
    "idle_units" INTEGER NOT NULL DEFAULT 0,
    "idle_reason" TEXT,
    "shortage_units" INTEGER NOT NULL DEFAULT 0,
    "shortage_since" TIMESTAMPTZ(3),

    CONSTRAINT "queue_total_pkey" PRIMARY KEY ("shop","inventory_item_id","location_id")
);

-- CreateTable
CREATE TABLE "order" (
    "shop" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "cancelled_at" TIMESTAMPTZ(3),
    "financial_status" TEXT NOT NULL DEFAULT '',
    "source_name" TEXT NOT NULL DEFAULT '',
    "customer_id" TEXT,
    "customer_name" TEXT,
    "email" TEXT,
    "locale" TEXT NOT NULL DEFAULT 'en',
    "status_page_url" TEXT,
    "ship_preference" TEXT NOT NULL DEFAULT 'as_ready',
    "source_updated_at" TIMESTAMPTZ(3) NOT NULL,
    "read_seq" BIGINT NOT NULL,
    "fact_digest" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "order_pkey" PRIMARY KEY ("shop","order_id")
);

-- CreateTable
CREATE TABLE "order_line" (
    "shop" TEXT NOT NULL,
    "line_item_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "variant_id" TEXT,
    "inventory_item_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "sku" TEXT NOT NULL DEFAULT '',
    "units_ordered" INTEGER NOT NULL,
    "units_fulfilled" INTEGER NOT NULL DEFAULT 0,
    "units_removed" INTEGER NOT NULL DEFAULT 0,
    "commits" TEXT NOT NULL DEFAULT 'yes',
    "promised_rev" INTEGER,

    CONSTRAINT "order_line_pkey" PRIMARY KEY ("shop","line_item_id")
);

-- CreateTable
CREATE TABLE "order_line_cohort" (
    "shop" TEXT NOT NULL,
    "line_item_id" TEXT NOT NULL,
    "cohort" INTEGER NOT NULL,
    "units" INTEGER NOT NULL,
    "rank_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "order_line_cohort_pkey" PRIMARY KEY ("shop","line_item_id","cohort")
);

-- CreateTable
CREATE TABLE "order_line_at" (
    "shop" TEXT NOT NULL,
    "line_item_id" TEXT NOT NULL,
    "location_id" TEXT NOT NULL,
    "units_remaining" INTEGER NOT NULL,
    "units_fulfilled" INTEGER NOT NULL,
    "is_held_elsewhere" BOOLEAN NOT NULL DEFAULT false,
    "is_in_progress" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "order_line_at_pkey" PRIMARY KEY ("shop","line_item_id","location_id")
);

-- CreateTable
CREATE TABLE "queue_entry" (
    "shop" TEXT NOT NULL,
    "line_item_id" TEXT NOT NULL,
    "cohort" INTEGER NOT NULL,
    "location_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "inventory_item_id" TEXT NOT NULL,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "rank_at" TIMESTAMPTZ(3) NOT NULL,
    "units_ordered" INTEGER NOT NULL,
    "units_fulfilled" INTEGER NOT NULL DEFAULT 0,
    "units_removed" INTEGER NOT NULL DEFAULT 0,
    "units_granted" INTEGER NOT NULL DEFAULT 0,
    "units_allocated" INTEGER NOT NULL DEFAULT 0,
    "units_waiting" INTEGER NOT NULL,
    "units_firm" INTEGER NOT NULL DEFAULT 0,
    "ineligible" TEXT,
    "status" TEXT NOT NULL,
    "estimated_on" DATE,
    "is_backorder" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "queue_entry_pkey" PRIMARY KEY ("shop","line_item_id","cohort","location_id")
);

-- CreateTable
CREATE TABLE "firm_mark" (
    "shop" TEXT NOT NULL,
    "line_item_id" TEXT NOT NULL,
    "cohort" INTEGER NOT NULL,
    "location_id" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "units" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "firm_mark_pkey" PRIMARY KEY ("shop","line_item_id","cohort","location_id","cause")
);

-- CreateTable
CREATE TABLE "settlement" (
    "shop" TEXT NOT NULL,
    "settlement_id" BIGSERIAL NOT NULL,
    "inventory_item_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "policy" TEXT NOT NULL,
    "queue_version" BIGINT NOT NULL,
    "seen" JSONB NOT NULL,

    CONSTRAINT "settlement_pkey" PRIMARY KEY ("shop","settlement_id")
);

-- CreateTable
CREATE TABLE "allocation" (
    "shop" TEXT NOT NULL,
    "settlement_id" BIGINT NOT NULL,
    "line_item_id" TEXT NOT NULL,
    "cohort" INTEGER NOT NULL,
    "location_id" TEXT NOT NULL,
    "inventory_item_id" TEXT NOT NULL,
    "units" INTEGER NOT NULL,
    "rule" TEXT NOT NULL,
    "rank" INTEGER NOT NULL,
    "sentence" TEXT NOT NULL,

    CONSTRAINT "allocation_pkey" PRIMARY KEY ("shop","settlement_id","line_item_id","cohort","location_id")
);

-- CreateTable
CREATE TABLE "queue_history" (
    "shop" TEXT NOT NULL,
    "history_id" BIGSERIAL NOT NULL,
    "line_item_id" TEXT NOT NULL,
    "cohort" INTEGER NOT NULL,
    "location_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "cause" TEXT NOT NULL,
    "status_from" TEXT,
    "status_to" TEXT NOT NULL,
    "units_ordered" INTEGER NOT NULL,
    "units_fulfilled" INTEGER NOT NULL,
    "units_removed" INTEGER NOT NULL,
    "units_granted" INTEGER NOT NULL,
    "settlement_id" BIGINT,

    CONSTRAINT "queue_history_pkey" PRIMARY KEY ("shop","history_id")
);

-- CreateTable
CREATE TABLE "fact_history" (
    "shop" TEXT NOT NULL,
    "fact_id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "version" TIMESTAMPTZ(3) NOT NULL,
    "read_seq" BIGINT NOT NULL,
    "fact" JSONB NOT NULL,
    "applied_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "fact_history_pkey" PRIMARY KEY ("shop","fact_id")
);

-- CreateTable
CREATE TABLE "supplier" (
    "shop" TEXT NOT NULL,
    "supplier_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL DEFAULT '',
    "country" TEXT NOT NULL DEFAULT '',
    "lead_time_days" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "supplier_pkey" PRIMARY KEY ("shop","supplier_id")
);

-- CreateTable
CREATE TABLE "purchase_order" (
    "shop" TEXT NOT NULL,
    "purchase_order_id" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "supplier_id" TEXT NOT NULL,
    "location_id" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'ordered',
    "ordered_on" DATE NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "purchase_order_pkey" PRIMARY KEY ("shop","purchase_order_id")
);

-- CreateTable
CREATE TABLE "purchase_order_line" (
    "shop" TEXT NOT NULL,
    "purchase_order_id" TEXT NOT NULL,
    "inventory_item_id" TEXT NOT NULL,
    "units_ordered" INTEGER NOT NULL,
    "units_received" INTEGER NOT NULL DEFAULT 0,
    "units_cancelled" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "purchase_order_line_pkey" PRIMARY KEY ("shop","purchase_order_id","inventory_item_id")
);

-- CreateTable
CREATE TABLE "inbound_shipment" (
    "shop" TEXT NOT NULL,
    "inbound_shipment_id" TEXT NOT NULL,
    "purchase_order_id" TEXT NOT NULL,
    "supplier_id" TEXT NOT NULL,
    "location_id" TEXT NOT NULL,
    "deadline" DATE,
    "received_on" DATE,
    "cancelled_at" TIMESTAMPTZ(3),

    CONSTRAINT "inbound_shipment_pkey" PRIMARY KEY ("shop","inbound_shipment_id")
);

-- CreateTable
CREATE TABLE "inbound_line" (
    "shop" TEXT NOT NULL,
    "inbound_shipment_id" TEXT NOT NULL,
    "inventory_item_id" TEXT NOT NULL,
    "units" INTEGER NOT NULL,
    "units_received" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "inbound_line_pkey" PRIMARY KEY ("shop","inbound_shipment_id","inventory_item_id")
);

-- CreateTable
CREATE TABLE "deadline_change" (
    "shop" TEXT NOT NULL,
    "change_id" BIGSERIAL NOT NULL,
    "inbound_shipment_id" TEXT NOT NULL,
    "deadline_before" DATE,
    "deadline_after" DATE,
    "reason" TEXT NOT NULL DEFAULT '',
    "actor" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "deadline_change_pkey" PRIMARY KEY ("shop","change_id")
);

-- CreateTable
CREATE TABLE "receipt" (
    "shop" TEXT NOT NULL,
    "receipt_id" TEXT NOT NULL,
    "inbound_shipment_id" TEXT NOT NULL,
    "location_id" TEXT NOT NULL,
    "received_on" DATE NOT NULL,
    "actor" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),
    "confirmed_at" TIMESTAMPTZ(3),
    "confirmed_seq" BIGINT,
    "failure" TEXT,

    CONSTRAINT "receipt_pkey" PRIMARY KEY ("shop","receipt_id")
);

-- CreateTable
CREATE TABLE "receipt_line" (
    "shop" TEXT NOT NULL,
    "receipt_id" TEXT NOT NULL,
    "inventory_item_id" TEXT NOT NULL,
    "units" INTEGER NOT NULL,

    CONSTRAINT "receipt_line_pkey" PRIMARY KEY ("shop","receipt_id","inventory_item_id")
);

-- CreateTable
CREATE TABLE "promise_curve" (
    "shop" TEXT NOT NULL,
    "inventory_item_id" TEXT NOT NULL,
    "location_id" TEXT NOT NULL,
    "steps" JSONB NOT NULL,
    "computed_at" TIMESTAMPTZ(3) NOT NULL,
    "computed_for" DATE NOT NULL,

    CONSTRAINT "promise_curve_pkey" PRIMARY KEY ("shop","inventory_item_id","location_id")
);

-- CreateTable
CREATE TABLE "location_load" (
    "shop" TEXT NOT NULL,
    "location_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "inventory_item_id" TEXT NOT NULL,
    "units" INTEGER NOT NULL,
    "rank_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "location_load_pkey" PRIMARY KEY ("shop","location_id","day","inventory_item_id")
);

-- CreateTable
CREATE TABLE "publication" (
    "shop" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "rev" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "valid_until" TIMESTAMPTZ(3) NOT NULL,
    "payload" JSONB NOT NULL,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "publication_pkey" PRIMARY KEY ("shop","variant_id","rev")
);

-- CreateTable
CREATE TABLE "promise" (
    "shop" TEXT NOT NULL,
    "line_item_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "order_id" TEXT NOT NULL,
    "ship_by" DATE,
    "window_from" DATE,
    "units" INTEGER NOT NULL,
    "confidence" DOUBLE PRECISION NOT NULL,
    "origin" TEXT NOT NULL,
    "rev" INTEGER,
    "because" JSONB NOT NULL,
    "notice_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "promise_pkey" PRIMARY KEY ("shop","line_item_id","seq")
);

-- CreateTable
CREATE TABLE "notice" (
    "shop" TEXT NOT NULL,
    "notice_id" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "order_id" TEXT,
    "facts" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'owed',
    "reason" TEXT,
    "message_id" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "leased_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "notice_pkey" PRIMARY KEY ("shop","notice_id")
);

-- CreateTable
CREATE TABLE "hold" (
    "shop" TEXT NOT NULL,
    "handle" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "fulfillment_order_id" TEXT NOT NULL,
    "hold_id" TEXT,
    "state" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "released_at" TIMESTAMPTZ(3),

    CONSTRAINT "hold_pkey" PRIMARY KEY ("shop","handle")
);

-- CreateTable
CREATE TABLE "outgoing_mutation" (
    "shop" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "variables_hash" TEXT NOT NULL,
    "outcome" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolved_at" TIMESTAMPTZ(3),

    CONSTRAINT "outgoing_mutation_pkey" PRIMARY KEY ("shop","idempotency_key")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "shop" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "body" BYTEA NOT NULL,
    "triggered_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_token" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "applied_at" TIMESTAMPTZ(3),
    "dead_at" TIMESTAMPTZ(3),
    "dead_reason" TEXT,

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("shop","topic","webhook_id")
);

-- CreateTable
CREATE TABLE "reconciliation" (
    "shop" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "phase" TEXT NOT NULL,
    "cursor" TEXT,
    "pages_read" INTEGER NOT NULL DEFAULT 0,
    "changes" INTEGER NOT NULL DEFAULT 0,
    "read_seq" BIGINT NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "reconciliation_pkey" PRIMARY KEY ("shop","started_at")
);

-- CreateIndex
CREATE INDEX "session_shop_idx" ON "session"("shop");

-- CreateIndex
CREATE INDEX "variant_shop_product_id_idx" ON "variant"("shop", "product_id");

-- CreateIndex
CREATE INDEX "variant_shop_backorder_mode_idx" ON "variant"("shop", "backorder_mode");

-- CreateIndex
CREATE UNIQUE INDEX "variant_shop_inventory_item_id_key" ON "variant"("shop", "inventory_item_id");

-- CreateIndex
CREATE INDEX "order_shop_created_at_idx" ON "order"("shop", "created_at");

-- CreateIndex
CREATE INDEX "order_shop_name_idx" ON "order"("shop", "name");

-- CreateIndex
CREATE INDEX "order_line_shop_order_id_idx" ON "order_line"("shop", "order_id");

-- CreateIndex
CREATE INDEX "order_line_shop_inventory_item_id_idx" ON "order_line"("shop", "inventory_item_id");

-- CreateIndex
CREATE INDEX "queue_entry_shop_order_id_idx" ON "queue_entry"("shop", "order_id");

-- CreateIndex
CREATE INDEX "settlement_shop_inventory_item_id_settlement_id_idx" ON "settlement"("shop", "inventory_item_id", "settlement_id");

-- CreateIndex
CREATE INDEX "allocation_shop_line_item_id_idx" ON "allocation"("shop", "line_item_id");

-- CreateIndex
CREATE INDEX "queue_history_shop_line_item_id_history_id_idx" ON "queue_history"("shop", "line_item_id", "history_id");

-- CreateIndex
CREATE INDEX "fact_history_shop_kind_key_fact_id_idx" ON "fact_history"("shop", "kind", "key", "fact_id");

-- CreateIndex
CREATE UNIQUE INDEX "supplier_shop_name_key" ON "supplier"("shop", "name");

-- CreateIndex
CREATE INDEX "purchase_order_shop_supplier_id_idx" ON "purchase_order"("shop", "supplier_id");

-- CreateIndex
CREATE UNIQUE INDEX "purchase_order_shop_number_key" ON "purchase_order"("shop", "number");

-- CreateIndex
CREATE INDEX "purchase_order_line_shop_inventory_item_id_idx" ON "purchase_order_line"("shop", "inventory_item_id");

-- CreateIndex
CREATE INDEX "inbound_shipment_shop_purchase_order_id_idx" ON "inbound_shipment"("shop", "purchase_order_id");

-- CreateIndex
CREATE INDEX "inbound_shipment_shop_supplier_id_idx" ON "inbound_shipment"("shop", "supplier_id");

-- CreateIndex
CREATE INDEX "inbound_line_shop_inventory_item_id_idx" ON "inbound_line"("shop", "inventory_item_id");

-- CreateIndex
CREATE INDEX "deadline_change_shop_inbound_shipment_id_idx" ON "deadline_change"("shop", "inbound_shipment_id");

-- CreateIndex
CREATE INDEX "receipt_shop_inbound_shipment_id_idx" ON "receipt"("shop", "inbound_shipment_id");

-- CreateIndex
CREATE INDEX "promise_shop_order_id_idx" ON "promise"("shop", "order_id");

-- CreateIndex
CREATE INDEX "notice_shop_order_id_idx" ON "notice"("shop", "order_id");

-- CreateIndex
CREATE INDEX "notice_shop_state_idx" ON "notice"("shop", "state");

-- CreateIndex
CREATE UNIQUE INDEX "notice_shop_person_event_key" ON "notice"("shop", "person", "event");

-- CreateIndex
CREATE INDEX "hold_shop_order_id_idx" ON "hold"("shop", "order_id");

-- CreateIndex
CREATE INDEX "outgoing_mutation_shop_outcome_idx" ON "outgoing_mutation"("shop", "outcome");


-- What the schema language cannot say ------------------------------------------------------------------------

-- Orders our readings of Shopify: taken before a reading starts, so that of two readings with the same source
-- version the one that started later wins, whatever the machines' clocks say.
CREATE SEQUENCE "read_seq";

ALTER TABLE "queue_entry"
  ADD CONSTRAINT "queue_entry_units_not_negative" CHECK (
    "units_ordered" >= 0 AND "units_fulfilled" >= 0 AND "units_removed" >= 0 AND "units_granted" >= 0
    AND "units_ordered" >= "units_fulfilled" + "units_removed"),
  ADD CONSTRAINT "queue_entry_allocated_follows" CHECK (
    "units_allocated" = LEAST(GREATEST("units_granted" - "units_fulfilled", 0), "units_ordered" - "units_fulfilled" - "units_removed")),
  ADD CONSTRAINT "queue_entry_units_add_up" CHECK (
    "units_ordered" = "units_waiting" + "units_allocated" + "units_fulfilled" + "units_removed"),
  ADD CONSTRAINT "queue_entry_status_follows" CHECK ("status" = CASE
    WHEN "units_ordered" = "units_fulfilled" + "units_removed" AND "units_fulfilled" = 0 THEN 'cancelled'
    WHEN "units_ordered" = "units_fulfilled" + "units_removed" THEN 'fulfilled'
    WHEN "units_allocated" = 0 THEN 'waiting'
    WHEN "units_waiting" > 0 THEN 'partly_allocated'
    ELSE 'allocated' END),
  ADD CONSTRAINT "queue_entry_ineligible_reason" CHECK ("ineligible" IN ('unrouted', 'unpaid', 'held_elsewhere', 'untracked'));

-- The head of the queue: settle reads as many rows of it as there are units to give, never the backlog.
CREATE INDEX "queue_entry_head" ON "queue_entry"
  ("shop", "inventory_item_id", "location_id", "priority" DESC, "rank_at", "line_item_id", "cohort")
  WHERE "units_waiting" > 0;

-- The tail of what was given: a shortage takes back from here.
CREATE INDEX "queue_entry_given" ON "queue_entry"
  ("shop", "inventory_item_id", "location_id", "priority", "rank_at" DESC, "line_item_id" DESC, "cohort" DESC)
  WHERE "units_allocated" > 0;

-- Lines that wait and are not known as backorders yet: settle names them without reading the backlog.
CREATE INDEX "queue_entry_unnamed" ON "queue_entry" ("shop", "inventory_item_id", "location_id")
  WHERE "units_waiting" > 0 AND NOT "is_backorder";

-- Items whose queue moved since their last settle.
CREATE INDEX "variant_unsettled" ON "variant" ("shop", "inventory_item_id")
  WHERE "queue_version" > "settled_version";

-- The backorders list, newest first.
CREATE INDEX "queue_entry_backorders" ON "queue_entry" ("shop", "rank_at" DESC, "line_item_id")
  WHERE "is_backorder";

ALTER TABLE "queue_total" ADD CONSTRAINT "queue_total_not_negative" CHECK (
  "units_waiting" >= 0 AND "units_allocated" >= 0 AND "unseen_units" >= 0 AND "uncommitted_units" >= 0
  AND "idle_units" >= 0 AND "shortage_units" >= 0);

ALTER TABLE "order_line" ADD CONSTRAINT "order_line_units" CHECK (
  "units_ordered" >= 0 AND "units_fulfilled" >= 0 AND "units_removed" >= 0);

ALTER TABLE "purchase_order_line" ADD CONSTRAINT "purchase_order_line_units" CHECK (
  "units_ordered" > 0 AND "units_received" >= 0 AND "units_cancelled" >= 0);
ALTER TABLE "inbound_line" ADD CONSTRAINT "inbound_line_units" CHECK ("units" >= 0 AND "units_received" >= 0);
ALTER TABLE "receipt_line" ADD CONSTRAINT "receipt_line_units" CHECK ("units" > 0);
ALTER TABLE "allocation" ADD CONSTRAINT "allocation_units" CHECK ("units" <> 0);
ALTER TABLE "location" ADD CONSTRAINT "location_units_per_day" CHECK ("units_per_day" >= 0);
ALTER TABLE "variant" ADD CONSTRAINT "variant_backorder_limit" CHECK ("backorder_limit" >= 0);
ALTER TABLE "shop" ADD CONSTRAINT "shop_confidence" CHECK ("confidence" BETWEEN 0.5 AND 0.99);
ALTER TABLE "shop" ADD CONSTRAINT "shop_stage" CHECK ("stage" IN ('live', 'observe'));
ALTER TABLE "notice"
  ADD CONSTRAINT "notice_state" CHECK ("state" IN ('owed', 'sending', 'sent', 'uncertain', 'withheld')),
  ADD CONSTRAINT "notice_lease" CHECK (("state" = 'sending') = ("leased_until" IS NOT NULL)),
  ADD CONSTRAINT "notice_reason" CHECK ("state" NOT IN ('uncertain', 'withheld') OR "reason" IS NOT NULL);

-- Promises that the storefront does not show yet: few, however long the history of publications.
CREATE INDEX "publication_unpublished" ON "publication" ("shop", "at", "variant_id") WHERE "published_at" IS NULL;

-- Deliveries that are still work.
CREATE INDEX "webhook_delivery_open" ON "webhook_delivery" ("next_try_at", "received_at")
  WHERE "applied_at" IS NULL AND "dead_at" IS NULL;
CREATE INDEX "webhook_delivery_open_key" ON "webhook_delivery" ("shop", "key")
  WHERE "applied_at" IS NULL AND "dead_at" IS NULL;

-- A promise is what somebody was told: it is never edited, a new one is appended. (A shop that leaves takes its rows with it.)
-- \x3b is the semicolon that ends the statement: Prisma splits a migration at every one it sees, quoted or not.
CREATE FUNCTION "refuse_promise_edit"() RETURNS trigger LANGUAGE plpgsql AS
  E'BEGIN RAISE EXCEPTION ''A promise is never edited. Append a new one, with its notice.''\x3b END';
CREATE TRIGGER "promise_is_append_only" BEFORE UPDATE ON "promise" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_promise_edit"();
