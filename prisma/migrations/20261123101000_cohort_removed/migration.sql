-- Units taken off a cohort: what was given up does not come back at its old rank.
ALTER TABLE "order_line_cohort" ADD COLUMN "units_removed" INTEGER NOT NULL DEFAULT 0;
