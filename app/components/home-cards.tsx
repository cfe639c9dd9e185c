/** The home page's cards: numbers, what is late, what arrives. */
import { BlockStack, Badge, Button, Card, InlineGrid, InlineStack, Link, Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import { Day } from "./day.tsx";
import { useText } from "./text.tsx";

export interface Numbers {
  readonly unitsWaiting: number;
  readonly itemsWaiting: number;
  readonly unitsAllocated: number;
  readonly unitsLate: number;
  readonly unitsArriving: number;
}

export function NumberCards({ numbers }: { numbers: Numbers }) {
  const { t } = useText();
  return (
    <InlineGrid columns={{ xs: 2, md: 4 }} gap="400">
      <NumberCard
        label={t("home.numbers.waiting")}
        value={numbers.unitsWaiting}
        hint={t("home.numbers.waitingIn", { count: numbers.itemsWaiting })}
        url="/backorders?view=waiting"
      />
      <NumberCard label={t("home.numbers.allocated")} value={numbers.unitsAllocated} hint={t("home.numbers.allocatedHint")} url="/backorders?view=allocated" />
      <NumberCard
        label={t("home.numbers.late")}
        value={numbers.unitsLate}
        hint={t("home.numbers.lateHint")}
        url="/backorders?view=late"
        isBad={numbers.unitsLate > 0}
      />
      <NumberCard label={t("home.numbers.arriving")} value={numbers.unitsArriving} hint={t("home.numbers.arrivingHint")} url="/purchase-orders" />
    </InlineGrid>
  );
}

function NumberCard({ label, value, hint, url, isBad = false }: { label: string; value: number; hint: string; url: string; isBad?: boolean }) {
  const { number } = useText();
  return (
    <Card>
      <BlockStack gap="100">
        <Link url={url} monochrome removeUnderline>
          <Text as="span" variant="bodySm" tone="subdued">
            {label}
          </Text>
        </Link>
        <Text as="p" variant="headingXl" {...(isBad ? { tone: "critical" as const } : {})}>
          {number(value)}
        </Text>
        <Text as="p" variant="bodySm" tone="subdued">
          {hint}
        </Text>
      </BlockStack>
    </Card>
  );
}

export interface LateLine {
  readonly lineItemId: string;
  readonly orderName: string;
  readonly title: string;
  readonly promisedOn: string;
  readonly estimatedOn: string | null;
}

export function LateCard({ lines }: { lines: readonly LateLine[] }) {
  const { t, day } = useText();
  return (
    <GlanceCard title={t("home.late.title")} none={t("home.late.none")} all={{ label: t("home.late.all"), url: "/backorders?view=late" }}>
      {lines.map((line) => (
        <InlineStack key={line.lineItemId} align="space-between" blockAlign="center" gap="200" wrap={false}>
          <BlockStack>
            <Link url={`/backorders/${line.lineItemId}`} removeUnderline>
              {line.orderName}
            </Link>
            <Text as="span" variant="bodySm" tone="subdued">
              {t("home.late.line", { item: line.title, promised: day(line.promisedOn) })}
            </Text>
          </BlockStack>
          <Text as="span" variant="bodySm" tone="critical">
            {line.estimatedOn === null ? t("home.late.noEstimate") : t("home.late.estimate", { date: day(line.estimatedOn) })}
          </Text>
        </InlineStack>
      ))}
    </GlanceCard>
  );
}

export interface Arrival {
  readonly purchaseOrderId: string;
  readonly number: string;
  readonly supplierName: string;
  readonly deadline: string;
  readonly daysOverdue: number;
  readonly unitsDue: number;
  readonly unitsWaited: number;
}

export function ArrivalsCard({ arrivals }: { arrivals: readonly Arrival[] }) {
  const { t } = useText();
  return (
    <GlanceCard
      title={t("home.arrivals.title")}
      none={t("home.arrivals.none")}
      all={
        arrivals.some(({ daysOverdue }) => daysOverdue > 0)
          ? { label: t("home.arrivals.allOverdue"), url: "/purchase-orders?view=late" }
          : { label: t("home.arrivals.all"), url: "/purchase-orders" }
      }
    >
      {arrivals.map((arrival) => (
        <InlineStack key={`${arrival.purchaseOrderId}-${arrival.deadline}`} align="space-between" blockAlign="center" gap="200" wrap={false}>
          <BlockStack>
            <Link url={`/purchase-orders/${arrival.purchaseOrderId}`} removeUnderline>
              {arrival.number}
            </Link>
            <Text as="span" variant="bodySm" tone="subdued">
              {t("home.arrivals.line", { supplier: arrival.supplierName, units: t("formats.units", { count: arrival.unitsDue }) })}
              {arrival.unitsWaited > 0 && ` · ${t("home.arrivals.waited", { count: arrival.unitsWaited })}`}
            </Text>
          </BlockStack>
          <div style={{ flexShrink: 0 }}>
            {arrival.daysOverdue > 0 ? (
              <Badge tone="critical">{t("home.arrivals.overdue", { count: arrival.daysOverdue })}</Badge>
            ) : (
              <Day on={arrival.deadline} />
            )}
          </div>
        </InlineStack>
      ))}
    </GlanceCard>
  );
}

function GlanceCard({ title, none, all, children }: { title: string; none: string; all: { label: string; url: string }; children: readonly ReactNode[] }) {
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          <Button variant="plain" url={all.url}>
            {all.label}
          </Button>
        </InlineStack>
        {children.length === 0 && (
          <Text as="p" tone="subdued">
            {none}
          </Text>
        )}
        {children}
      </BlockStack>
    </Card>
  );
}
