-- A rise of stock may be a number that somebody typed: what is in doubt, what is kept back for it, and its correction.
ALTER TABLE "stock_rise" ADD COLUMN "units_doubted" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "stock_rise" ADD COLUMN "units_withheld" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "stock_rise" ADD COLUMN "correcting_since" TIMESTAMPTZ(3);
ALTER TABLE "stock_rise" ADD COLUMN "correction_failure" TEXT;
ALTER TABLE "stock_rise" ADD CONSTRAINT "stock_rise_doubt" CHECK ("units_withheld" >= 0 AND "units_withheld" <= "units_doubted");
