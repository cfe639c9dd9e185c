/** Deliveries as incoming stock in Shopify: on or off, and what Shopify refused. */
import { Badge, Banner, BlockStack, Button, Card, InlineStack, Link, List, Text } from "@shopify/polaris";
import { useText } from "./text.tsx";

interface Props {
  readonly isOn: boolean;
  readonly deliveriesShown: number;
  readonly failures: readonly { readonly purchaseOrderId: string; readonly number: string; readonly reason: string }[];
  readonly isSaving: boolean;
  onSwitch(): void;
}

export function IncomingStockCard({ isOn, deliveriesShown, failures, isSaving, onSwitch }: Props) {
  const { t } = useText();
  return (
    <BlockStack gap="400">
      {failures.length > 0 && (
        <Banner tone="warning" title={t("supply.incoming.failures")}>
          <List>
            {failures.map(({ purchaseOrderId, number, reason }) => (
              <List.Item key={purchaseOrderId}>
                <Link url={`/purchase-orders/${purchaseOrderId}`}>{number}</Link>: {reason}
              </List.Item>
            ))}
          </List>
        </Banner>
      )}
      <Card>
        <BlockStack gap="300">
          <InlineStack align="space-between" blockAlign="center">
            <InlineStack gap="200" blockAlign="center">
              <Text as="h2" variant="headingMd">
                {t("supply.incoming.heading")}
              </Text>
              <Badge {...(isOn ? { tone: "success" as const } : {})}>{t(isOn ? "supply.incoming.on" : "supply.incoming.off")}</Badge>
            </InlineStack>
            <Button onClick={onSwitch} loading={isSaving}>
              {t(isOn ? "supply.incoming.switchOff" : "supply.incoming.switchOn")}
            </Button>
          </InlineStack>
          <Text as="p">{t("supply.incoming.text")}</Text>
          {isOn && (
            <Text as="p" tone="subdued">
              {t("supply.incoming.shown", { count: deliveriesShown })}
            </Text>
          )}
        </BlockStack>
      </Card>
    </BlockStack>
  );
}
