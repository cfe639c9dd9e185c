-- Deliveries are claimed shop by shop: the oldest of each shop's is one look away, and so is the next shop.
CREATE INDEX "webhook_delivery_open_shop" ON "webhook_delivery" ("shop", "next_try_at", "received_at")
  WHERE "applied_at" IS NULL AND "dead_at" IS NULL;
DROP INDEX "webhook_delivery_open";
