/** What a supplier sells, with its terms for each. */
import { BlockStack, Button, Card, DataTable, InlineStack, Pagination, Text } from "@shopify/polaris";
import { amountText } from "./amount-text.ts";
import { useListPaging } from "./list-controls.tsx";
import { useText } from "./text.tsx";
import { nameOf } from "./variant-table.tsx";

export interface SupplierItem {
  readonly inventoryItemId: string;
  readonly productTitle: string;
  readonly title: string;
  readonly sku: string;
  readonly supplierSku: string;
  readonly unitCostCents: number | null;
  readonly packSize: number;
  readonly minimumUnits: number | null;
  readonly leadTimeDays: number | null;
  readonly rank: number;
  readonly suppliers: number;
}

interface Props {
  readonly page: { readonly rows: readonly SupplierItem[]; readonly next: string | null; readonly previous: string | null };
  readonly currency: string;
  onAdd(): void;
  onEdit(item: SupplierItem): void;
}

export function SupplierItemsCard({ page, currency, onAdd, onEdit }: Props) {
  const text = useText();
  const { t, number } = text;
  const { pagination } = useListPaging(page);
  const none = t("formats.none");
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {t("supply.items.title")}
          </Text>
          <Button onClick={onAdd}>{t("supply.items.add")}</Button>
        </InlineStack>
        {page.rows.length === 0 ? (
          <Text as="p" tone="subdued">
            {t("supply.items.empty")}
          </Text>
        ) : (
          <DataTable
            columnContentTypes={["text", "text", "numeric", "numeric", "numeric", "numeric", "numeric"]}
            headings={[
              t("supply.items.columns.item"),
              t("supply.items.columns.sku"),
              t("supply.items.columns.cost"),
              t("supply.items.columns.pack"),
              t("supply.items.columns.minimum"),
              t("supply.items.columns.leadTime"),
              t("supply.items.columns.rank"),
            ]}
            rows={page.rows.map((item) => [
              <Button key={item.inventoryItemId} variant="plain" textAlign="left" onClick={() => onEdit(item)}>
                {nameOf(item)}
              </Button>,
              item.supplierSku === "" ? none : item.supplierSku,
              item.unitCostCents === null ? none : amountText(item.unitCostCents, currency, text),
              number(item.packSize),
              item.minimumUnits === null ? none : number(item.minimumUnits),
              item.leadTimeDays === null ? none : t("formats.days", { count: item.leadTimeDays }),
              t("supply.items.rankOf", { rank: item.rank, suppliers: item.suppliers }),
            ])}
          />
        )}
        {pagination !== undefined && <Pagination {...pagination} />}
      </BlockStack>
    </Card>
  );
}
