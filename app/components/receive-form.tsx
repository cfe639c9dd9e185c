/** What came in, line by line, and beside it who gets what. */
import { BlockStack, Button, Card, Checkbox, FormLayout, InlineStack, Layout, Text, TextField } from "@shopify/polaris";
import type { Problem } from "../domain/errors.ts";
import { fieldError } from "./problems.ts";
import { errorProp } from "./purchase-order-form.tsx";
import { PolicyComparison } from "./policy-comparison.tsx";
import type { ShownPolicy } from "./policy-comparison.tsx";
import { useText } from "./text.tsx";
import { UnitsLine } from "./units-line.tsx";
import { nameOf } from "./variant-table.tsx";

export interface ReceiveDraft {
  readonly receivedOn: string;
  /** As typed, by inventory item. */
  readonly units: Readonly<Record<string, string>>;
  readonly allowOver: boolean;
}

/** The lines with units: only these are sent, and problems count them. */
export function sentLines({ units }: ReceiveDraft, lines: readonly ReceivableLine[]): { inventoryItemId: string; units: string }[] {
  return lines
    .map(({ inventoryItemId }) => ({ inventoryItemId, units: (units[inventoryItemId] ?? "").trim() }))
    .filter((line) => line.units !== "" && line.units !== "0");
}

export interface ReceivableLine {
  readonly inventoryItemId: string;
  readonly productTitle: string;
  readonly title: string;
  readonly sku: string;
  readonly outstanding: number;
}

export interface PreviewLine {
  readonly inventoryItemId: string;
  /** The shop's own policy. */
  readonly policy: string;
  readonly policies: readonly ShownPolicy[];
}

interface Props {
  readonly draft: ReceiveDraft;
  readonly lines: readonly ReceivableLine[];
  readonly preview: readonly PreviewLine[];
  readonly problems: readonly Problem[];
  onChange(draft: ReceiveDraft): void;
}

export function ReceiveForm({ draft, lines, preview, problems, onChange }: Props) {
  const text = useText();
  const { t } = text;
  const sent = sentLines(draft, lines);
  const isOver = lines.some(({ inventoryItemId, outstanding }) => Number(draft.units[inventoryItemId] ?? 0) > outstanding);
  const fill = () => onChange({ ...draft, units: Object.fromEntries(lines.map(({ inventoryItemId, outstanding }) => [inventoryItemId, String(outstanding)])) });
  return (
    <Layout>
      <Layout.Section>
        <BlockStack gap="400">
          <Card>
            <BlockStack gap="400">
              <InlineStack align="space-between" blockAlign="center">
                <Text as="h2" variant="headingMd">
                  {t("supply.receive.units")}
                </Text>
                <Button variant="plain" onClick={fill}>
                  {t("supply.receive.all")}
                </Button>
              </InlineStack>
              {lines.map((line) => (
                <LineFields
                  key={line.inventoryItemId}
                  line={line}
                  units={draft.units[line.inventoryItemId] ?? ""}
                  error={fieldError(problems, `lines.${sent.findIndex(({ inventoryItemId }) => inventoryItemId === line.inventoryItemId)}.units`, text)}
                  onUnits={(units) => onChange({ ...draft, units: { ...draft.units, [line.inventoryItemId]: units } })}
                />
              ))}
              {isOver && (
                <Checkbox label={t("supply.receive.overConfirm")} checked={draft.allowOver} onChange={(allowOver) => onChange({ ...draft, allowOver })} />
              )}
            </BlockStack>
          </Card>
          <PreviewCard lines={lines} preview={preview} />
        </BlockStack>
      </Layout.Section>
      <Layout.Section variant="oneThird">
        <Card>
          <FormLayout>
            <TextField
              label={t("supply.receive.receivedOn")}
              type="date"
              autoComplete="off"
              value={draft.receivedOn}
              onChange={(receivedOn) => onChange({ ...draft, receivedOn })}
              {...errorProp(fieldError(problems, "receivedOn", text))}
            />
          </FormLayout>
        </Card>
      </Layout.Section>
    </Layout>
  );
}

function LineFields({ line, units, error, onUnits }: { line: ReceivableLine; units: string; error: string | undefined; onUnits: (units: string) => void }) {
  const { t } = useText();
  const over = Number(units) - line.outstanding;
  return (
    <UnitsLine
      id={`units-${line.inventoryItemId}`}
      name={nameOf(line)}
      detail={[line.sku, t("supply.receive.outstanding", { count: line.outstanding }), over > 0 ? t("supply.receive.over", { count: over }) : ""]
        .filter((part) => part !== "")
        .join(" · ")}
      label={t("supply.receive.columns.units")}
      least={0}
      units={units}
      error={error}
      onUnits={onUnits}
    />
  );
}

/** Who gets what if this is saved now, in the order in which they are served. */
function PreviewCard({ lines, preview }: Pick<Props, "lines" | "preview">) {
  const { t } = useText();
  const named = new Map(lines.map((line) => [line.inventoryItemId, line]));
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("supply.receive.preview")}
          </Text>
          <Text as="p" tone="subdued">
            {t("supply.receive.previewHint")}
          </Text>
        </BlockStack>
        <div aria-live="polite">
          <BlockStack gap="400">
            {preview.length === 0 && <Text as="p">{t("supply.receive.nothing")}</Text>}
            {preview.map((line) => {
              const item = named.get(line.inventoryItemId);
              return item === undefined ? null : <PolicyComparison key={line.inventoryItemId} name={nameOf(item)} own={line.policy} policies={line.policies} />;
            })}
          </BlockStack>
        </div>
      </BlockStack>
    </Card>
  );
}
