/** Purchase orders, newest first, with what is late at once visible. */
import { BlockStack, Card, EmptySearchResult, EmptyState, IndexTable, InlineStack, Link, Text, useBreakpoints } from "@shopify/polaris";
import type { ReactNode } from "react";
import { Day } from "./day.tsx";
import { useListPaging } from "./list-controls.tsx";
import { EMPTY_SHELF } from "./pictures.ts";
import { OrderStatusBadge } from "./status-badges.tsx";
import type { OrderStatus } from "./status-badges.tsx";
import { useText } from "./text.tsx";

export interface PurchaseOrderItem {
  readonly purchaseOrderId: string;
  readonly number: string;
  readonly supplierName: string;
  readonly status: OrderStatus;
  readonly orderedOn: string;
  readonly nextDeadline: string | null;
  readonly isLate: boolean;
  readonly unitsOrdered: number;
  readonly unitsReceived: number;
}

interface Props {
  readonly page: { readonly rows: readonly PurchaseOrderItem[]; readonly next: string | null; readonly previous: string | null };
  readonly isFiltered: boolean;
  readonly isLoading: boolean;
  /** The listing's controls. */
  readonly children: ReactNode;
}

export function PurchaseOrderTable({ page, isFiltered, isLoading, children }: Props) {
  const { t } = useText();
  const { smDown } = useBreakpoints();
  return (
    <Card padding="0">
      {children}
      <IndexTable
        resourceName={{ singular: t("supply.orders.item.singular"), plural: t("supply.orders.item.plural") }}
        itemCount={page.rows.length}
        selectable={false}
        condensed={smDown}
        loading={isLoading}
        headings={[
          { title: t("supply.orders.columns.number") },
          { title: t("supply.orders.columns.supplier") },
          { title: t("supply.orders.columns.ordered") },
          { title: t("supply.orders.columns.deadline") },
          { title: t("supply.orders.columns.units") },
          { title: t("supply.orders.columns.status") },
        ]}
        emptyState={<NoPurchaseOrders isFiltered={isFiltered} />}
        {...useListPaging(page)}
      >
        {page.rows.map((row, index) =>
          smDown ? <PhoneRow key={row.purchaseOrderId} row={row} position={index} /> : <Row key={row.purchaseOrderId} row={row} position={index} />,
        )}
      </IndexTable>
    </Card>
  );
}

function Row({ row, position }: { row: PurchaseOrderItem; position: number }) {
  return (
    <IndexTable.Row id={row.purchaseOrderId} position={position}>
      <IndexTable.Cell>
        <Name row={row} />
      </IndexTable.Cell>
      <IndexTable.Cell>{row.supplierName}</IndexTable.Cell>
      <IndexTable.Cell>
        <Day on={row.orderedOn} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Deadline row={row} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <UnitsReceived row={row} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <OrderStatusBadge status={row.status} isLate={row.isLate} />
      </IndexTable.Cell>
    </IndexTable.Row>
  );
}

function PhoneRow({ row, position }: { row: PurchaseOrderItem; position: number }) {
  return (
    <IndexTable.Row id={row.purchaseOrderId} position={position}>
      <div style={{ padding: "12px 16px", width: "100%" }}>
        <BlockStack gap="100">
          <InlineStack align="space-between" gap="200">
            <Name row={row} />
            <OrderStatusBadge status={row.status} isLate={row.isLate} />
          </InlineStack>
          <Text as="span" tone="subdued">
            {row.supplierName} · <Deadline row={row} /> · <UnitsReceived row={row} />
          </Text>
        </BlockStack>
      </div>
    </IndexTable.Row>
  );
}

function Name({ row }: { row: PurchaseOrderItem }) {
  return (
    <Link url={`/purchase-orders/${row.purchaseOrderId}`} dataPrimaryLink monochrome removeUnderline>
      <Text as="span" fontWeight="semibold">
        {row.number}
      </Text>
    </Link>
  );
}

function Deadline({ row }: { row: PurchaseOrderItem }) {
  const { t } = useText();
  if (row.nextDeadline !== null) return <Day on={row.nextDeadline} />;
  return row.status === "received" ? t("formats.none") : t("supply.orders.noDeadline");
}

function UnitsReceived({ row }: { row: PurchaseOrderItem }) {
  const { t } = useText();
  return t("supply.orders.received", { received: row.unitsReceived, ordered: row.unitsOrdered });
}

function NoPurchaseOrders({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useText();
  if (isFiltered) return <EmptySearchResult title={t("supply.orders.empty.noMatchTitle")} description={t("supply.orders.empty.noMatch")} withIllustration />;
  return (
    <EmptyState heading={t("supply.orders.empty.title")} image={EMPTY_SHELF} action={{ content: t("supply.orders.create"), url: "/purchase-orders/new" }}>
      <p>{t("supply.orders.empty.text")}</p>
    </EmptyState>
  );
}
