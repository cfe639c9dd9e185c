/** The figures of a replay, for people. */
import type { Report } from "./campaign.ts";

export function tableOf(report: Report): string {
  const rows = rowsOf(report);
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`).join("\n");
}

function rowsOf(report: Report): [string, string][] {
  const { played, leftOut, webhooks, counts } = report;
  return [
    ["orders, lines", `${report.orders}, ${report.lines} of ${report.variants} variants`],
    [
      "lines left out of the file",
      `${leftOut.notPositiveUnits} not positive, ${leftOut.notPositivePrice} without price, ${leftOut.tooManyUnits} too large, ${leftOut.notAProduct} no products`,
    ],
    ["lines that met an empty shelf", `${percent(report.linesShortShare)} (one in ${(1 / report.linesShortShare).toFixed(1)})`],
    ["units sold, delivered, shipped", `${played.unitsSold}, ${played.unitsDelivered}, ${played.unitsShipped}; ${played.ordersCancelled} orders cancelled`],
    [
      "webhooks",
      Object.entries(webhooks)
        .map(([name, count]) => `${name} ${count}`)
        .join(", "),
    ],
    ["time", `${report.playSeconds.toFixed(1)} s playing, ${report.settleSeconds.toFixed(1)} s until quiet`],
    ["speed", `${report.linesPerSecond.toFixed(1)} lines/s on ${report.cores} cores`],
    [
      "rows",
      Object.entries(counts)
        .map(([name, count]) => `${name} ${count}`)
        .join(", "),
    ],
    ...(report.kills === null
      ? []
      : ([
          [
            "kills",
            Object.entries(report.kills)
              .map(([name, count]) => `${name} ${count}`)
              .join(", "),
          ],
        ] satisfies [string, string][])),
    ...(report.kills === null ? [] : ([["ambiguous deliveries", String(report.ambiguousDeliveries)]] satisfies [string, string][])),
    ...report.reconciliations.map(({ changes, seconds }, index): [string, string] => [
      `reconcile ${index + 1}`,
      `${changes} changes in ${seconds.toFixed(1)} s`,
    ]),
    ["seed", String(report.seed)],
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
