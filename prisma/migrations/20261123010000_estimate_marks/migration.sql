-- Which entries' units have changed since their date was written, and for which queue a curve's dates were: a new
-- estimate then reads only the part of the queue that it can reach.

ALTER TABLE "queue_entry" ADD COLUMN "estimated_units" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "promise_curve" ADD COLUMN "units_waiting" INTEGER, ADD COLUMN "unseen_units" INTEGER;

-- Few at any time: what has changed since the last estimate.
CREATE INDEX "queue_entry_unestimated" ON "queue_entry"
  ("shop", "inventory_item_id", "location_id", "priority" DESC, "rank_at", "line_item_id", "cohort")
  WHERE "units_waiting" <> "estimated_units";
