/** Units kept for channels, a row each: where, of what, for whom, how many. */
import { BlockStack, Button, FormLayout, InlineGrid, Select, Text, TextField } from "@shopify/polaris";
import { DeleteIcon } from "@shopify/polaris-icons";
import type { Problem } from "../domain/errors.ts";
import { fieldError } from "./problems.ts";
import { errorProp } from "./purchase-order-form.tsx";
import { useText } from "./text.tsx";

export interface ReserveDraft {
  readonly locationId: string;
  /** "": each variant. */
  readonly inventoryItemId: string;
  readonly item: string;
  readonly channel: string;
  /** As typed. */
  readonly units: string;
}

interface Props {
  readonly reserves: readonly ReserveDraft[];
  readonly locations: readonly { readonly locationId: string; readonly name: string }[];
  readonly problems: readonly Problem[];
  onChange(reserves: readonly ReserveDraft[]): void;
}

export function ReserveRows({ reserves, locations, problems, onChange }: Props) {
  const { t } = useText();
  const [first] = locations;
  return (
    <BlockStack gap="400">
      {reserves.length === 0 && (
        <Text as="p" tone="subdued">
          {t("settings.allocation.noReserves")}
        </Text>
      )}
      {reserves.map((reserve, index) => (
        <ReserveRow
          key={index}
          index={index}
          reserve={reserve}
          locations={locations}
          problems={problems}
          onChange={(changed) => onChange(reserves.with(index, changed))}
          onRemove={() => onChange(reserves.toSpliced(index, 1))}
        />
      ))}
      {first !== undefined && (
        <div>
          <Button onClick={() => onChange([...reserves, { locationId: first.locationId, inventoryItemId: "", item: "", channel: "pos", units: "1" }])}>
            {t("settings.allocation.addReserve")}
          </Button>
        </div>
      )}
    </BlockStack>
  );
}

interface RowProps extends Pick<Props, "locations" | "problems"> {
  readonly index: number;
  readonly reserve: ReserveDraft;
  onChange(reserve: ReserveDraft): void;
  onRemove(): void;
}

function ReserveRow({ index, reserve, locations, problems, onChange, onRemove }: RowProps) {
  const text = useText();
  const { t } = text;
  const errorOf = (field: string) => errorProp(fieldError(problems, `reserves.${index}.${field}`, text));
  return (
    <InlineGrid columns={{ xs: "1fr", sm: "1fr auto" }} gap="200" alignItems="start">
      <FormLayout>
        <FormLayout.Group condensed>
          <Select
            label={t("settings.allocation.location")}
            options={locations.map(({ locationId, name }) => ({ value: locationId, label: name }))}
            value={reserve.locationId}
            onChange={(locationId) => onChange({ ...reserve, locationId })}
            {...errorOf("locationId")}
          />
          <TextField
            label={t("settings.allocation.channel")}
            autoComplete="off"
            helpText={t("settings.allocation.channelHelp")}
            value={reserve.channel}
            onChange={(channel) => onChange({ ...reserve, channel })}
            {...errorOf("channel")}
          />
          <TextField
            label={t("settings.allocation.units")}
            type="number"
            min={1}
            inputMode="numeric"
            autoComplete="off"
            helpText={reserve.inventoryItemId === "" ? t("settings.allocation.everyItem") : reserve.item}
            value={reserve.units}
            onChange={(units) => onChange({ ...reserve, units })}
            {...errorOf("units")}
          />
        </FormLayout.Group>
      </FormLayout>
      <Button
        icon={DeleteIcon}
        variant="tertiary"
        accessibilityLabel={t("settings.allocation.removeReserve", { channel: reserve.channel })}
        onClick={onRemove}
      />
    </InlineGrid>
  );
}
