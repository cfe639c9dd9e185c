-- Lists in the order of product titles, read a page at a time: variants, and what a supplier sells.
CREATE INDEX "variant_shop_product_title_title_variant_id_idx" ON "variant"("shop", "product_title", "title", "variant_id");
-- Units that a shortage took back, and shelves that are short: few among many.
CREATE INDEX "allocation_taken_back" ON "allocation" ("shop", "inventory_item_id", "settlement_id") WHERE "rule" = 'shortage';
CREATE INDEX "queue_total_short" ON "queue_total" ("shop", "inventory_item_id") WHERE "shortage_units" > 0;
