-- AlterTable: nobody has moved anything yet, so there is no row to fill.
ALTER TABLE "unit_move" ADD COLUMN     "units_here_before" INTEGER NOT NULL;
