/** What going live would do, and the choice of variants to go live with. */
import { Badge, BlockStack, Box, Button, Card, Checkbox, EmptyState, IndexTable, InlineStack, Link, Text, useIndexResourceState } from "@shopify/polaris";
import { useState } from "react";
import { Day } from "./day.tsx";
import { EMPTY_SHELF } from "./pictures.ts";
import { ModeBadge } from "./status-badges.tsx";
import { useText } from "./text.tsx";
import { nameOf } from "./variant-table.tsx";

export interface WouldDoItem {
  readonly variantId: string;
  readonly productTitle: string;
  readonly title: string;
  readonly sku: string;
  readonly mode: "on" | "autopilot";
  readonly isSwitchedOn: boolean;
  readonly unitsWaiting: number;
  readonly ordersToHold: number;
  readonly ordersUntold: number;
  readonly unitsGiven: number;
  readonly firstShipBy: string | null;
  readonly lastShipBy: string | null;
  readonly unitsWithoutDate: number;
}

interface Props {
  readonly rows: readonly WouldDoItem[];
  readonly isLive: boolean;
  readonly isSaving: boolean;
  onGoLive(variantIds: string[] | "all", tellsWaiting: boolean): void;
}

export function WouldDoTable({ rows, isLive, isSaving, onGoLive }: Props) {
  const { t } = useText();
  const [tellsWaiting, setTellsWaiting] = useState(false);
  const items = rows.map((row) => ({ ...row, id: row.variantId }));
  const chosenAtFirst = rows.filter(({ isSwitchedOn }) => isSwitchedOn).map(({ variantId }) => variantId);
  const { selectedResources, allResourcesSelected, handleSelectionChange } = useIndexResourceState(items, { selectedResources: chosenAtFirst });
  const untold = rows.reduce((sum, { ordersUntold }) => sum + ordersUntold, 0);
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t(isLive ? "stage.would.titleLive" : "stage.would.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t(isLive ? "stage.would.textLive" : "stage.would.text")}
          </Text>
        </BlockStack>
      </Box>
      <IndexTable
        resourceName={{ singular: t("variants.item.singular"), plural: t("variants.item.plural") }}
        itemCount={items.length}
        selectedItemsCount={allResourcesSelected ? "All" : selectedResources.length}
        onSelectionChange={handleSelectionChange}
        headings={[
          { title: t("variants.columns.variant") },
          { title: t("variants.columns.mode") },
          { title: t("stage.would.columns.held"), alignment: "end" },
          { title: t("stage.would.columns.told"), alignment: "end" },
          { title: t("stage.would.columns.given"), alignment: "end" },
          { title: t("stage.would.columns.dates") },
        ]}
        emptyState={<NothingPlanned />}
      >
        {items.map((row, index) => (
          <Row key={row.id} row={row} position={index} isSelected={selectedResources.includes(row.id)} isLive={isLive} />
        ))}
      </IndexTable>
      <Box padding="400">
        <BlockStack gap="300">
          {untold > 0 && (
            <Checkbox label={t("stage.would.tell", { count: untold })} helpText={t("stage.would.tellHelp")} checked={tellsWaiting} onChange={setTellsWaiting} />
          )}
          <InlineStack gap="200">
            <Button
              variant="primary"
              loading={isSaving}
              disabled={items.length > 0 && selectedResources.length === 0}
              onClick={() => onGoLive(items.length === 0 || selectedResources.length === items.length ? "all" : selectedResources, tellsWaiting)}
            >
              {items.length === 0 ? t("stage.would.goLiveEmpty") : t(isLive ? "stage.would.change" : "stage.would.goLive", { count: selectedResources.length })}
            </Button>
          </InlineStack>
        </BlockStack>
      </Box>
    </Card>
  );
}

function Row({ row, position, isSelected, isLive }: { row: WouldDoItem; position: number; isSelected: boolean; isLive: boolean }) {
  const { t, number } = useText();
  return (
    <IndexTable.Row id={row.variantId} position={position} selected={isSelected}>
      <IndexTable.Cell>
        <BlockStack>
          <Link url={`/variants/${row.variantId}`} monochrome removeUnderline>
            <Text as="span" fontWeight="semibold">
              {nameOf(row)}
            </Text>
          </Link>
          <Text as="span" tone="subdued" variant="bodySm">
            {row.sku}
          </Text>
        </BlockStack>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <InlineStack gap="200" wrap={false}>
          <ModeBadge mode={row.mode} />
          {isLive && !row.isSwitchedOn && <Badge>{t("stage.would.planned")}</Badge>}
        </InlineStack>
      </IndexTable.Cell>
      {[row.ordersToHold, row.ordersUntold, row.unitsGiven].map((count, column) => (
        <IndexTable.Cell key={column}>
          <Text as="span" alignment="end" numeric>
            {number(count)}
          </Text>
        </IndexTable.Cell>
      ))}
      <IndexTable.Cell>
        <Dates row={row} />
      </IndexTable.Cell>
    </IndexTable.Row>
  );
}

function Dates({ row }: { row: WouldDoItem }) {
  const { t } = useText();
  if (row.unitsWaiting === 0) return t("formats.none");
  if (row.firstShipBy === null || row.lastShipBy === null) return t("stage.would.noDate");
  return (
    <InlineStack gap="100">
      <Day on={row.firstShipBy} />
      {row.lastShipBy !== row.firstShipBy && (
        <>
          {"–"}
          <Day on={row.lastShipBy} />
        </>
      )}
      {row.unitsWithoutDate > 0 && (
        <Text as="span" tone="subdued">
          {t("stage.would.undated", { count: row.unitsWithoutDate })}
        </Text>
      )}
    </InlineStack>
  );
}

function NothingPlanned() {
  const { t } = useText();
  return (
    <EmptyState heading={t("stage.would.emptyTitle")} image={EMPTY_SHELF} action={{ content: t("stage.would.emptyAction"), url: "/variants" }}>
      <p>{t("stage.would.empty")}</p>
    </EmptyState>
  );
}
