/** Variants with their shelf, their queue and their supply; backorders are switched on and off here, one or many. */
import {
  BlockStack,
  Button,
  Card,
  EmptySearchResult,
  EmptyState,
  IndexTable,
  InlineStack,
  Link,
  Text,
  useBreakpoints,
  useIndexResourceState,
} from "@shopify/polaris";
import type { ReactNode } from "react";
import type { Criterion } from "../domain/readiness.ts";
import { Day } from "./day.tsx";
import { useListPaging } from "./list-controls.tsx";
import { EMPTY_SHELF } from "./pictures.ts";
import { ReadyBadge } from "./readiness-card.tsx";
import { ModeBadge } from "./status-badges.tsx";
import type { BackorderMode } from "./status-badges.tsx";
import { useText } from "./text.tsx";

export interface VariantItem {
  readonly variantId: string;
  readonly productTitle: string;
  readonly title: string;
  readonly sku: string;
  readonly isTracked: boolean;
  readonly backorderMode: BackorderMode;
  readonly readiness: readonly Criterion[] | null;
  readonly backorderLimit: number | null;
  readonly available: number;
  readonly unitsWaiting: number;
  readonly unitsInbound: number;
  readonly nextDeadline: string | null;
  readonly nextShipBy: string | null;
  readonly publishedState: string | null;
}

interface Props {
  readonly page: { readonly rows: readonly VariantItem[]; readonly next: string | null; readonly previous: string | null };
  readonly isFiltered: boolean;
  readonly isLoading: boolean;
  readonly isSwitching: boolean;
  onSwitch(variantIds: string[], mode: "on" | "off"): void;
  /** The listing's controls. */
  readonly children: ReactNode;
}

export function VariantTable({ page, isFiltered, isLoading, isSwitching, onSwitch, children }: Props) {
  const { t } = useText();
  const { smDown } = useBreakpoints();
  const rows = page.rows.map((row) => ({ ...row, id: row.variantId }));
  const { selectedResources, allResourcesSelected, handleSelectionChange, clearSelection } = useIndexResourceState(rows);
  const switchSelected = (mode: "on" | "off") => {
    onSwitch(selectedResources, mode);
    clearSelection();
  };
  return (
    <Card padding="0">
      {children}
      <IndexTable
        resourceName={{ singular: t("variants.item.singular"), plural: t("variants.item.plural") }}
        itemCount={rows.length}
        selectedItemsCount={allResourcesSelected ? "All" : selectedResources.length}
        onSelectionChange={handleSelectionChange}
        promotedBulkActions={[
          { content: t("variants.switchOn"), onAction: () => switchSelected("on"), disabled: isSwitching },
          { content: t("variants.switchOff"), onAction: () => switchSelected("off"), disabled: isSwitching },
        ]}
        condensed={smDown}
        loading={isLoading}
        headings={[
          { title: t("variants.columns.variant") },
          { title: t("variants.columns.mode") },
          { title: t("variants.columns.ready") },
          { title: t("variants.columns.available"), alignment: "end" },
          { title: t("variants.columns.waiting"), alignment: "end" },
          { title: t("variants.columns.inbound"), alignment: "end" },
          { title: t("variants.columns.nextDeadline") },
          { title: t("variants.columns.nextShipBy") },
          { title: t("variants.changeMode"), hidden: true },
        ]}
        emptyState={<NoVariants isFiltered={isFiltered} />}
        {...useListPaging(page)}
      >
        {rows.map((row, index) => {
          const isSelected = selectedResources.includes(row.id);
          const shared = { row, position: index, isSelected };
          return smDown ? <PhoneRow key={row.id} {...shared} /> : <Row key={row.id} {...shared} isSwitching={isSwitching} onSwitch={onSwitch} />;
        })}
      </IndexTable>
    </Card>
  );
}

interface RowProps {
  readonly row: VariantItem;
  readonly position: number;
  readonly isSelected: boolean;
}

