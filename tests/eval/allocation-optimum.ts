/**
 * The most promises that anybody could have kept, knowing every order and every lot from the start: an integer program, solved
 * exactly by HiGHS.
 *
 * x(l, d) units of line l leave on day d, not before it was placed; k(l) is 1 when its promise is kept. Maximise the sum of k
 * such that all units of a kept line leave by its promised day, no day packs more than the table holds, and no day has
 * packed more than has come. With k whole, x is whole by itself.
 */
import type { LegacyHighs } from "highs";
import type { PaperShop } from "./allocation-instances.ts";

export function mostKept(solver: LegacyHighs, shop: PaperShop): number {
  const promised = shop.lines.flatMap((line) => (line.promisedOn === null ? [] : [{ ...line, promisedOn: line.promisedOn }]));
  const days = Array.from({ length: shop.days }, (_, day) => day);
  const leaving = (day: number) => promised.filter((line) => line.placedOn <= day && day <= line.promisedOn).map((line) => `x_${line.name}_${day}`);
  const kept = promised.map((line) => `k_${line.name}`);
  const whole = promised.flatMap((line) => {
    const units = days.filter((day) => line.placedOn <= day && day <= line.promisedOn).map((day) => `x_${line.name}_${day}`);
    return units.length === 0 ? [`all_${line.name}: k_${line.name} <= 0`] : [`all_${line.name}: ${units.join(" + ")} - ${line.units} k_${line.name} >= 0`];
  });
  const table = days.flatMap((day) => (leaving(day).length === 0 ? [] : [`day_${day}: ${leaving(day).join(" + ")} <= ${shop.unitsPerDay}`]));
  const shelf = days.flatMap((day) => {
    const left = days.filter((earlier) => earlier <= day).flatMap(leaving);
    const come = shop.lots.reduce((sum, lot) => (lot.day <= day ? sum + lot.units : sum), 0);
    return left.length === 0 ? [] : [`shelf_${day}: ${left.join(" + ")} <= ${come}`];
  });
  if (kept.length === 0) return 0;
  const solution = solver.solve(
    [
      "Maximize",
      ` kept: ${kept.join(" + ")}`,
      "Subject To",
      ...[...whole, ...table, ...shelf].map((row) => ` ${row}`),
      "Binary",
      ` ${kept.join(" ")}`,
      "End",
    ].join("\n"),
  );
  if (solution.Status !== "Optimal") throw new Error(`The solver answered ${solution.Status}.`);
  return Math.round(solution.ObjectiveValue);
}
