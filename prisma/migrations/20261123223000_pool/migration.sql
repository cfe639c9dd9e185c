-- AlterTable
ALTER TABLE "shop" ADD COLUMN     "least_shippable" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "ship_preference" TEXT NOT NULL DEFAULT 'as_ready';

-- AlterTable
ALTER TABLE "location" ADD COLUMN     "is_in_pool" BOOLEAN NOT NULL DEFAULT true;

-- AlterTable
ALTER TABLE "variant" ADD COLUMN     "least_shippable" INTEGER;

-- AlterTable
ALTER TABLE "order" ADD COLUMN     "ship_preference_by" TEXT NOT NULL DEFAULT 'order';

-- AlterTable
ALTER TABLE "queue_entry" ADD COLUMN     "ships_together" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "units_lent" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "unit_move" (
    "shop" TEXT NOT NULL,
    "settlement_id" BIGINT NOT NULL,
    "line_item_id" TEXT NOT NULL,
    "cohort" INTEGER NOT NULL,
    "from_location_id" TEXT NOT NULL,
    "to_location_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "inventory_item_id" TEXT NOT NULL,
    "units" INTEGER NOT NULL,
    "units_there_before" INTEGER NOT NULL,
    "rank" INTEGER NOT NULL,
    "sentence" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'planned',
    "reason" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "ended_seq" BIGINT,

    CONSTRAINT "unit_move_pkey" PRIMARY KEY ("shop","settlement_id","line_item_id","cohort","from_location_id")
);

-- CreateTable
CREATE TABLE "ship_preference_change" (
    "shop" TEXT NOT NULL,
    "change_id" BIGSERIAL NOT NULL,
    "order_id" TEXT NOT NULL,
    "before" TEXT NOT NULL,
    "after" TEXT NOT NULL,
    "actor" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ship_preference_change_pkey" PRIMARY KEY ("shop","change_id")
);

-- CreateIndex
CREATE INDEX "unit_move_shop_order_id_idx" ON "unit_move"("shop", "order_id");

-- CreateIndex
CREATE INDEX "unit_move_shop_line_item_id_idx" ON "unit_move"("shop", "line_item_id");

-- CreateIndex
CREATE INDEX "ship_preference_change_shop_order_id_idx" ON "ship_preference_change"("shop", "order_id");

-- What the schema language cannot say ------------------------------------------------------------------------

ALTER TABLE "shop" ADD CONSTRAINT "shop_ship_preference" CHECK ("ship_preference" IN ('as_ready', 'together')),
  ADD CONSTRAINT "shop_least_shippable" CHECK ("least_shippable" >= 1);
ALTER TABLE "variant" ADD CONSTRAINT "variant_least_shippable" CHECK ("least_shippable" >= 1);
ALTER TABLE "order" ADD CONSTRAINT "order_ship_preference" CHECK ("ship_preference" IN ('as_ready', 'together') AND "ship_preference_by" IN ('order', 'shop', 'merchant'));
ALTER TABLE "queue_entry" DROP CONSTRAINT "queue_entry_ineligible_reason";
ALTER TABLE "queue_entry"
  ADD CONSTRAINT "queue_entry_ineligible_reason" CHECK ("ineligible" IN ('unrouted', 'unpaid', 'held_elsewhere', 'untracked', 'moving')),
  ADD CONSTRAINT "queue_entry_units_lent" CHECK ("units_lent" BETWEEN 0 AND "units_waiting");
ALTER TABLE "unit_move" ADD CONSTRAINT "unit_move_units" CHECK ("units" > 0 AND "from_location_id" <> "to_location_id"),
  ADD CONSTRAINT "unit_move_state" CHECK ("state" IN ('planned', 'arrived', 'refused', 'stale')),
  ADD CONSTRAINT "unit_move_end" CHECK (("state" = 'planned') = ("ended_at" IS NULL) AND ("state" IN ('planned', 'arrived') OR "reason" IS NOT NULL));

-- Few orders ship together: settle finds those that could lend, and those that are owed, without reading the others.
CREATE INDEX "queue_entry_lenders" ON "queue_entry" ("shop", "inventory_item_id", "location_id", "rank_at", "line_item_id", "cohort")
  WHERE "ships_together" AND "units_allocated" > 0;
CREATE INDEX "queue_entry_owed" ON "queue_entry" ("shop", "inventory_item_id", "location_id", "rank_at", "line_item_id", "cohort") WHERE "units_lent" > 0;
-- One move of an entry at a time, and those that are under way for an item.
CREATE UNIQUE INDEX "unit_move_open" ON "unit_move" ("shop", "inventory_item_id", "line_item_id", "cohort", "from_location_id") WHERE "state" = 'planned';
