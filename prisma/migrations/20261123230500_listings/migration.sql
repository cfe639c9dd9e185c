-- A reconciliation tells what it found by kind and how far it is. Lists that Shopify makes lie beside our books while they are compared.
ALTER TABLE "reconciliation"
  ADD COLUMN "drift" JSONB NOT NULL DEFAULT '{}',
  ADD COLUMN "looked" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "to_look" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "saved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

CREATE TABLE "listed_row" (
    "shop" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "detail" JSONB NOT NULL,

    CONSTRAINT "listed_row_pkey" PRIMARY KEY ("shop","kind","key")
);

CREATE TABLE "drift_finding" (
    "shop" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "owner" TEXT NOT NULL,

    CONSTRAINT "drift_finding_pkey" PRIMARY KEY ("shop","kind","owner")
);
