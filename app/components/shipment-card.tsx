/** One delivery of a purchase order: what the supplier agreed to beside when it is expected, its units, and who waits for them. */
import { ActionList, Badge, BlockStack, Button, Card, DataTable, InlineGrid, InlineStack, Link, Popover, Text } from "@shopify/polaris";
import { useState } from "react";
import type { ReactNode } from "react";
import { Day } from "./day.tsx";
import { useText } from "./text.tsx";
import { nameOf } from "./variant-table.tsx";

export interface Shipment {
  readonly inboundShipmentId: string;
  readonly deadline: string | null;
  readonly receivedOn: string | null;
  readonly cancelledAt: string | null;
  /** Null: nothing can be said, or nothing is to come. */
  readonly expected: { readonly on: string; readonly days: number; readonly source: "supplier" | "pooled" | "assumed"; readonly receipts: number } | null;
  readonly lines: readonly ShipmentLine[];
}

export interface ShipmentLine {
  readonly inventoryItemId: string;
  readonly variantId: string | null;
  readonly productTitle: string;
  readonly title: string;
  readonly sku: string;
  readonly units: number;
  readonly unitsReceived: number;
  readonly unitsWaiting: number;
  readonly trouble: "deleted" | "untracked" | null;
}

interface Props {
  readonly shipment: Shipment;
  /** Null while the order is a draft: nothing can come in. */
  readonly receiveUrl: string | null;
  /** Days since the deadline passed, 0 or less while it has not. */
  readonly daysOverdue: number;
  onChangeDeadline(): void;
  onMove(): void;
  /** Null: all of the delivery. */
  onGiveUp(line: ShipmentLine | null): void;
}

export function ShipmentCard(props: Props) {
  const { shipment, receiveUrl, daysOverdue } = props;
  const { t } = useText();
  const isOpen = shipment.receivedOn === null && shipment.cancelledAt === null;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h2" variant="headingMd">
              <ShipmentTitle shipment={shipment} />
            </Text>
            {isOpen && daysOverdue > 0 && <Badge tone="critical">{t("supply.order.overdue", { count: daysOverdue })}</Badge>}
          </InlineStack>
          {isOpen && (
            <InlineStack gap="200">
              <MoreActions {...props} />
              {receiveUrl !== null && (
                <Button variant="primary" url={receiveUrl}>
                  {t("supply.receive.action")}
                </Button>
              )}
            </InlineStack>
          )}
        </InlineStack>
        {isOpen && <Days {...props} />}
        <Lines {...props} isOpen={isOpen} />
      </BlockStack>
    </Card>
  );
}

function MoreActions({ shipment, onMove, onGiveUp }: Props) {
  const { t } = useText();
  const [isShown, setIsShown] = useState(false);
  const then = (act: () => void) => () => {
    setIsShown(false);
    act();
  };
  const hasCome = shipment.lines.some(({ unitsReceived }) => unitsReceived > 0);
  return (
    <Popover
      active={isShown}
      onClose={() => setIsShown(false)}
      activator={
        <Button disclosure onClick={() => setIsShown(!isShown)}>
          {t("supply.order.more")}
        </Button>
      }
    >
      <ActionList
        actionRole="menuitem"
        items={[
          { content: t("supply.move.action"), onAction: then(onMove) },
          { content: t(hasCome ? "supply.cancel.rest" : "supply.cancel.delivery"), destructive: true, onAction: then(() => onGiveUp(null)) },
        ]}
      />
    </Popover>
  );
}

/** Agreed and expected, side by side and never mixed. */
function Days({ shipment: { deadline, expected }, onChangeDeadline }: Props) {
  const { t } = useText();
  return (
    <InlineGrid columns={{ xs: 1, sm: 2 }} gap="300">
      <Fact label={t("supply.order.agreed")}>
        {deadline === null ? t("supply.orders.noDeadline") : <Day on={deadline} />}{" "}
        <Button variant="plain" onClick={onChangeDeadline}>
          {t("supply.deadline.change")}
        </Button>
      </Fact>
      <Fact label={t("supply.order.expected")}>
        {expected === null ? (
          t(deadline === null ? "supply.order.expectedUndated" : "supply.order.expectedUnknown")
        ) : (
          <>
            <Day on={expected.on} />{" "}
            <Text as="span" tone="subdued" variant="bodySm">
              {t(`supply.order.because.${expected.source}`, { count: expected.receipts })}
            </Text>
          </>
        )}
      </Fact>
    </InlineGrid>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <BlockStack>
      <Text as="span" tone="subdued" variant="bodySm">
        {label}
      </Text>
      <Text as="span">{children}</Text>
    </BlockStack>
  );
}

function Lines({ shipment, isOpen, onGiveUp }: Props & { isOpen: boolean }) {
  const { t, number } = useText();
  const isAlone = shipment.lines.length === 1;
  return (
    <DataTable
      columnContentTypes={["text", "numeric", "numeric", "numeric"]}
      headings={[t("supply.order.columns.item"), t("supply.order.columns.ordered"), t("supply.order.columns.received"), t("supply.order.columns.waiting")]}
      rows={shipment.lines.map((line) => [
        <ItemName key={line.inventoryItemId} line={line} onGiveUp={isOpen && !isAlone && line.units > line.unitsReceived ? () => onGiveUp(line) : null} />,
        number(line.units),
        number(line.unitsReceived),
        number(line.unitsWaiting),
      ])}
    />
  );
}

function ShipmentTitle({ shipment }: { shipment: Shipment }) {
  const { t, day } = useText();
  if (shipment.cancelledAt !== null) return t("supply.order.shipmentCancelled");
  if (shipment.receivedOn !== null) return t("supply.order.shipmentReceived", { date: day(shipment.receivedOn) });
  if (shipment.deadline === null) return t("supply.orders.noDeadline");
  return (
    <>
      {t("supply.order.deadline")} <Day on={shipment.deadline} />
    </>
  );
}

function ItemName({ line, onGiveUp }: { line: ShipmentLine; onGiveUp: (() => void) | null }) {
  const { t } = useText();
  return (
    <BlockStack>
      {line.variantId === null ? (
        nameOf(line)
      ) : (
        <Link url={`/variants/${line.variantId}`} monochrome removeUnderline>
          {nameOf(line)}
        </Link>
      )}
      <Text as="span" tone="subdued" variant="bodySm">
        {line.sku}
      </Text>
      {line.trouble !== null && (
        <Text as="span" tone="critical" variant="bodySm">
          {t(`supply.order.trouble.${line.trouble}`)}
        </Text>
      )}
      {onGiveUp !== null && (
        <InlineStack>
          <Button size="micro" variant="plain" tone="critical" accessibilityLabel={`${t("supply.cancel.item")}: ${nameOf(line)}`} onClick={onGiveUp}>
            {t("supply.cancel.item")}
          </Button>
        </InlineStack>
      )}
    </BlockStack>
  );
}
