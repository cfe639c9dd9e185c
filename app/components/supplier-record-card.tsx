/** How late a supplier has been, and what that means for the next date. */
import { BlockStack, Card, Text } from "@shopify/polaris";
import type { AdminText } from "./admin-text.ts";
import { latenessText } from "./supplier-table.tsx";
import { useText } from "./text.tsx";

interface Props {
  readonly supplier: {
    readonly medianDaysLate: number | null;
    readonly shipmentsReceived: number;
    readonly shipmentsOnTime: number;
    readonly overdueShipments: number;
  };
  /** Null: too few deliveries to say. */
  readonly usual: { readonly days: number; readonly source: "supplier" | "pooled" | "assumed"; readonly receipts: number } | null;
  /** Of the promises that must be kept, 0.5 to 0.99. */
  readonly confidence: number;
}

export function SupplierRecordCard({ supplier, usual, confidence }: Props) {
  const text = useText();
  const { t } = text;
  const { shipmentsReceived, shipmentsOnTime, overdueShipments } = supplier;
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t("supply.supplier.record")}
        </Text>
        <Text as="p" fontWeight="medium">
          {lawText(usual?.days ?? null, confidence, text)}
        </Text>
        {usual !== null && (
          <Text as="p" tone="subdued" variant="bodySm">
            {t(`supply.supplier.source.${usual.source}`, { count: usual.receipts })}
          </Text>
        )}
        <Text as="p">{latenessText(supplier, text)}</Text>
        {shipmentsReceived > 0 && <Text as="p">{t("supply.suppliers.onTimeShare", { share: Math.round((100 * shipmentsOnTime) / shipmentsReceived) })}</Text>}
        {overdueShipments > 0 && (
          <Text as="p" tone="critical">
            {t("supply.suppliers.overdue", { count: overdueShipments })}
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}

function lawText(days: number | null, confidence: number, { t }: AdminText): string {
  if (days === null) return t("supply.supplier.law.unknown");
  const words = { count: Math.abs(days), share: Math.round(confidence * 100) };
  return t(days > 0 ? "supply.supplier.law.late" : days === 0 ? "supply.supplier.law.onTime" : "supply.supplier.law.early", words);
}
