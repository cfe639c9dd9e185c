/** A purchase order in a few numbers, and what it costs as far as that is known. */
import { BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import { amountText } from "./amount-text.ts";
import { useText } from "./text.tsx";

interface Props {
  readonly order: {
    readonly unitsOrdered: number;
    readonly unitsReceived: number;
    readonly unitsCancelled: number;
    readonly costCents: number;
    readonly linesWithoutCost: number;
    readonly currency: string;
    readonly supplierEmail: string;
  };
}

export function OrderSummaryCard({ order }: Props) {
  const text = useText();
  const { t, number } = text;
  const { unitsOrdered, unitsReceived, unitsCancelled, costCents, linesWithoutCost } = order;
  const rows = [
    [t("supply.summary.ordered"), number(unitsOrdered)],
    [t("supply.summary.received"), number(unitsReceived)],
    ...(unitsCancelled > 0 ? [[t("supply.summary.cancelled"), number(unitsCancelled)]] : []),
    ...(unitsReceived > unitsOrdered - unitsCancelled ? [[t("supply.summary.over"), number(unitsReceived - unitsOrdered + unitsCancelled)]] : []),
    ...(costCents > 0 ? [[t("supply.summary.cost"), amountText(costCents, order.currency, text)]] : []),
  ];
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t("supply.summary.title")}
        </Text>
        {rows.map(([label, value]) => (
          <InlineStack key={label} align="space-between">
            <Text as="span" tone="subdued">
              {label}
            </Text>
            <Text as="span">{value}</Text>
          </InlineStack>
        ))}
        {costCents > 0 && linesWithoutCost > 0 && (
          <Text as="p" tone="subdued" variant="bodySm">
            {t("supply.summary.costMissing", { count: linesWithoutCost })}
          </Text>
        )}
        {order.supplierEmail === "" && (
          <Text as="p" tone="caution" variant="bodySm">
            {t("supply.warnings.no_email")}
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}
