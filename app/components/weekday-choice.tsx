/** Days of the week, any number of them. */
import { ChoiceList } from "@shopify/polaris";
import { useText } from "./text.tsx";

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

interface Props {
  readonly label: string;
  readonly days: readonly number[];
  readonly error: { error?: string };
  onChange(days: number[]): void;
}

export function WeekdayChoice({ label, days, error, onChange }: Props) {
  const { t } = useText();
  return (
    <ChoiceList
      allowMultiple
      title={label}
      choices={WEEKDAYS.map((day) => ({ value: String(day), label: t(`weekdays.d${day}`) }))}
      selected={days.map(String)}
      onChange={(chosen) => onChange(chosen.map(Number).sort())}
      {...error}
    />
  );
}
