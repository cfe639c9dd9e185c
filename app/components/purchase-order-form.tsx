/** A new purchase order: from whom, what, how many, and by which day the supplier agreed to deliver. */
import { BlockStack, Button, Card, FormLayout, InlineError, Layout, Select, Text, TextField } from "@shopify/polaris";
import { DeleteIcon } from "@shopify/polaris-icons";
import type { Problem } from "../domain/errors.ts";
import { ItemPicker } from "./item-picker.tsx";
import type { ItemChoice } from "./item-picker.tsx";
import { typedAmount } from "./amount-text.ts";
import { OrderWarnings, useOrderCheck } from "./order-warnings.tsx";
import type { OrderCheck } from "./order-warnings.tsx";
import { fieldError } from "./problems.ts";
import { useText } from "./text.tsx";
import { UnitsLine } from "./units-line.tsx";
import { nameOf } from "./variant-table.tsx";

export interface PurchaseOrderDraft {
  readonly number: string;
  readonly supplierId: string;
  readonly locationId: string;
  readonly orderedOn: string;
  readonly deadline: string;
  readonly note: string;
  readonly lines: readonly DraftLine[];
}

export interface DraftLine extends ItemChoice {
  /** As typed. */
  readonly units: string;
  /** As typed, for one unit; empty: not known. */
  readonly unitCost: string;
}

interface Props {
  readonly draft: PurchaseOrderDraft;
  readonly suppliers: readonly { readonly supplierId: string; readonly name: string; readonly currency: string }[];
  /** Several deliveries are open: each keeps its own deadline. */
  readonly hasSeveralDeliveries: boolean;
  readonly locations: readonly { readonly locationId: string; readonly name: string }[];
  readonly choices: readonly ItemChoice[];
  readonly isSearching: boolean;
  readonly problems: readonly Problem[];
  onChange(draft: PurchaseOrderDraft): void;
  onSearch(words: string): void;
}

/** The form's own fields: a problem with any other belongs above the form. */
export function fieldsOf({ lines }: PurchaseOrderDraft): string[] {
  return [
    "number",
    "supplierId",
    "locationId",
    "orderedOn",
    "deadline",
    "note",
    "lines",
    ...lines.flatMap((_, index) => [`lines.${index}.units`, `lines.${index}.unitCost`, `lines.${index}.inventoryItemId`]),
  ];
}

/** What is sent: of the lines only what was chosen and typed. */
export function inputOf({ lines, ...draft }: PurchaseOrderDraft) {
  return { ...draft, lines: lines.map(({ inventoryItemId, units, unitCost }) => ({ inventoryItemId, units, unitCost })) };
}

export function PurchaseOrderForm(props: Props) {
  const { draft, suppliers, locations, problems, hasSeveralDeliveries, onChange } = props;
  const text = useText();
  const check = useOrderCheck(draft);
  const proposed = suppliers.find(({ supplierId }) => supplierId === check.proposedSupplierId && supplierId !== draft.supplierId);
  const currency = suppliers.find(({ supplierId }) => supplierId === draft.supplierId)?.currency ?? "";
  const { t } = text;
  const change = (part: Partial<PurchaseOrderDraft>) => onChange({ ...draft, ...part });
  const errorOf = (field: string) => errorProp(fieldError(problems, field, text));
  return (
    <Layout>
      <Layout.Section>
        <BlockStack gap="400">
          <OrderWarnings warnings={check.warnings} lines={draft.lines} currency={currency} />
          <LinesCard {...props} check={check} currency={currency} />
        </BlockStack>
      </Layout.Section>
      <Layout.Section variant="oneThird">
        <Card>
          <FormLayout>
            <Select
              label={t("supply.order.supplier")}
              placeholder={t("supply.order.supplierPlaceholder")}
              options={suppliers.map(({ supplierId, name }) => ({ value: supplierId, label: name }))}
              value={draft.supplierId}
              onChange={(supplierId) => change({ supplierId })}
              {...errorOf("supplierId")}
            />
            {proposed !== undefined && (
              <Button variant="plain" textAlign="left" onClick={() => change({ supplierId: proposed.supplierId })}>
                {t("supply.order.proposedSupplier", { supplier: proposed.name })}
              </Button>
            )}
            {suppliers.length === 0 && <Button url="/suppliers/new">{t("supply.order.newSupplier")}</Button>}
            <TextField
              label={t("supply.order.number")}
              autoComplete="off"
              value={draft.number}
              onChange={(number) => change({ number })}
              {...errorOf("number")}
            />
            <TextField
              label={t("supply.order.deadline")}
              type="date"
              autoComplete="off"
              helpText={t(hasSeveralDeliveries ? "supply.order.deadlinesApart" : "supply.order.deadlineHelp")}
              disabled={hasSeveralDeliveries}
              value={hasSeveralDeliveries ? "" : draft.deadline}
              onChange={(deadline) => change({ deadline })}
              {...errorOf("deadline")}
            />
            <TextField
              label={t("supply.order.orderedOn")}
              type="date"
              autoComplete="off"
              value={draft.orderedOn}
              onChange={(orderedOn) => change({ orderedOn })}
              {...errorOf("orderedOn")}
            />
            <Select
              label={t("supply.order.location")}
              options={locations.map(({ locationId, name }) => ({ value: locationId, label: name }))}
              value={draft.locationId}
              onChange={(locationId) => change({ locationId })}
              {...errorOf("locationId")}
            />
            <TextField
              label={t("supply.order.note")}
              autoComplete="off"
              multiline={2}
              value={draft.note}
              onChange={(note) => change({ note })}
              {...errorOf("note")}
            />
          </FormLayout>
        </Card>
      </Layout.Section>
    </Layout>
  );
}

