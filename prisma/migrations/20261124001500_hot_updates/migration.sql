-- Rows that every settle rewrites: with room on their page, and no index on what changes, a new version touches no index.
-- Unsettled items are found by the lines of the orders that moved them.
DROP INDEX "variant_unsettled";
ALTER TABLE "variant" SET (fillfactor = 60);
ALTER TABLE "stock_level" SET (fillfactor = 50);
ALTER TABLE "queue_total" SET (fillfactor = 50);
