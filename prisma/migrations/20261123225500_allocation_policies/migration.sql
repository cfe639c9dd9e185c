-- Policies, classes, reserves and decisions by hand.
ALTER TABLE "shop" ADD COLUMN "priority_rules" JSONB NOT NULL DEFAULT '[]';

ALTER TABLE "order"
  ADD COLUMN "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN "customer_tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN "country" TEXT,
  ADD COLUMN "total_price" DOUBLE PRECISION NOT NULL DEFAULT 0;

ALTER TABLE "queue_entry"
  ADD COLUMN "channel" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "promised_on" DATE;

ALTER TABLE "promise" ADD COLUMN "decision_id" BIGINT NOT NULL DEFAULT nextval('fact_history_fact_id_seq'::regclass);

-- CreateTable
CREATE TABLE "reserve" (
    "shop" TEXT NOT NULL,
    "location_id" TEXT NOT NULL,
    "inventory_item_id" TEXT NOT NULL DEFAULT '',
    "channel" TEXT NOT NULL,
    "units" INTEGER NOT NULL,

    CONSTRAINT "reserve_pkey" PRIMARY KEY ("shop","location_id","inventory_item_id","channel")
);

-- CreateTable
CREATE TABLE "allocation_override" (
    "shop" TEXT NOT NULL,
    "override_id" BIGSERIAL NOT NULL,
    "line_item_id" TEXT NOT NULL,
    "inventory_item_id" TEXT NOT NULL,
    "location_id" TEXT NOT NULL,
    "units" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "units_given" INTEGER,
    "settlement_id" BIGINT,

    CONSTRAINT "allocation_override_pkey" PRIMARY KEY ("shop","override_id")
);

-- CreateIndex
CREATE INDEX "allocation_override_shop_line_item_id_idx" ON "allocation_override"("shop", "line_item_id");


-- What the schema language cannot say ------------------------------------------------------------------------

ALTER TABLE "shop" ADD CONSTRAINT "shop_allocation_policy" CHECK ("allocation_policy" IN ('first_come', 'class_first_come', 'keep_promises'));
ALTER TABLE "reserve" ADD CONSTRAINT "reserve_units" CHECK ("units" > 0);
ALTER TABLE "allocation_override" ADD CONSTRAINT "allocation_override_units" CHECK ("units" > 0 AND "units_given" BETWEEN 0 AND "units");

-- The head of the queue as promises order it.
CREATE INDEX "queue_entry_promised" ON "queue_entry"
  ("shop", "inventory_item_id", "location_id", "promised_on", "rank_at", "line_item_id", "cohort")
  WHERE "units_waiting" > 0 AND "ineligible" IS NULL AND "promised_on" IS NOT NULL;

-- The head of one channel's queue. The online store's own orders are most of the queue: its head is theirs.
CREATE INDEX "queue_entry_channel" ON "queue_entry"
  ("shop", "inventory_item_id", "location_id", "channel", "priority" DESC, "rank_at", "line_item_id", "cohort")
  WHERE "units_waiting" > 0 AND "ineligible" IS NULL AND "channel" NOT IN ('', 'web');

-- What is still to be applied: nearly always nothing.
CREATE INDEX "allocation_override_pending" ON "allocation_override" ("shop", "inventory_item_id", "override_id") WHERE "units_given" IS NULL;
