/**
 * Dates agreed by suppliers, judged by what came: for each purchase order line of the later half, the date that
 * `app/domain/lateness.ts` states on the day the order is sent, from the receipts known that day and nothing later.
 */
import path from "node:path";
import type { SupplierId } from "../../app/domain/ids.ts";
import { latenessLaw, latenessQuantile } from "../../app/domain/lateness.ts";
import type { LatenessRecord } from "../../app/domain/lateness.ts";
import { readRows } from "./csv.ts";
import { dayOf, mean, share, sharesBy } from "./figures.ts";
import type { Share } from "./figures.ts";

const FILE = "leadtime/scms_deliveries.csv.gz";

interface PurchasedLine {
  readonly supplierId: SupplierId;
  readonly year: string;
  readonly sentOn: number;
  readonly deadline: number;
  readonly receivedOn: number;
}

export interface SupplierDateEval {
  readonly confidence: number;
  readonly lines: number;
  readonly leftOut: { readonly withoutOrderDate: number; readonly tooLittleKnown: number };
  readonly coverage: number;
  /** From sending the order to the stated date. */
  readonly meanDays: number;
  readonly scheduleCoverage: number;
  readonly scheduleMeanDays: number;
  readonly byYear: Readonly<Record<string, Share>>;
  readonly bySupplier: Readonly<Record<string, Share>>;
}

export function evaluateSupplierDates(dataFolder: string, { confidence }: { confidence: number }): SupplierDateEval {
  const rows = readRows(path.join(dataFolder, FILE));
  const lines = rows
    .filter(({ po_sent, scheduled, delivered }) => po_sent !== "" && scheduled !== "" && delivered !== "")
    .map((row): PurchasedLine => ({
      supplierId: (row["vendor"] ?? "") as SupplierId, // the file's names are ids enough
      year: (row["po_sent"] ?? "").slice(0, 4),
      sentOn: dayOf(row["po_sent"] ?? ""),
      deadline: dayOf(row["scheduled"] ?? ""),
      receivedOn: dayOf(row["delivered"] ?? ""),
    }))
    .sort((a, b) => a.sentOn - b.sentOn);
  const tested = lines.slice(Math.floor(lines.length / 2));
  const judged: { line: PurchasedLine; statedOn: number; isOnTime: boolean }[] = [];
  for (const [sentOn, ofDay] of Map.groupBy(tested, (line) => line.sentOn)) {
    const known = knownOn(lines, sentOn);
    for (const line of ofDay) {
      const law = latenessLaw(known, { supplierId: line.supplierId, daysOverdue: sentOn - line.deadline, confidence });
      const daysLate = law === null ? null : latenessQuantile(law, confidence);
      if (daysLate !== null) judged.push({ line, statedOn: line.deadline + daysLate, isOnTime: line.receivedOn <= line.deadline + daysLate });
    }
  }
  return {
    confidence,
    lines: judged.length,
    leftOut: { withoutOrderDate: rows.length - lines.length, tooLittleKnown: tested.length - judged.length },
    coverage: share(judged, ({ isOnTime }) => isOnTime),
    meanDays: mean(judged.map(({ line, statedOn }) => statedOn - line.sentOn)),
    scheduleCoverage: share(judged, ({ line }) => line.receivedOn <= line.deadline),
    scheduleMeanDays: mean(judged.map(({ line }) => line.deadline - line.sentOn)),
    byYear: sharesBy(judged, ({ line }) => line.year),
    bySupplier: sharesBy(judged, ({ line }) => line.supplierId),
  };
}

function knownOn(lines: readonly PurchasedLine[], today: number): LatenessRecord[] {
  return lines
    .filter(({ sentOn }) => sentOn < today)
    .map(({ supplierId, deadline, receivedOn }) => {
      const isOpen = receivedOn >= today;
      return { supplierId, isOpen, daysLate: (isOpen ? today : receivedOn) - deadline };
    });
}
