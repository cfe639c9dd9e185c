/** A new purchase order: from whom, what, how many, and by which day the supplier agreed to deliver. */
import { BlockStack, Button, Card, FormLayout, InlineError, Layout, Select, Text, TextField } from "@shopify/polaris";
import { DeleteIcon } from "@shopify/polaris-icons";
import type { Problem } from "../domain/errors.ts";
import { ItemPicker } from "./item-picker.tsx";
import type { ItemChoice } from "./item-picker.tsx";
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
}

interface Props {
  readonly draft: PurchaseOrderDraft;
  readonly suppliers: readonly { readonly supplierId: string; readonly name: string }[];
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
    ...lines.flatMap((_, index) => [`lines.${index}.units`, `lines.${index}.inventoryItemId`]),
  ];
}

/** What is sent: of the lines only what was chosen and typed. */
export function inputOf({ lines, ...draft }: PurchaseOrderDraft) {
  return { ...draft, lines: lines.map(({ inventoryItemId, units }) => ({ inventoryItemId, units })) };
}

export function PurchaseOrderForm(props: Props) {
  const { draft, suppliers, locations, problems, onChange } = props;
  const text = useText();
  const { t } = text;
  const change = (part: Partial<PurchaseOrderDraft>) => onChange({ ...draft, ...part });
  const errorOf = (field: string) => errorProp(fieldError(problems, field, text));
  return (
    <Layout>
      <Layout.Section>
        <LinesCard {...props} />
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
              helpText={t("supply.order.deadlineHelp")}
              value={draft.deadline}
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

function LinesCard({ draft, choices, isSearching, problems, onChange, onSearch }: Props) {
  const text = useText();
  const { t } = text;
  const { lines } = draft;
  const setLines = (next: readonly DraftLine[]) => onChange({ ...draft, lines: next });
  const add = (choice: ItemChoice) => {
    if (!lines.some(({ inventoryItemId }) => inventoryItemId === choice.inventoryItemId))
      setLines([...lines, { ...choice, units: String(Math.max(1, choice.unitsWaiting)) }]);
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
            error={fieldError(problems, `lines.${index}.units`, text) ?? fieldError(problems, `lines.${index}.inventoryItemId`, text)}
            onUnits={(units) => setLines(lines.map((each, at) => (at === index ? { ...each, units } : each)))}
            onRemove={() => setLines(lines.filter((_, at) => at !== index))}
          />
        ))}
      </BlockStack>
    </Card>
  );
}

function LineFields({
  line,
  error,
  onUnits,
  onRemove,
}: {
  line: DraftLine;
  error: string | undefined;
  onUnits: (units: string) => void;
  onRemove: () => void;
}) {
  const { t } = useText();
  return (
    <UnitsLine
      id={`units-${line.inventoryItemId}`}
      name={nameOf(line)}
      detail={[line.sku, t("supply.order.waitingBeside", { count: line.unitsWaiting })].filter((part) => part !== "").join(" · ")}
      label={t("supply.order.units")}
      least={1}
      units={line.units}
      error={error}
      onUnits={onUnits}
    >
      <Button icon={DeleteIcon} variant="tertiary" accessibilityLabel={`${t("actions.remove")}: ${nameOf(line)}`} onClick={onRemove} />
    </UnitsLine>
  );
}

/** Polaris takes an absent error, not an undefined one. */
export function errorProp(error: string | undefined): { error?: string } {
  return error === undefined ? {} : { error };
}
