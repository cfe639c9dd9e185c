/** Who is served first: the policy, the classes it may serve by, and the units kept for channels. */
import { BlockStack, Button, ChoiceList, FormLayout, InlineGrid, Select, Text, TextField } from "@shopify/polaris";
import { DeleteIcon } from "@shopify/polaris-icons";
import type { ReactNode } from "react";
import { ALLOCATION_POLICIES } from "../domain/allocation.ts";
import type { AllocationPolicy } from "../domain/allocation.ts";
import type { Problem } from "../domain/errors.ts";
import { PRIORITY_CONDITIONS } from "../domain/priority-class.ts";
import type { PriorityCondition } from "../domain/priority-class.ts";
import { fieldError } from "./problems.ts";
import { errorProp } from "./purchase-order-form.tsx";
import { ReserveRows } from "./reserve-rows.tsx";
import type { ReserveDraft } from "./reserve-rows.tsx";
import { SettingsSection } from "./settings-section.tsx";
import { useText } from "./text.tsx";

export interface AllocationDraft {
  readonly policy: AllocationPolicy;
  readonly priorityRules: readonly ClassDraft[];
  readonly reserves: readonly ReserveDraft[];
}

interface ClassDraft {
  readonly name: string;
  /** As typed. */
  readonly level: string;
  readonly condition: PriorityCondition;
  readonly value: string;
}

interface Props {
  readonly draft: AllocationDraft;
  readonly locations: readonly { readonly locationId: string; readonly name: string }[];
  readonly problems: readonly Problem[];
  onChange(draft: AllocationDraft): void;
}

const NEW_CLASS: ClassDraft = { name: "", level: "10", condition: "customer_tag", value: "" };

/** Paths of the fields that the form shows. */
export function allocationFields({ priorityRules, reserves }: AllocationDraft): string[] {
  return [
    "policy",
    ...priorityRules.flatMap((_, index) => ["name", "level", "condition", "value"].map((field) => `priorityRules.${index}.${field}`)),
    ...reserves.flatMap((_, index) => ["locationId", "inventoryItemId", "channel", "units"].map((field) => `reserves.${index}.${field}`)),
  ];
}

export function AllocationForm({ draft, locations, problems, onChange }: Props) {
  const text = useText();
  const { t } = text;
  return (
    <BlockStack gap="600">
      <SettingsSection title={t("settings.allocation.policy")} text={t("settings.allocation.policyText")}>
        <ChoiceList
          title={t("settings.allocation.policy")}
          titleHidden
          choices={ALLOCATION_POLICIES.map((value) => ({
            value,
            label: t(`settings.allocation.policies.${value}`),
            helpText: t(`settings.allocation.help.${value}`),
          }))}
          selected={[draft.policy]}
          onChange={([chosen]) => onChange({ ...draft, policy: ALLOCATION_POLICIES.find((known) => known === chosen) ?? draft.policy })}
          {...errorProp(fieldError(problems, "policy", text))}
        />
      </SettingsSection>
      <SettingsSection title={t("settings.allocation.classes")} text={t("settings.allocation.classesText")}>
        <BlockStack gap="400">
          {draft.policy !== "class_first_come" && <Quiet>{t("settings.allocation.classesUnused")}</Quiet>}
          {draft.priorityRules.length === 0 && <Quiet>{t("settings.allocation.noClasses")}</Quiet>}
          {draft.priorityRules.map((rule, index) => (
            <ClassRow
              key={index}
              index={index}
              rule={rule}
              problems={problems}
              onChange={(changed) => onChange({ ...draft, priorityRules: draft.priorityRules.with(index, changed) })}
              onRemove={() => onChange({ ...draft, priorityRules: draft.priorityRules.toSpliced(index, 1) })}
            />
          ))}
          <div>
            <Button onClick={() => onChange({ ...draft, priorityRules: [...draft.priorityRules, NEW_CLASS] })}>{t("settings.allocation.addClass")}</Button>
          </div>
        </BlockStack>
      </SettingsSection>
      <SettingsSection title={t("settings.allocation.reserves")} text={t("settings.allocation.reservesText")}>
        <ReserveRows reserves={draft.reserves} locations={locations} problems={problems} onChange={(reserves) => onChange({ ...draft, reserves })} />
      </SettingsSection>
    </BlockStack>
  );
}

function Quiet({ children }: { children: ReactNode }) {
  return (
    <Text as="p" tone="subdued">
      {children}
    </Text>
  );
}

interface ClassRowProps {
  readonly index: number;
  readonly rule: ClassDraft;
  readonly problems: readonly Problem[];
  onChange(rule: ClassDraft): void;
  onRemove(): void;
}

function ClassRow({ index, rule, problems, onChange, onRemove }: ClassRowProps) {
  const text = useText();
  const { t } = text;
  const errorOf = (field: string) => errorProp(fieldError(problems, `priorityRules.${index}.${field}`, text));
  const condition = (value: string) => PRIORITY_CONDITIONS.find((known) => known === value) ?? rule.condition;
  return (
    <InlineGrid columns={{ xs: "1fr", sm: "1fr auto" }} gap="200" alignItems="start">
      <FormLayout>
        <FormLayout.Group condensed>
          <TextField
            label={t("settings.allocation.name")}
            autoComplete="off"
            value={rule.name}
            onChange={(name) => onChange({ ...rule, name })}
            {...errorOf("name")}
          />
          <TextField
            label={t("settings.allocation.level")}
            type="number"
            min={1}
            inputMode="numeric"
            autoComplete="off"
            value={rule.level}
            onChange={(level) => onChange({ ...rule, level })}
            {...errorOf("level")}
          />
          <Select
            label={t("settings.allocation.condition")}
            options={PRIORITY_CONDITIONS.map((value) => ({ value, label: t(`settings.allocation.conditions.${value}`) }))}
            value={rule.condition}
            onChange={(value) => onChange({ ...rule, condition: condition(value) })}
            {...errorOf("condition")}
          />
          <TextField
            label={t("settings.allocation.value")}
            autoComplete="off"
            value={rule.value}
            onChange={(value) => onChange({ ...rule, value })}
            {...errorOf("value")}
          />
        </FormLayout.Group>
      </FormLayout>
      <Button icon={DeleteIcon} variant="tertiary" accessibilityLabel={t("settings.allocation.removeClass", { name: rule.name })} onClick={onRemove} />
    </InlineGrid>
  );
}
