/** One delivery of a purchase order: its deadline, its units, and who waits for them. */
import { Badge, BlockStack, Button, ButtonGroup, Card, DataTable, InlineStack, Link, Text } from "@shopify/polaris";
import { Day } from "./day.tsx";
import { useText } from "./text.tsx";
import { nameOf } from "./variant-table.tsx";

export interface Shipment {
  readonly inboundShipmentId: string;
  readonly deadline: string | null;
  readonly receivedOn: string | null;
  readonly cancelledAt: string | null;
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
}

interface Props {
  readonly shipment: Shipment;
  readonly receiveUrl: string;
  /** Days since the deadline passed, 0 or less while it has not. */
  readonly daysOverdue: number;
  onChangeDeadline(): void;
}

export function ShipmentCard({ shipment, receiveUrl, daysOverdue, onChangeDeadline }: Props) {
  const { t, number } = useText();
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
            <ButtonGroup>
              <Button onClick={onChangeDeadline}>{t("supply.deadline.change")}</Button>
              <Button variant="primary" url={receiveUrl}>
                {t("supply.receive.action")}
              </Button>
            </ButtonGroup>
          )}
        </InlineStack>
        <DataTable
          columnContentTypes={["text", "numeric", "numeric", "numeric"]}
          headings={[t("supply.order.columns.item"), t("supply.order.columns.ordered"), t("supply.order.columns.received"), t("supply.order.columns.waiting")]}
          rows={shipment.lines.map((line) => [
            <ItemName key={line.inventoryItemId} line={line} />,
            number(line.units),
            number(line.unitsReceived),
            number(line.unitsWaiting),
          ])}
        />
      </BlockStack>
    </Card>
  );
}

function ShipmentTitle({ shipment }: { shipment: Shipment }) {
  const { t, day } = useText();
  if (shipment.receivedOn !== null) return t("supply.order.shipmentReceived", { date: day(shipment.receivedOn) });
  if (shipment.deadline === null) return t("supply.orders.noDeadline");
  return (
    <>
      {t("supply.order.deadline")} <Day on={shipment.deadline} />
    </>
  );
}

function ItemName({ line }: { line: ShipmentLine }) {
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
    </BlockStack>
  );
}
