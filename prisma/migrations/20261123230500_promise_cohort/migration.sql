-- Units that an order edit adds to a promised line have a promise of their own: which cohorts a promise is about.
ALTER TABLE "promise" ADD COLUMN "last_cohort" INTEGER NOT NULL DEFAULT 0;