function Row({ row, position, isSelected, isSwitching, onSwitch }: RowProps & Pick<Props, "isSwitching" | "onSwitch">) {
  const { t } = useText();
  const isOff = row.backorderMode === "off";
  return (
    <IndexTable.Row id={row.variantId} position={position} selected={isSelected}>
      <IndexTable.Cell>
        <Name row={row} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <InlineStack gap="200" blockAlign="center" wrap={false}>
          <ModeBadge mode={row.backorderMode} />
          {row.backorderMode !== "off" && row.backorderLimit !== null && (
            <Text as="span" tone="subdued" variant="bodySm">
              {t("variants.upTo", { count: row.backorderLimit })}
            </Text>
          )}
        </InlineStack>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <ReadyBadge criteria={row.readiness} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Units count={row.available} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Units count={row.unitsWaiting} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Units count={row.unitsInbound} />
      </IndexTable.Cell>
      <IndexTable.Cell>{row.nextDeadline === null ? t("formats.none") : <Day on={row.nextDeadline} />}</IndexTable.Cell>
      <IndexTable.Cell>
        <ShipBy row={row} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        {/* A press on the button must not also open the row. */}
        <div onClick={(event) => event.stopPropagation()} style={{ textAlign: "right" }}>
          <Button
            size="micro"
            disabled={!row.isTracked || isSwitching}
            accessibilityLabel={`${t(isOff ? "variants.switchOn" : "variants.switchOff")}: ${nameOf(row)}`}
            onClick={() => onSwitch([row.variantId], isOff ? "on" : "off")}
          >
            {t(isOff ? "variants.switchOn" : "variants.switchOff")}
          </Button>
        </div>
      </IndexTable.Cell>
    </IndexTable.Row>
  );
}

function PhoneRow({ row, position, isSelected }: RowProps) {
  const { t } = useText();
  return (
    <IndexTable.Row id={row.variantId} position={position} selected={isSelected}>
      <div style={{ padding: "12px 16px", width: "100%" }}>
        <BlockStack gap="100">
          <Name row={row} />
          <InlineStack gap="200" blockAlign="center">
            <ModeBadge mode={row.backorderMode} />
            <Text as="span" tone="subdued">
              {t("variants.columns.available")} {row.available} · {t("variants.columns.waiting")} {row.unitsWaiting} · {t("variants.columns.inbound")}{" "}
              {row.unitsInbound}
            </Text>
          </InlineStack>
        </BlockStack>
      </div>
    </IndexTable.Row>
  );
}

function Name({ row }: { row: VariantItem }) {
  return (
    <BlockStack>
      <Link url={`/variants/${row.variantId}`} dataPrimaryLink monochrome removeUnderline>
        <Text as="span" fontWeight="semibold">
          {nameOf(row)}
        </Text>
      </Link>
      <Text as="span" tone="subdued" variant="bodySm">
        {row.sku}
      </Text>
    </BlockStack>
  );
}

/** Shopify calls the one variant of a plain product "Default Title": nobody wants to read that. */
export function nameOf({ productTitle, title }: { productTitle: string; title: string }): string {
  return title === "" || title === "Default Title" ? productTitle : `${productTitle} – ${title}`;
}

function Units({ count }: { count: number }) {
  const { number } = useText();
  return (
    <Text as="span" alignment="end" numeric {...(count < 0 ? { tone: "critical" as const } : {})}>
      {count < 0 ? `−${number(-count)}` : number(count)}
    </Text>
  );
}

function ShipBy({ row }: { row: VariantItem }) {
  const { t } = useText();
  if (row.publishedState === null) return t("formats.none");
  if (row.publishedState === "in_stock" || row.publishedState === "low") return t("variants.fromShelf");
  return row.nextShipBy === null ? t("variants.onDemand") : <Day on={row.nextShipBy} />;
}

function NoVariants({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useText();
  if (isFiltered) return <EmptySearchResult title={t("variants.empty.noMatchTitle")} description={t("variants.empty.noMatch")} withIllustration />;
  return (
    <EmptyState heading={t("variants.empty.title")} image={EMPTY_SHELF}>
      <p>{t("variants.empty.text")}</p>
    </EmptyState>
  );
}
