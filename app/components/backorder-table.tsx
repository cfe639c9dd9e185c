/** Backorders as a table; on a phone as a list of the same facts. */
import { BlockStack, Card, EmptySearchResult, EmptyState, IndexTable, InlineStack, Link, Text, useBreakpoints } from "@shopify/polaris";
import type { ReactNode } from "react";
import { Day } from "./day.tsx";
import { EMPTY_SHELF } from "./pictures.ts";
import { useListPaging } from "./list-controls.tsx";
import { LateBadge, LineStatusBadge } from "./status-badges.tsx";
import type { LineStatus } from "./status-badges.tsx";
import { useText } from "./text.tsx";

export interface BackorderItem {
  readonly lineItemId: string;
  readonly orderName: string;
  readonly customerName: string | null;
  readonly title: string;
  readonly sku: string;
  readonly rankAt: string;
  readonly status: LineStatus;
  readonly unitsOrdered: number;
  readonly unitsWaiting: number;
  readonly unitsAllocated: number;
  readonly estimatedOn: string | null;
  readonly promisedOn: string | null;
  readonly isLate: boolean;
}

interface Props {
  readonly page: { readonly rows: readonly BackorderItem[]; readonly next: string | null; readonly previous: string | null };
  readonly isFiltered: boolean;
  readonly isLoading: boolean;
  /** The listing's controls. */
  readonly children: ReactNode;
}

export function BackorderTable({ page, isFiltered, isLoading, children }: Props) {
  const { t } = useText();
  const { smDown } = useBreakpoints();
  const paging = useListPaging(page);
  return (
    <Card padding="0">
      {children}
      <IndexTable
        resourceName={{ singular: t("backorders.item.singular"), plural: t("backorders.item.plural") }}
        itemCount={page.rows.length}
        selectable={false}
        condensed={smDown}
        loading={isLoading}
        headings={[
          { title: t("backorders.columns.order") },
          { title: t("backorders.columns.placed") },
          { title: t("backorders.columns.customer") },
          { title: t("backorders.columns.item") },
          { title: t("backorders.columns.units") },
          { title: t("backorders.columns.status") },
          { title: t("backorders.columns.promised") },
          { title: t("backorders.columns.estimate") },
        ]}
        emptyState={<NoBackorders isFiltered={isFiltered} />}
        {...paging}
      >
        {page.rows.map((row, index) =>
          smDown ? <PhoneRow key={row.lineItemId} row={row} position={index} /> : <Row key={row.lineItemId} row={row} position={index} />,
        )}
      </IndexTable>
    </Card>
  );
}

function Row({ row, position }: { row: BackorderItem; position: number }) {
  const { t, dayOf } = useText();
  return (
    <IndexTable.Row id={row.lineItemId} position={position}>
      <IndexTable.Cell>
        <Link url={`/backorders/${row.lineItemId}`} dataPrimaryLink monochrome removeUnderline>
          <Text as="span" fontWeight="semibold">
            {row.orderName}
          </Text>
        </Link>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Day on={dayOf(row.rankAt)} />
      </IndexTable.Cell>
      <IndexTable.Cell>{row.customerName ?? t("backorders.nobody")}</IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="span" truncate>
          {row.title}
        </Text>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Units row={row} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Status row={row} />
      </IndexTable.Cell>
      <IndexTable.Cell>{row.promisedOn === null ? <Subdued text={t("backorders.noPromise")} /> : <Day on={row.promisedOn} />}</IndexTable.Cell>
      <IndexTable.Cell>
        <Estimate row={row} />
      </IndexTable.Cell>
    </IndexTable.Row>
  );
}

function PhoneRow({ row, position }: { row: BackorderItem; position: number }) {
  return (
    <IndexTable.Row id={row.lineItemId} position={position}>
      <div style={{ padding: "12px 16px", width: "100%" }}>
        <BlockStack gap="100">
          <InlineStack align="space-between" gap="200">
            <Link url={`/backorders/${row.lineItemId}`} dataPrimaryLink monochrome removeUnderline>
              <Text as="span" fontWeight="semibold">
                {row.orderName} · {row.title}
              </Text>
            </Link>
          </InlineStack>
          <InlineStack gap="200" blockAlign="center">
            <Status row={row} />
            <Units row={row} />
          </InlineStack>
          <Dates row={row} />
        </BlockStack>
      </div>
    </IndexTable.Row>
  );
}

function Dates({ row }: { row: BackorderItem }) {
  const { t } = useText();
  return (
    <Text as="span" tone="subdued">
      {t("backorders.columns.promised")} {row.promisedOn === null ? t("formats.none") : <Day on={row.promisedOn} />} · {t("backorders.columns.estimate")}{" "}
      <Estimate row={row} />
    </Text>
  );
}

function Units({ row }: { row: BackorderItem }) {
  const { t } = useText();
  const key = row.unitsWaiting > 0 ? "backorders.unitsOf" : row.unitsAllocated > 0 ? "backorders.allocatedOf" : "backorders.unitsDone";
  return <Text as="span">{t(key, { waiting: row.unitsWaiting, allocated: row.unitsAllocated, ordered: row.unitsOrdered })}</Text>;
}

function Status({ row }: { row: BackorderItem }) {
  return (
    <InlineStack gap="100" wrap={false}>
      <LineStatusBadge status={row.status} />
      {row.isLate && <LateBadge />}
    </InlineStack>
  );
}

/** Nothing that waits has no estimate to show; something that waits without one says so. */
function Estimate({ row }: { row: BackorderItem }) {
  const { t } = useText();
  if (row.unitsWaiting === 0) return <Subdued text={t("formats.none")} />;
  return row.estimatedOn === null ? <Subdued text={t("backorders.noEstimate")} /> : <Day on={row.estimatedOn} />;
}

function Subdued({ text }: { text: string }) {
  return (
    <Text as="span" tone="subdued">
      {text}
    </Text>
  );
}

function NoBackorders({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useText();
  if (isFiltered) return <EmptySearchResult title={t("backorders.empty.noMatchTitle")} description={t("backorders.empty.noMatch")} withIllustration />;
  return (
    <EmptyState heading={t("backorders.empty.title")} image={EMPTY_SHELF} action={{ content: t("backorders.empty.action"), url: "/variants" }}>
      <p>{t("backorders.empty.text")}</p>
    </EmptyState>
  );
}