function LinesCard({ draft, choices, isSearching, problems, check, currency, onChange, onSearch }: Props & { check: OrderCheck; currency: string }) {
  const text = useText();
  const { t } = text;
  const { lines } = draft;
  const setLines = (next: readonly DraftLine[]) => onChange({ ...draft, lines: next });
  const add = (choice: ItemChoice) => {
    if (!lines.some(({ inventoryItemId }) => inventoryItemId === choice.inventoryItemId))
      setLines([...lines, { ...choice, units: String(Math.max(1, choice.unitsWaiting)), unitCost: "" }]);
  };
  const linesError = fieldError(problems, "lines", text);
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t("supply.order.lines")}
        </Text>
        <ItemPicker choices={choices} isLoading={isSearching} onSearch={onSearch} onPick={add} />
        {linesError !== undefined && <InlineError message={linesError} fieldID="lines" />}
        {lines.map((line, index) => (
          <LineFields
            key={line.inventoryItemId}
            line={line}
            usualCost={typedAmount(check.offers.find(({ inventoryItemId }) => inventoryItemId === line.inventoryItemId)?.unitCostCents ?? null)}
            currency={currency}
            costError={fieldError(problems, `lines.${index}.unitCost`, text)}
            onCost={(unitCost) => setLines(lines.map((each, at) => (at === index ? { ...each, unitCost } : each)))}
            error={fieldError(problems, `lines.${index}.units`, text) ?? fieldError(problems, `lines.${index}.inventoryItemId`, text)}
            onUnits={(units) => setLines(lines.map((each, at) => (at === index ? { ...each, units } : each)))}
            onRemove={() => setLines(lines.filter((_, at) => at !== index))}
          />
        ))}
      </BlockStack>
    </Card>
  );
}

interface LineFieldsProps {
  readonly line: DraftLine;
  /** What the supplier usually asks, as typed; empty: not known. */
  readonly usualCost: string;
  readonly currency: string;
  readonly error: string | undefined;
  readonly costError: string | undefined;
  onUnits(units: string): void;
  onCost(unitCost: string): void;
  onRemove(): void;
}

function LineFields({ line, usualCost, currency, error, costError, onUnits, onCost, onRemove }: LineFieldsProps) {
  const { t } = useText();
  return (
    <UnitsLine
      id={`units-${line.inventoryItemId}`}
      name={nameOf(line)}
      detail={[line.sku, t("supply.order.waitingBeside", { count: line.unitsWaiting })].filter((part) => part !== "").join(" · ")}
      label={t("supply.order.units")}
      least={1}
      units={line.units}
      error={error ?? costError}
      onUnits={onUnits}
    >
      <div style={{ width: 130 }}>
        <TextField
          id={`cost-${line.inventoryItemId}`}
          label={`${t("supply.order.unitCost")}: ${nameOf(line)}`}
          labelHidden
          inputMode="decimal"
          autoComplete="off"
          placeholder={usualCost === "" ? t("supply.order.unitCost") : usualCost}
          suffix={currency}
          value={line.unitCost}
          onChange={onCost}
          error={costError !== undefined}
        />
      </div>
      <Button icon={DeleteIcon} variant="tertiary" accessibilityLabel={`${t("actions.remove")}: ${nameOf(line)}`} onClick={onRemove} />
    </UnitsLine>
  );
}

/** Polaris takes an absent error, not an undefined one. */
export function errorProp(error: string | undefined): { error?: string } {
  return error === undefined ? {} : { error };
}
