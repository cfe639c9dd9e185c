-- AlterTable
ALTER TABLE "publication" ADD COLUMN     "units_waiting" INTEGER;
