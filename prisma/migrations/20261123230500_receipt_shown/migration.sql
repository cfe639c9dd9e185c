-- Which received units a saved level of stock shows already: what came before is not asked about.
ALTER TABLE "receipt_line" ADD COLUMN "is_shown" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE "receipt_line" ALTER COLUMN "is_shown" SET DEFAULT false;

-- Received units that no saved level shows yet: few, however long the history of receipts.
CREATE INDEX "receipt_line_unshown" ON "receipt_line" ("shop", "inventory_item_id") WHERE NOT "is_shown";
