/** Orders that came after the limit was reached and before Shopify's switch had turned. */
import { Card, EmptyState, IndexTable, Link, Text } from "@shopify/polaris";
import { Day } from "./day.tsx";
import { useListPaging } from "./list-controls.tsx";
import { EMPTY_SHELF } from "./pictures.ts";
import { useText } from "./text.tsx";
import { nameOf } from "./variant-table.tsx";

export interface OvershootItem {
  readonly lineItemId: string;
  readonly place: string;
  readonly orderName: string;
  readonly orderedAt: string;
  readonly variantId: string;
  readonly productTitle: string;
  readonly title: string;
  readonly units: number;
  readonly promisedOn: string | null;
  readonly isTold: boolean;
  readonly estimatedOn: string | null;
}

interface Props {
  readonly page: { readonly rows: readonly OvershootItem[]; readonly next: string | null; readonly previous: string | null };
}

export function OvershootTable({ page }: Props) {
  const { t, number, moment } = useText();
  return (
    <Card padding="0">
      <IndexTable
        resourceName={{ singular: t("variants.overshoot.singular"), plural: t("variants.overshoot.plural") }}
        itemCount={page.rows.length}
        selectable={false}
        headings={[
          { title: t("variants.overshoot.order") },
          { title: t("variants.columns.variant") },
          { title: t("variants.overshoot.orderedAt") },
          { title: t("variants.overshoot.units"), alignment: "end" },
          { title: t("variants.overshoot.told") },
        ]}
        emptyState={
          <EmptyState heading={t("variants.overshoot.emptyTitle")} image={EMPTY_SHELF}>
            <p>{t("variants.overshoot.empty")}</p>
          </EmptyState>
        }
        {...useListPaging(page)}
      >
        {page.rows.map((row, index) => (
          <IndexTable.Row key={row.place} id={row.place} position={index}>
            <IndexTable.Cell>
              <Link url={`/backorders/${row.lineItemId}`} dataPrimaryLink>
                {row.orderName}
              </Link>
            </IndexTable.Cell>
            <IndexTable.Cell>{nameOf(row)}</IndexTable.Cell>
            <IndexTable.Cell>{moment(row.orderedAt)}</IndexTable.Cell>
            <IndexTable.Cell>
              <Text as="span" alignment="end" numeric>
                {number(row.units)}
              </Text>
            </IndexTable.Cell>
            <IndexTable.Cell>
              <Told row={row} />
            </IndexTable.Cell>
          </IndexTable.Row>
        ))}
      </IndexTable>
    </Card>
  );
}

function Told({ row: { isTold, promisedOn, estimatedOn } }: { row: OvershootItem }) {
  const { t, day } = useText();
  if (isTold) return promisedOn === null ? t("variants.overshoot.noDate") : <Day on={promisedOn} />;
  return estimatedOn === null ? t("variants.overshoot.untold") : t("variants.overshoot.estimate", { date: day(estimatedOn) });
}
