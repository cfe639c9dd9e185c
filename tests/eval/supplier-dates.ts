/**
 * Dates agreed by suppliers, judged by what came: for each purchase order line of the later half, the date that
 * `app/domain/lateness.ts` states on the day the order is sent, from the receipts known that day and nothing later.
 *
 * Simple rules are judged on the same lines, because the level depends on the years that a file holds: the date agreed, and the
 * date agreed with the 95 % quantile of the vendor's lateness, as known that day or as of the first half. The constants of
 * the law were chosen on lines of the first half.
 */
import path from "node:path";
import type { LocationId, SupplierId } from "../../app/domain/ids.ts";
import { latenessLaw, latenessQuantile } from "../../app/domain/lateness.ts";
import type { LatenessRecord } from "../../app/domain/lateness.ts";
import { readRows } from "./csv.ts";
import type { Row } from "./csv.ts";
import { dayOf, mean, share, sharesBy } from "./figures.ts";
import type { Share } from "./figures.ts";

const FILE = "leadtime/scms_deliveries.csv.gz";

interface PurchasedLine {
  readonly supplierId: SupplierId;
  /** Where the goods go: the file names the country. */
  readonly locationId: LocationId;
  readonly month: string;
  readonly sentOn: number;
  readonly deadline: number;
  readonly receivedOn: number;
}

export interface RuleFigures {
  readonly coverage: number;
  /** From sending the order to the stated date. */
  readonly meanDays: number;
}

export interface SupplierDateEval extends RuleFigures {
  readonly confidence: number;
  readonly lines: number;
  readonly leftOut: { readonly withoutOrderDate: number; readonly tooLittleKnown: number };
  readonly simple: { readonly schedule: RuleFigures; readonly vendorQuantile: RuleFigures; readonly vendorQuantileOfFirstHalf: RuleFigures };
  readonly byMonth: Readonly<Record<string, Share>>;
  readonly bySupplier: Readonly<Record<string, Share>>;
  readonly byCountry: Readonly<Record<string, Share>>;
}

interface Judged {
  readonly line: PurchasedLine;
  readonly statedOn: number;
  readonly isOnTime: boolean;
}

export function evaluateSupplierDates(dataFolder: string, { confidence }: { confidence: number }): SupplierDateEval {
  const rows = readRows(path.join(dataFolder, FILE));
  const lines = rows
    .filter(({ po_sent, scheduled, delivered }) => po_sent !== "" && scheduled !== "" && delivered !== "")
    .map(lineOf)
    .sort((a, b) => a.sentOn - b.sentOn);
  const half = Math.floor(lines.length / 2);
  const tested = lines.slice(half);
  const judged = judge(lines, tested, (known) => (line, sentOn) => {
    const { supplierId, locationId, deadline } = line;
    const law = latenessLaw(known, { supplierId, locationId, daysOverdue: sentOn - deadline, confidence });
    return law === null ? null : latenessQuantile(law, confidence);
  });
  const firstHalf = vendorQuantiles(knownOn(lines.slice(0, half), Infinity), confidence);
  return {
    confidence,
    lines: judged.length,
    leftOut: { withoutOrderDate: rows.length - lines.length, tooLittleKnown: tested.length - judged.length },
    ...figuresOf(judged),
    simple: {
      schedule: figuresOf(judge(lines, tested, () => () => 0)),
      vendorQuantile: figuresOf(judge(lines, tested, (known) => vendorQuantiles(known, confidence))),
      vendorQuantileOfFirstHalf: figuresOf(judge(lines, tested, () => firstHalf)),
    },
    byMonth: sharesBy(judged, ({ line }) => line.month),
    bySupplier: sharesBy(judged, ({ line }) => line.supplierId),
    byCountry: sharesBy(judged, ({ line }) => line.locationId),
  };
}

/** A rule learns from what is known on a day and states days beyond the deadline; null: it cannot. */
type Rule = (known: readonly LatenessRecord[]) => (line: PurchasedLine, sentOn: number) => number | null;

function judge(lines: readonly PurchasedLine[], tested: readonly PurchasedLine[], rule: Rule): Judged[] {
  return [...Map.groupBy(tested, (line) => line.sentOn)].flatMap(([sentOn, ofDay]) => {
    const daysLate = rule(knownOn(lines, sentOn));
    return ofDay.flatMap((line) => {
      const days = daysLate(line, sentOn);
      return days === null ? [] : [{ line, statedOn: line.deadline + days, isOnTime: line.receivedOn <= line.deadline + days }];
    });
  });
}

function figuresOf(judged: readonly Judged[]): RuleFigures {
  return { coverage: share(judged, ({ isOnTime }) => isOnTime), meanDays: mean(judged.map(({ line, statedOn }) => statedOn - line.sentOn)) };
}

/** Fewer receipts of a vendor, and all vendors' quantile is taken. */
const FEWEST_OF_VENDOR = 5;

function vendorQuantiles(known: readonly LatenessRecord[], confidence: number): (line: PurchasedLine) => number {
  const received = known.filter(({ isOpen }) => !isOpen);
  const ofAll = quantileOf(received, confidence);
  const quantiles = new Map<SupplierId, number>();
  for (const [supplierId, own] of Map.groupBy(received, (record) => record.supplierId)) {
    if (own.length >= FEWEST_OF_VENDOR) quantiles.set(supplierId, quantileOf(own, confidence));
  }
  return ({ supplierId }) => quantiles.get(supplierId) ?? ofAll;
}

function quantileOf(records: readonly LatenessRecord[], confidence: number): number {
  const days = records.map(({ daysLate }) => daysLate).sort((a, b) => a - b);
  return days[Math.ceil(confidence * days.length) - 1] ?? 0;
}

function lineOf(row: Row): PurchasedLine {
  return {
    supplierId: (row["vendor"] ?? "") as SupplierId, // the file's names are ids enough
    locationId: (row["country"] ?? "") as LocationId, // as above
    month: (row["po_sent"] ?? "").slice(0, 7),
    sentOn: dayOf(row["po_sent"] ?? ""),
    deadline: dayOf(row["scheduled"] ?? ""),
    receivedOn: dayOf(row["delivered"] ?? ""),
  };
}

function knownOn(lines: readonly PurchasedLine[], today: number): LatenessRecord[] {
  return lines
    .filter(({ sentOn }) => sentOn < today)
    .map(({ supplierId, locationId, deadline, receivedOn }) => {
      const isOpen = receivedOn >= today;
      return { supplierId, locationId, isOpen, daysLate: (isOpen ? today : receivedOn) - deadline, ageDays: isOpen ? 0 : today - receivedOn };
    });
}
