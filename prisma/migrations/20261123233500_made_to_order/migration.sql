-- Sold before it is ordered: its dates come from the supplier's lead time.
ALTER TABLE "variant" ADD COLUMN "made_to_order" BOOLEAN NOT NULL DEFAULT false;
