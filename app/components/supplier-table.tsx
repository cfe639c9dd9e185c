/** Suppliers, with how late each has been: that lateness is part of every date. */
import { BlockStack, Badge, Card, EmptySearchResult, EmptyState, IndexTable, InlineStack, Link, Text, useBreakpoints } from "@shopify/polaris";
import type { ReactNode } from "react";
import type { AdminText } from "./admin-text.ts";
import { useListPaging } from "./list-controls.tsx";
import { EMPTY_SHELF } from "./pictures.ts";
import { useText } from "./text.tsx";

export interface SupplierItem {
  readonly supplierId: string;
  readonly name: string;
  readonly email: string;
  readonly country: string;
  readonly leadTimeDays: number | null;
  readonly openOrders: number;
  readonly overdueShipments: number;
  readonly shipmentsReceived: number;
  readonly medianDaysLate: number | null;
}

interface Props {
  readonly page: { readonly rows: readonly SupplierItem[]; readonly next: string | null; readonly previous: string | null };
  readonly isFiltered: boolean;
  readonly isLoading: boolean;
  /** The listing's controls. */
  readonly children: ReactNode;
}

export function SupplierTable({ page, isFiltered, isLoading, children }: Props) {
  const { t } = useText();
  const { smDown } = useBreakpoints();
  return (
    <Card padding="0">
      {children}
      <IndexTable
        resourceName={{ singular: t("supply.suppliers.item.singular"), plural: t("supply.suppliers.item.plural") }}
        itemCount={page.rows.length}
        selectable={false}
        condensed={smDown}
        loading={isLoading}
        headings={[
          { title: t("supply.suppliers.columns.name") },
          { title: t("supply.suppliers.columns.country") },
          { title: t("supply.suppliers.columns.leadTime") },
          { title: t("supply.suppliers.columns.open") },
          { title: t("supply.suppliers.columns.lateness") },
        ]}
        emptyState={<NoSuppliers isFiltered={isFiltered} />}
        {...useListPaging(page)}
      >
        {page.rows.map((row, index) =>
          smDown ? <PhoneRow key={row.supplierId} row={row} position={index} /> : <Row key={row.supplierId} row={row} position={index} />,
        )}
      </IndexTable>
    </Card>
  );
}

function Row({ row, position }: { row: SupplierItem; position: number }) {
  const text = useText();
  return (
    <IndexTable.Row id={row.supplierId} position={position}>
      <IndexTable.Cell>
        <Name row={row} />
      </IndexTable.Cell>
      <IndexTable.Cell>{row.country === "" ? text.t("formats.none") : row.country}</IndexTable.Cell>
      <IndexTable.Cell>{row.leadTimeDays === null ? text.t("formats.none") : text.t("formats.days", { count: row.leadTimeDays })}</IndexTable.Cell>
      <IndexTable.Cell>
        <InlineStack gap="200" wrap={false}>
          {text.number(row.openOrders)}
          <Overdue row={row} />
        </InlineStack>
      </IndexTable.Cell>
      <IndexTable.Cell>{latenessText(row, text)}</IndexTable.Cell>
    </IndexTable.Row>
  );
}

function PhoneRow({ row, position }: { row: SupplierItem; position: number }) {
  const text = useText();
  return (
    <IndexTable.Row id={row.supplierId} position={position}>
      <div style={{ padding: "12px 16px", width: "100%" }}>
        <BlockStack gap="100">
          <InlineStack align="space-between">
            <Name row={row} />
            <Overdue row={row} />
          </InlineStack>
          <Text as="span" tone="subdued">
            {latenessText(row, text)}
          </Text>
        </BlockStack>
      </div>
    </IndexTable.Row>
  );
}

function Name({ row }: { row: SupplierItem }) {
  return (
    <Link url={`/suppliers/${row.supplierId}`} dataPrimaryLink monochrome removeUnderline>
      <Text as="span" fontWeight="semibold">
        {row.name}
      </Text>
    </Link>
  );
}

function Overdue({ row }: { row: SupplierItem }) {
  const { t } = useText();
  return row.overdueShipments === 0 ? null : <Badge tone="critical">{t("supply.suppliers.overdue", { count: row.overdueShipments })}</Badge>;
}

/** "3 days late (12 deliveries)" */
export function latenessText({ medianDaysLate, shipmentsReceived }: Pick<SupplierItem, "medianDaysLate" | "shipmentsReceived">, { t }: AdminText): string {
  if (medianDaysLate === null) return t("supply.suppliers.tooFew");
  const key = medianDaysLate > 0 ? "supply.suppliers.late" : "supply.suppliers.early";
  const lateness = medianDaysLate === 0 ? t("supply.suppliers.onTime") : t(key, { count: Math.abs(medianDaysLate) });
  return `${lateness} (${t("supply.suppliers.deliveries", { count: shipmentsReceived })})`;
}

function NoSuppliers({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useText();
  if (isFiltered)
    return <EmptySearchResult title={t("supply.suppliers.empty.noMatchTitle")} description={t("supply.suppliers.empty.noMatch")} withIllustration />;
  return (
    <EmptyState heading={t("supply.suppliers.empty.title")} image={EMPTY_SHELF} action={{ content: t("supply.suppliers.create"), url: "/suppliers/new" }}>
      <p>{t("supply.suppliers.empty.text")}</p>
    </EmptyState>
  );
}
