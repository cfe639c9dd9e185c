/** A supplier's terms for one variant. */
import { BlockStack, FormLayout, InlineError, Modal, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import type { Problem } from "../domain/errors.ts";
import { typedAmount } from "./amount-text.ts";
import { ProblemBanner } from "./form-frame.tsx";
import { ItemPicker } from "./item-picker.tsx";
import type { ItemChoice } from "./item-picker.tsx";
import { fieldError, otherProblems } from "./problems.ts";
import { errorProp } from "./purchase-order-form.tsx";
import type { SupplierItem } from "./supplier-items-card.tsx";
import { useText } from "./text.tsx";
import { nameOf } from "./variant-table.tsx";

/** Numbers as typed. */
export interface SupplierItemDraft {
  readonly inventoryItemId: string;
  readonly supplierSku: string;
  readonly unitCost: string;
  readonly packSize: string;
  readonly minimumUnits: string;
  readonly leadTimeDays: string;
  readonly rank: string;
}

interface Props {
  /** Null: a new one. */
  readonly item: SupplierItem | null;
  readonly currency: string;
  readonly choices: readonly ItemChoice[];
  readonly isSearching: boolean;
  readonly isSaving: boolean;
  readonly problems: readonly Problem[];
  onSearch(words: string): void;
  onSave(draft: SupplierItemDraft): void;
  onRemove(): void;
  onClose(): void;
}

const FIELDS = ["inventoryItemId", "supplierSku", "unitCost", "packSize", "minimumUnits", "leadTimeDays", "rank"] as const;

export function SupplierItemModal({ item, currency, choices, isSearching, isSaving, problems, onSearch, onSave, onRemove, onClose }: Props) {
  const text = useText();
  const { t } = text;
  const [draft, setDraft] = useState(() => draftOf(item));
  const [picked, setPicked] = useState<ItemChoice | null>(null);
  const shown = item ?? picked;
  const itemError = fieldError(problems, "inventoryItemId", text);
  const field = (name: (typeof FIELDS)[number]) => ({
    autoComplete: "off",
    value: draft[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
    ...errorProp(fieldError(problems, name, text)),
  });
  const whole = { type: "number" as const, inputMode: "numeric" as const };
  return (
    <Modal
      open
      onClose={onClose}
      title={item === null ? t("supply.items.new") : t("supply.items.edit", { item: nameOf(item) })}
      primaryAction={{ content: t("actions.save"), loading: isSaving, disabled: shown === null, onAction: () => onSave(draft) }}
      secondaryActions={[
        ...(item === null ? [] : [{ content: t("actions.remove"), destructive: true, onAction: onRemove }]),
        { content: t("actions.cancel"), onAction: onClose },
      ]}
    >
      <Modal.Section>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (shown !== null) onSave(draft);
          }}
        >
          <ProblemBanner problems={otherProblems(problems, FIELDS, text)} />
          <FormLayout>
            {item === null && (
              <BlockStack gap="200">
                <ItemPicker
                  choices={choices}
                  isLoading={isSearching}
                  onSearch={onSearch}
                  onPick={(choice) => {
                    setPicked(choice);
                    setDraft({ ...draft, inventoryItemId: choice.inventoryItemId });
                  }}
                />
                {picked !== null && (
                  <Text as="p" fontWeight="medium">
                    {nameOf(picked)}
                  </Text>
                )}
              </BlockStack>
            )}
            {itemError !== undefined && <InlineError message={itemError} fieldID="inventoryItemId" />}
            <FormLayout.Group>
              <TextField label={t("supply.items.sku")} {...field("supplierSku")} />
              <TextField label={t("supply.items.cost")} inputMode="decimal" suffix={currency} {...field("unitCost")} />
            </FormLayout.Group>
            <FormLayout.Group>
              <TextField label={t("supply.items.pack")} {...whole} min={1} helpText={t("supply.items.packHelp")} {...field("packSize")} />
              <TextField label={t("supply.items.minimum")} {...whole} min={1} {...field("minimumUnits")} />
            </FormLayout.Group>
            <FormLayout.Group>
              <TextField
                label={t("supply.items.leadTime")}
                {...whole}
                min={0}
                suffix={t("supply.supplier.daysSuffix")}
                helpText={t("supply.items.leadTimeHelp")}
                {...field("leadTimeDays")}
              />
              <TextField label={t("supply.items.rank")} {...whole} min={1} helpText={t("supply.items.rankHelp")} {...field("rank")} />
            </FormLayout.Group>
          </FormLayout>
        </form>
      </Modal.Section>
    </Modal>
  );
}

function draftOf(item: SupplierItem | null): SupplierItemDraft {
  const typed = (value: number | null) => (value === null ? "" : String(value));
  if (item === null) return { inventoryItemId: "", supplierSku: "", unitCost: "", packSize: "1", minimumUnits: "", leadTimeDays: "", rank: "1" };
  const { inventoryItemId, supplierSku, unitCostCents, packSize, minimumUnits, leadTimeDays, rank } = item;
  return {
    inventoryItemId,
    supplierSku,
    unitCost: typedAmount(unitCostCents),
    packSize: String(packSize),
    minimumUnits: typed(minimumUnits),
    leadTimeDays: typed(leadTimeDays),
    rank: String(rank),
  };
}
