/** Shares, means and days, as the evaluations state them. */

export interface Share {
  readonly count: number;
  readonly coverage: number;
}

export function share<One>(all: readonly One[], holds: (one: One) => boolean): number {
  return all.filter(holds).length / all.length;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Coverage by group, in the groups' order. */
export function sharesBy<Judged extends { readonly isOnTime: boolean }>(judged: readonly Judged[], keyOf: (one: Judged) => string): Record<string, Share> {
  const groups = [...Map.groupBy(judged, keyOf)].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(groups.map(([key, group]) => [key, { count: group.length, coverage: share(group, ({ isOnTime }) => isOnTime) }]));
}

const DAY_MS = 86_400_000;

/** Days since 1970 of a date or of a moment's date. Throws for what is neither. */
export function dayOf(text: string): number {
  const day = Math.floor(Date.parse(text.slice(0, 10)) / DAY_MS);
  if (Number.isNaN(day)) throw new Error(`"${text}" is no date.`);
  return day;
}
