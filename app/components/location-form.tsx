/** When one location works, and how much it can pack: the calendar behind every date. */
import { BlockStack, Button, Checkbox, FormLayout, InlineStack, Tag, TextField } from "@shopify/polaris";
import { useState } from "react";
import type { Problem } from "../domain/errors.ts";
import type { AdminText } from "./admin-text.ts";
import { fieldError, problemText } from "./problems.ts";
import { errorProp } from "./purchase-order-form.tsx";
import { SettingsSection } from "./settings-section.tsx";
import { useText } from "./text.tsx";
import { WeekdayChoice } from "./weekday-choice.tsx";

export interface LocationDraft {
  /** Numbers as typed. */
  readonly unitsPerDay: string;
  readonly normalUnitsPerDay: string;
  readonly receivingDays: string;
  readonly packingWeekdays: readonly number[];
  readonly receivingWeekdays: readonly number[];
  readonly holidays: readonly string[];
  readonly cutOff: string;
  readonly isInPool: boolean;
}

export const LOCATION_FIELDS = ["unitsPerDay", "normalUnitsPerDay", "receivingDays", "packingWeekdays", "receivingWeekdays", "holidays", "cutOff", "isInPool"];

interface Props {
  readonly draft: LocationDraft;
  readonly fulfilsOnline: boolean;
  readonly problems: readonly Problem[];
  onChange(draft: LocationDraft): void;
}

export function LocationForm({ draft, fulfilsOnline, problems, onChange }: Props) {
  const text = useText();
  const { t } = text;
  const errorOf = (field: string) => errorProp(fieldError(problems, field, text));
  const change = (part: Partial<LocationDraft>) => onChange({ ...draft, ...part });
  return (
    <BlockStack gap="600">
      <SettingsSection title={t("settings.location.work")} text={t("settings.location.workText")}>
        <FormLayout>
          <FormLayout.Group>
            <WeekdayChoice
              label={t("settings.location.packing")}
              days={draft.packingWeekdays}
              error={errorOf("packingWeekdays")}
              onChange={(packingWeekdays) => change({ packingWeekdays })}
            />
            <WeekdayChoice
              label={t("settings.location.receiving")}
              days={draft.receivingWeekdays}
              error={errorOf("receivingWeekdays")}
              onChange={(receivingWeekdays) => change({ receivingWeekdays })}
            />
          </FormLayout.Group>
          <FormLayout.Group>
            <TextField
              label={t("settings.location.receivingDays")}
              type="number"
              min={0}
              inputMode="numeric"
              autoComplete="off"
              suffix={t("settings.location.workingDaysSuffix")}
              helpText={t("settings.location.receivingDaysHelp")}
              value={draft.receivingDays}
              onChange={(receivingDays) => change({ receivingDays })}
              {...errorOf("receivingDays")}
            />
            <TextField
              label={t("settings.location.cutOff")}
              type="time"
              autoComplete="off"
              helpText={t("settings.location.cutOffHelp")}
              value={draft.cutOff}
              onChange={(cutOff) => change({ cutOff })}
              {...errorOf("cutOff")}
            />
          </FormLayout.Group>
        </FormLayout>
      </SettingsSection>
      <SettingsSection title={t("settings.location.capacity")} text={t("settings.location.capacityText")}>
        <CapacityFields draft={draft} problems={problems} onChange={onChange} />
      </SettingsSection>
      <SettingsSection title={t("settings.location.pool")} text={t("settings.location.poolText")}>
        <Checkbox
          label={t("settings.location.inPool")}
          helpText={t(fulfilsOnline ? "settings.location.inPoolHelp" : "settings.location.notOnline")}
          disabled={!fulfilsOnline}
          checked={draft.isInPool && fulfilsOnline}
          onChange={(isInPool) => change({ isInPool })}
        />
      </SettingsSection>
      <SettingsSection title={t("settings.location.daysOff")} text={t("settings.location.daysOffText")}>
        <Holidays days={draft.holidays} error={errorProp(holidayError(problems, text))} onChange={(holidays) => change({ holidays })} />
      </SettingsSection>
    </BlockStack>
  );
}

/** A day that is none is named by its place in the list. */
function holidayError(problems: readonly Problem[], text: AdminText): string | undefined {
  const found = problems.find(({ field }) => field === "holidays" || field.startsWith("holidays."));
  return found === undefined ? undefined : problemText(found, text);
}

function CapacityFields({ draft, problems, onChange }: Omit<Props, "fulfilsOnline">) {
  const text = useText();
  const { t } = text;
  const errorOf = (field: string) => errorProp(fieldError(problems, field, text));
  return (
    <FormLayout>
      <TextField
        label={t("settings.location.unitsPerDay")}
        type="number"
        min={1}
        inputMode="numeric"
        autoComplete="off"
        suffix={t("settings.location.unitsSuffix")}
        helpText={t("settings.location.unitsPerDayHelp")}
        value={draft.unitsPerDay}
        onChange={(unitsPerDay) => onChange({ ...draft, unitsPerDay })}
        {...errorOf("unitsPerDay")}
      />
      <TextField
        label={t("settings.location.normalUnitsPerDay")}
        type="number"
        min={0}
        inputMode="decimal"
        autoComplete="off"
        suffix={t("settings.location.unitsSuffix")}
        helpText={t("settings.location.normalUnitsPerDayHelp")}
        value={draft.normalUnitsPerDay}
        onChange={(normalUnitsPerDay) => onChange({ ...draft, normalUnitsPerDay })}
        {...errorOf("normalUnitsPerDay")}
      />
    </FormLayout>
  );
}

function Holidays({ days, error, onChange }: { days: readonly string[]; error: { error?: string }; onChange: (days: string[]) => void }) {
  const text = useText();
  const { t } = text;
  const [next, setNext] = useState("");
  const add = () => {
    if (next !== "" && !days.includes(next)) onChange([...days, next].sort());
    setNext("");
  };
  return (
    <BlockStack gap="200">
      <TextField
        label={t("settings.location.holidays")}
        type="date"
        autoComplete="off"
        helpText={t("settings.location.holidaysHelp")}
        value={next}
        onChange={setNext}
        connectedRight={
          <Button onClick={add} disabled={next === ""}>
            {t("settings.location.addHoliday")}
          </Button>
        }
        {...error}
      />
      {days.length > 0 && (
        <InlineStack gap="200">
          {days.map((day) => (
            <Tag key={day} onRemove={() => onChange(days.filter((each) => each !== day))}>
              {text.day(day)}
            </Tag>
          ))}
        </InlineStack>
      )}
    </BlockStack>
  );
}
