/** Settings of the shop: dates, parcels, sender. Each location has a page of its own. */
import { BlockStack, ChoiceList, FormLayout, Select, TextField } from "@shopify/polaris";
import type { ReactNode } from "react";
import type { Problem } from "../domain/errors.ts";
import { SHIP_PREFERENCES } from "../domain/units-to-hold.ts";
import type { ShipPreference } from "../domain/units-to-hold.ts";
import { fieldError } from "./problems.ts";
import { errorProp } from "./purchase-order-form.tsx";
import { SettingsSection } from "./settings-section.tsx";
import { TestMessage } from "./test-message.tsx";
import { useText } from "./text.tsx";

export interface ShopDraft {
  readonly timeZone: string;
  /** Share of promises to be kept, as text: "0.9". */
  readonly confidence: string;
  readonly senderName: string;
  readonly senderEmail: string;
  readonly shipPreference: ShipPreference;
  /** As typed. */
  readonly leastShippable: string;
}

export const SHOP_FIELDS = ["timeZone", "confidence", "senderName", "senderEmail", "shipPreference", "leastShippable"];

interface Props {
  readonly draft: ShopDraft;
  readonly problems: readonly Problem[];
  onChange(draft: ShopDraft): void;
  /** Further sections. */
  readonly children: ReactNode;
}

/** Odds a shopkeeper can picture; a value set elsewhere is kept as an own choice. */
const CONFIDENCES = ["0.5", "0.7", "0.8", "0.9", "0.95", "0.99"];

export function SettingsForm({ draft, problems, onChange, children }: Props) {
  const text = useText();
  const { t } = text;
  const errorOf = (field: string) => errorProp(fieldError(problems, field, text));
  const change = (part: Partial<ShopDraft>) => onChange({ ...draft, ...part });
  return (
    <BlockStack gap="600">
      <SettingsSection title={t("settings.dates.title")} text={t("settings.dates.text")}>
        <FormLayout>
          <Select
            label={t("settings.dates.confidence")}
            helpText={t("settings.dates.confidenceHelp")}
            options={confidenceOptions(draft.confidence).map((value) => ({ value, label: oddsText(value, t) }))}
            value={draft.confidence}
            onChange={(confidence) => change({ confidence })}
            {...errorOf("confidence")}
          />
          <TextField
            label={t("settings.dates.timeZone")}
            autoComplete="off"
            helpText={t("settings.dates.timeZoneHelp")}
            value={draft.timeZone}
            onChange={(timeZone) => change({ timeZone })}
            {...errorOf("timeZone")}
          />
        </FormLayout>
      </SettingsSection>
      <SettingsSection title={t("settings.parcels.title")} text={t("settings.parcels.text")}>
        <FormLayout>
          <ChoiceList
            title={t("settings.parcels.preference")}
            choices={SHIP_PREFERENCES.map((value) => ({ value, label: t(`settings.parcels.${value}`), helpText: t(`settings.parcels.help.${value}`) }))}
            selected={[draft.shipPreference]}
            onChange={([chosen]) => change({ shipPreference: SHIP_PREFERENCES.find((known) => known === chosen) ?? draft.shipPreference })}
            {...errorOf("shipPreference")}
          />
          <TextField
            label={t("settings.parcels.least")}
            type="number"
            min={1}
            inputMode="numeric"
            autoComplete="off"
            suffix={t("settings.location.unitsSuffix")}
            helpText={t("settings.parcels.leastHelp")}
            value={draft.leastShippable}
            onChange={(leastShippable) => change({ leastShippable })}
            {...errorOf("leastShippable")}
          />
        </FormLayout>
      </SettingsSection>
      <SettingsSection title={t("settings.sender.title")} text={t("settings.sender.text")}>
        <FormLayout>
          <TextField
            label={t("settings.sender.name")}
            autoComplete="organization"
            value={draft.senderName}
            onChange={(senderName) => change({ senderName })}
            {...errorOf("senderName")}
          />
          <TextField
            label={t("settings.sender.email")}
            type="email"
            autoComplete="email"
            helpText={t("settings.sender.emailHelp")}
            value={draft.senderEmail}
            onChange={(senderEmail) => change({ senderEmail })}
            {...errorOf("senderEmail")}
          />
          <TestMessage />
        </FormLayout>
      </SettingsSection>
      {children}
    </BlockStack>
  );
}

function confidenceOptions(current: string): string[] {
  return CONFIDENCES.includes(current) ? CONFIDENCES : [...CONFIDENCES, current].sort();
}

/** "9 in 10", "95 in 100" */
function oddsText(confidence: string, t: ReturnType<typeof useText>["t"]): string {
  const hundredths = Math.round(Number(confidence) * 100);
  return hundredths % 10 === 0
    ? t("settings.dates.confidenceChoice", { tenths: hundredths / 10 })
    : t("settings.dates.confidenceChoiceHundred", { hundredths });
}
