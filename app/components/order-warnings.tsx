/** What misses the supplier's terms: said while the order is written, never in the way of saving it. */
import { useFetcher } from "@remix-run/react";
import { Banner, List } from "@shopify/polaris";
import { useEffect } from "react";
import type { OrderWarning } from "../domain/supplier-terms.ts";
import { amountText } from "./amount-text.ts";
import type { AdminText } from "./admin-text.ts";
import type { PurchaseOrderDraft } from "./purchase-order-form.tsx";
import { useText } from "./text.tsx";
import { nameOf } from "./variant-table.tsx";

/** A pause in typing this long asks for a new check. */
const CHECK_PAUSE_MS = 300;

export interface OrderCheck {
  readonly warnings: readonly OrderWarning[];
  /** What the chosen supplier asks for one unit, by item. */
  readonly offers: readonly { readonly inventoryItemId: string; readonly unitCostCents: number | null; readonly packSize: number }[];
  /** Who sells most of what is chosen and is asked first; null: nobody known. */
  readonly proposedSupplierId: string | null;
}

const NOTHING: OrderCheck = { warnings: [], offers: [], proposedSupplierId: null };

export function useOrderCheck({ supplierId, orderedOn, lines }: PurchaseOrderDraft): OrderCheck {
  const { submit, data: answer } = useFetcher();
  const data = answer as OrderCheck | undefined; // the address's own answer, through JSON
  const asked = JSON.stringify({ supplierId, orderedOn, lines: lines.map(({ inventoryItemId, units, unitCost }) => ({ inventoryItemId, units, unitCost })) });
  const hasLines = lines.length > 0;
  useEffect(() => {
    if (!hasLines) return;
    const timer = setTimeout(() => submit(JSON.parse(asked), { method: "post", encType: "application/json", action: "/order-check" }), CHECK_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [submit, asked, hasLines]);
  return hasLines ? (data ?? NOTHING) : NOTHING;
}

interface Props {
  readonly warnings: readonly OrderWarning[];
  readonly lines: PurchaseOrderDraft["lines"];
  readonly currency: string;
}

export function OrderWarnings({ warnings, lines, currency }: Props) {
  const text = useText();
  if (warnings.length === 0) return null;
  return (
    <Banner tone="warning" title={text.t("supply.warnings.title")}>
      <List>
        {warnings.map((warning) => {
          const words = warningText(warning, { lines, currency, text });
          return <List.Item key={words}>{words}</List.Item>;
        })}
      </List>
    </Banner>
  );
}

function warningText(warning: OrderWarning, { lines, currency, text }: Omit<Props, "warnings"> & { text: AdminText }): string {
  const { t } = text;
  if ("inventoryItemId" in warning) {
    const { inventoryItemId, kind, ...facts } = warning;
    const line = lines.find((one) => one.inventoryItemId === inventoryItemId);
    return t(`supply.warnings.${kind}`, { ...facts, item: line === undefined ? "" : nameOf(line) });
  }
  if (warning.kind === "below_minimum_amount") {
    return t("supply.warnings.below_minimum_amount", {
      amount: amountText(warning.cents, currency, text),
      least: amountText(warning.leastCents, currency, text),
    });
  }
  if (warning.kind === "amount_unknown") return t("supply.warnings.amount_unknown", { least: amountText(warning.leastCents, currency, text) });
  if (warning.kind === "no_order_day") return t("supply.warnings.no_order_day", { weekday: weekdayText(warning.weekday, text) });
  if (warning.kind === "no_email") return t("supply.warnings.no_email");
  return t("supply.warnings.below_minimum_units", { units: warning.units, least: warning.least });
}

const WEEKDAYS = ["d1", "d2", "d3", "d4", "d5", "d6", "d7"] as const;

function weekdayText(weekday: number, { t }: AdminText): string {
  return t(`weekdays.${WEEKDAYS[weekday - 1] ?? "d1"}`);
}
