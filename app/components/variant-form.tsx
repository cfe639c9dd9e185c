/** Backorders of one variant: the switch and its limit, beside what is on the shelf, who waits and what arrives. */
import { Banner, BlockStack, Card, Checkbox, ChoiceList, InlineStack, Layout, Text, TextField } from "@shopify/polaris";
import type { ReactNode } from "react";
import type { Problem } from "../domain/errors.ts";
import { Day } from "./day.tsx";
import { fieldError } from "./problems.ts";
import { errorProp } from "./purchase-order-form.tsx";
import type { BackorderMode } from "./status-badges.tsx";
import { useText } from "./text.tsx";

export interface VariantDraft {
  readonly mode: BackorderMode;
  /** As typed; empty for no limit. */
  readonly limit: string;
  /** As typed; empty for the shop's own. */
  readonly leastShippable: string;
  /** Whether it is ordered from its supplier only when it has been sold. */
  readonly madeToOrder: boolean;
  /** Whether customers who wait already are told their date when backorders are switched on. */
  readonly tellsWaiting: boolean;
}

export const VARIANT_FIELDS = ["mode", "limit", "leastShippable"];
const MODES = ["off", "on", "autopilot"] as const;
const STATES = ["in_stock", "low", "backorder", "limit_reached", "waitlist", "out_of_stock"] as const;

interface Props {
  readonly variant: VariantFacts;
  readonly savedMode: BackorderMode;
  readonly draft: VariantDraft;
  readonly problems: readonly Problem[];
  onChange(draft: VariantDraft): void;
}

export interface VariantFacts {
  /** Who is asked first for it; null: nobody is known to supply it. */
  readonly supplier: string | null;
  readonly isTracked: boolean;
  readonly available: number;
  readonly onHand: number;
  readonly unitsWaiting: number;
  readonly unitsAllocated: number;
  readonly unitsInbound: number;
  readonly nextDeadline: string | null;
  readonly nextShipBy: string | null;
  readonly publishedState: string | null;
}

export function VariantForm({ variant, savedMode, draft, problems, onChange }: Props) {
  const text = useText();
  const { t } = text;
  return (
    <Layout>
      <Layout.Section>
        <BlockStack gap="400">
          {!variant.isTracked && (
            <Banner tone="warning" title={t("variants.untracked")}>
              <p>{t("variants.untrackedHelp")}</p>
            </Banner>
          )}
          <Card>
            <BlockStack gap="400">
              <ChoiceList
                title={t("variants.edit.mode")}
                disabled={!variant.isTracked}
                choices={MODES.map((mode) => ({ value: mode, label: t(`variants.mode.${mode}`), helpText: t(`variants.modeHelp.${mode}`) }))}
                selected={[draft.mode]}
                onChange={([chosen]) => onChange({ ...draft, mode: MODES.find((mode) => mode === chosen) ?? draft.mode })}
                {...errorProp(fieldError(problems, "mode", text))}
              />
              {savedMode === "off" && draft.mode !== "off" && variant.unitsWaiting > 0 && (
                <Checkbox
                  label={t("variants.edit.tell", { count: variant.unitsWaiting })}
                  helpText={t("variants.edit.tellHelp")}
                  checked={draft.tellsWaiting}
                  onChange={(tellsWaiting) => onChange({ ...draft, tellsWaiting })}
                />
              )}
              <TextField
                label={t("variants.edit.limit")}
                type="number"
                min={0}
                inputMode="numeric"
                autoComplete="off"
                suffix={t("settings.location.unitsSuffix")}
                helpText={t("variants.edit.limitHelp")}
                disabled={draft.mode === "off"}
                value={draft.limit}
                onChange={(limit) => onChange({ ...draft, limit })}
                {...errorProp(fieldError(problems, "limit", text))}
              />
              <TextField
                label={t("variants.edit.least")}
                type="number"
                min={1}
                inputMode="numeric"
                autoComplete="off"
                suffix={t("settings.location.unitsSuffix")}
                helpText={t("variants.edit.leastHelp")}
                disabled={draft.mode === "off"}
                value={draft.leastShippable}
                onChange={(leastShippable) => onChange({ ...draft, leastShippable })}
                {...errorProp(fieldError(problems, "leastShippable", text))}
              />
              <Checkbox
                label={t("variants.edit.madeToOrder")}
                helpText={
                  variant.supplier === null ? t("variants.edit.madeToOrderNoSupplier") : t("variants.edit.madeToOrderHelp", { supplier: variant.supplier })
                }
                disabled={draft.mode === "off"}
                checked={draft.madeToOrder}
                onChange={(madeToOrder) => onChange({ ...draft, madeToOrder })}
              />
            </BlockStack>
          </Card>
        </BlockStack>
      </Layout.Section>
      <Layout.Section variant="oneThird">
        <SupplyCard variant={variant} />
      </Layout.Section>
    </Layout>
  );
}

function SupplyCard({ variant }: { variant: VariantFacts }) {
  const { t, number } = useText();
  const state = STATES.find((known) => known === variant.publishedState);
  const units = (count: number) => (count < 0 ? `−${number(-count)}` : number(count));
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t("variants.supply")}
        </Text>
        <Fact label={t("variants.onHand")}>{units(variant.onHand)}</Fact>
        <Fact label={t("variants.columns.available")}>{units(variant.available)}</Fact>
        <Fact label={t("variants.columns.waiting")}>{units(variant.unitsWaiting)}</Fact>
        <Fact label={t("variants.allocated")}>{units(variant.unitsAllocated)}</Fact>
        <Fact label={t("variants.columns.inbound")}>{units(variant.unitsInbound)}</Fact>
        <Fact label={t("variants.columns.nextDeadline")}>{variant.nextDeadline === null ? t("formats.none") : <Day on={variant.nextDeadline} />}</Fact>
        <Fact label={t("variants.published")}>{state === undefined ? t("formats.none") : t(`variants.state.${state}`)}</Fact>
        {variant.nextShipBy !== null && (
          <Fact label={t("variants.columns.nextShipBy")}>
            <Day on={variant.nextShipBy} />
          </Fact>
        )}
      </BlockStack>
    </Card>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <InlineStack align="space-between" gap="200">
      <Text as="span" tone="subdued">
        {label}
      </Text>
      <Text as="span" fontWeight="medium">
        {children}
      </Text>
    </InlineStack>
  );
}
