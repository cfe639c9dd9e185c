/** The shelf holds less than is allocated: which orders that touches, and what to do about it. */
import { Badge, Banner, BlockStack, Card, InlineStack, Link, List, Text } from "@shopify/polaris";
import { useText } from "./text.tsx";
import { nameOf } from "./variant-table.tsx";

export interface Shortage {
  readonly unitsMissing: number;
  readonly orders: readonly {
    readonly lineItemId: string;
    readonly orderName: string;
    readonly customerName: string | null;
    readonly outcome: "lost" | "at_risk" | "kept";
    readonly units: number;
    readonly isTold: boolean;
  }[];
}

const TONES = { lost: "critical", at_risk: "warning", kept: "info" } as const;

/** The task on the variant's page. */
export function ShortageCard({ shortage }: { shortage: Shortage | null }) {
  const { t } = useText();
  if (shortage === null) return null;
  const { unitsMissing, orders } = shortage;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {unitsMissing > 0 ? t("home.attention.shortage", { count: unitsMissing }) : t("variants.shortage.takenBack")}
        </Text>
        <Text as="p">{t(unitsMissing > 0 ? "variants.shortage.missingText" : "variants.shortage.takenBackText")}</Text>
        {orders.map(({ lineItemId, orderName, customerName, outcome, units, isTold }) => (
          <InlineStack key={`${lineItemId}-${outcome}`} align="space-between" blockAlign="center" gap="200">
            <BlockStack>
              <Link url={`/backorders/${lineItemId}`} removeUnderline>
                {customerName === null ? orderName : `${orderName} · ${customerName}`}
              </Link>
              <Text as="span" tone="subdued" variant="bodySm">
                {t(isTold ? "variants.shortage.told" : "variants.shortage.notTold")}
              </Text>
            </BlockStack>
            <Badge tone={TONES[outcome]}>{t(`variants.shortage.outcome.${outcome}`, { count: units })}</Badge>
          </InlineStack>
        ))}
      </BlockStack>
    </Card>
  );
}

interface ShortItem {
  readonly variantId: string;
  readonly productTitle: string;
  readonly title: string;
  readonly unitsMissing: number;
  readonly unitsTakenBack: number;
}

/** The same tasks on the home page, one line for each variant. `unitsMissing` counts all variants, not only those listed. */
export function ShortageBanner({ items, unitsMissing }: { items: readonly ShortItem[]; unitsMissing: number }) {
  const { t } = useText();
  if (items.length === 0) return null;
  return (
    <Banner
      tone={unitsMissing > 0 ? "critical" : "warning"}
      title={unitsMissing > 0 ? t("home.attention.shortage", { count: unitsMissing }) : t("variants.shortage.takenBack")}
    >
      <BlockStack gap="200">
        <p>{t(unitsMissing > 0 ? "home.attention.shortageText" : "variants.shortage.takenBackText")}</p>
        <List>
          {items.map((item) => (
            <List.Item key={item.variantId}>
              <Link url={`/variants/${item.variantId}`}>{nameOf(item)}</Link>:{" "}
              {item.unitsMissing > 0
                ? t("variants.shortage.missing", { count: item.unitsMissing })
                : t("variants.shortage.outcome.lost", { count: item.unitsTakenBack })}
            </List.Item>
          ))}
        </List>
      </BlockStack>
    </Banner>
  );
}
