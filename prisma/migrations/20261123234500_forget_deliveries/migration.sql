-- Deliveries that are old enough to be forgotten, found without reading those that are not.
CREATE INDEX "webhook_delivery_applied" ON "webhook_delivery" ("applied_at") WHERE "applied_at" IS NOT NULL;
CREATE INDEX "webhook_delivery_dead" ON "webhook_delivery" ("dead_at") WHERE "dead_at" IS NOT NULL;
