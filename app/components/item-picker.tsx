/** Finds a variant by words and adds it: those somebody waits for come first. */
import { Autocomplete, Icon } from "@shopify/polaris";
import { SearchIcon } from "@shopify/polaris-icons";
import { useState } from "react";
import { useText } from "./text.tsx";
import { nameOf } from "./variant-table.tsx";

export interface ItemChoice {
  readonly inventoryItemId: string;
  readonly productTitle: string;
  readonly title: string;
  readonly sku: string;
  readonly unitsWaiting: number;
}

interface Props {
  readonly choices: readonly ItemChoice[];
  readonly isLoading: boolean;
  readonly error?: string | undefined;
  onSearch(words: string): void;
  onPick(choice: ItemChoice): void;
}

export function ItemPicker({ choices, isLoading, error, onSearch, onPick }: Props) {
  const { t } = useText();
  const [words, setWords] = useState("");
  const search = (text: string) => {
    setWords(text);
    onSearch(text);
  };
  return (
    <Autocomplete
      options={choices.map((choice) => ({
        value: choice.inventoryItemId,
        label: labelOf(choice, t("supply.order.waitingBeside", { count: choice.unitsWaiting })),
      }))}
      selected={[]}
      loading={isLoading}
      onSelect={([picked]) => {
        const choice = choices.find(({ inventoryItemId }) => inventoryItemId === picked);
        if (choice !== undefined) onPick(choice);
        search("");
      }}
      textField={
        <Autocomplete.TextField
          label={t("supply.order.findItem")}
          labelHidden
          placeholder={t("supply.order.findItem")}
          prefix={<Icon source={SearchIcon} tone="subdued" />}
          autoComplete="off"
          value={words}
          onChange={search}
          onFocus={() => onSearch(words)}
          {...(error === undefined ? {} : { error })}
        />
      }
    />
  );
}

function labelOf(choice: ItemChoice, waiting: string): string {
  const parts = [nameOf(choice), choice.sku, choice.unitsWaiting > 0 ? waiting : ""];
  return parts.filter((part) => part !== "").join(" · ");
}
