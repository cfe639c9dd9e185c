/** What a replay is asked to do, from the command line. */
import { parseArgs } from "node:util";
import { DEFAULT_HORIZON_SECONDS } from "./quiet.ts";

export interface ReplaySettings {
  readonly orders: number;
  /** Order lines, CSV packed with gzip; null: made up from the seed. */
  readonly data: string | null;
  readonly seed: number;
  /** Percent of webhooks that the dev store sends twice, late, or never. */
  readonly chaos: Chaos;
  /** How often the app or the worker is killed. */
  readonly kills: number;
  /** Work put off for longer than this many seconds is not waited for. */
  readonly horizonSeconds: number;
  /** Holds database, logs and pids of the run. */
  readonly folder: string;
}

export interface Chaos {
  readonly duplicatePercent: number;
  readonly reorderPercent: number;
  readonly dropPercent: number;
}

export const DEFAULT_DATA = "../shared/data/orders/online_retail_lines.csv.gz";
const DEFAULT_FOLDER = ".data/replay";
const MAX_ORDERS = 100_000;
const MAX_KILLS = 1_000;

/** Throws, naming the option and what it takes. */
export function readSettings(args: readonly string[]): ReplaySettings {
  const { values } = parseArgs({
    args: [...args],
    options: {
      orders: { type: "string", default: "200" },
      data: { type: "string", default: DEFAULT_DATA },
      synthetic: { type: "boolean", default: false },
      seed: { type: "string", default: "1" },
      duplicate: { type: "string", default: "0" },
      reorder: { type: "string", default: "0" },
      drop: { type: "string", default: "0" },
      kills: { type: "string", default: "0" },
      horizon: { type: "string", default: String(DEFAULT_HORIZON_SECONDS) },
      folder: { type: "string", default: DEFAULT_FOLDER },
    },
  });
  return {
    orders: whole("--orders", values.orders, { from: 1, to: MAX_ORDERS }),
    data: values.synthetic ? null : values.data,
    seed: whole("--seed", values.seed, { from: 0, to: 2 ** 32 - 1 }),
    chaos: {
      duplicatePercent: whole("--duplicate", values.duplicate, { from: 0, to: 100 }),
      reorderPercent: whole("--reorder", values.reorder, { from: 0, to: 100 }),
      dropPercent: whole("--drop", values.drop, { from: 0, to: 100 }),
    },
    kills: whole("--kills", values.kills, { from: 0, to: MAX_KILLS }),
    horizonSeconds: whole("--horizon", values.horizon, { from: 1, to: 3_600 }),
    folder: values.folder,
  };
}

function whole(option: string, given: string, { from, to }: { from: number; to: number }): number {
  const value = Number(given);
  if (given.trim() !== "" && Number.isInteger(value) && value >= from && value <= to) return value;
  throw new Error(`${option} takes a whole number from ${from} to ${to}; "${given}" is none.`);
}

export function isChaotic({ duplicatePercent, reorderPercent, dropPercent }: Chaos): boolean {
  return duplicatePercent + reorderPercent + dropPercent > 0;
}
