-- AlterTable
ALTER TABLE "shop" ADD COLUMN     "installed_read_seq" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "publish_seconds" DOUBLE PRECISION NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "variant" ADD COLUMN     "owned_policy" TEXT,
ADD COLUMN     "planned_mode" TEXT,
ADD COLUMN     "readiness" JSONB,
ADD COLUMN     "sold_per_day" DOUBLE PRECISION NOT NULL DEFAULT 0,
ADD COLUMN     "switch_owner" TEXT NOT NULL DEFAULT 'theirs';

-- CreateTable
CREATE TABLE "overshoot" (
    "shop" TEXT NOT NULL,
    "line_item_id" TEXT NOT NULL,
    "cohort" INTEGER NOT NULL,
    "location_id" TEXT NOT NULL,
    "inventory_item_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "units" INTEGER NOT NULL,
    "rev" INTEGER NOT NULL,
    "cap" INTEGER NOT NULL,
    "ordered_at" TIMESTAMPTZ(3) NOT NULL,
    "noticed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "overshoot_pkey" PRIMARY KEY ("shop","line_item_id","cohort","location_id")
);

-- CreateTable
CREATE TABLE "giving_back" (
    "shop" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "purpose" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "cursor" TEXT NOT NULL DEFAULT '',
    "switches" INTEGER NOT NULL DEFAULT 0,
    "holds" INTEGER NOT NULL DEFAULT 0,
    "dates" INTEGER NOT NULL DEFAULT 0,
    "failures" JSONB NOT NULL DEFAULT '[]',
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "giving_back_pkey" PRIMARY KEY ("shop","started_at")
);

-- CreateIndex
CREATE INDEX "overshoot_shop_inventory_item_id_ordered_at_idx" ON "overshoot"("shop", "inventory_item_id", "ordered_at");

-- CreateIndex
CREATE INDEX "overshoot_shop_noticed_at_idx" ON "overshoot"("shop", "noticed_at");

-- Switches that were taken over before it was written down whose they are.
UPDATE "variant" SET "switch_owner" = 'ours', "owned_policy" = "inventory_policy" WHERE "inherited_policy" IS NOT NULL AND "backorder_mode" <> 'off';

-- What the schema language cannot say ------------------------------------------------------------------------

ALTER TABLE "variant" ADD CONSTRAINT "variant_switch_owner" CHECK ("switch_owner" IN ('theirs', 'ours', 'drifted', 'left'));
ALTER TABLE "variant" ADD CONSTRAINT "variant_planned_mode" CHECK ("planned_mode" IN ('on', 'autopilot'));
ALTER TABLE "overshoot" ADD CONSTRAINT "overshoot_units" CHECK ("units" > 0 AND "cap" >= 0);
ALTER TABLE "giving_back" ADD CONSTRAINT "giving_back_purpose" CHECK ("purpose" IN ('pause', 'leave'));
ALTER TABLE "giving_back" ADD CONSTRAINT "giving_back_step" CHECK ("step" IN ('switches', 'holds', 'dates'));
