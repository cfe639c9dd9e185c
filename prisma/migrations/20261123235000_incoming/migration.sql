-- Deliveries are shown in Shopify as incoming quantity, not as transfers.
ALTER TABLE "receipt_line" DROP COLUMN "units_mirrored";
ALTER TABLE "inbound_mirror" DROP COLUMN "transfer_id", DROP COLUMN "shipment_id", DROP COLUMN "arrives_on";
