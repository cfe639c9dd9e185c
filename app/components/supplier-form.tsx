import { Card, FormLayout, TextField } from "@shopify/polaris";
import type { Problem } from "../domain/errors.ts";
import { fieldError } from "./problems.ts";
import { errorProp } from "./purchase-order-form.tsx";
import { useText } from "./text.tsx";

export interface SupplierDraft {
  readonly name: string;
  readonly email: string;
  readonly country: string;
  /** As typed. */
  readonly leadTimeDays: string;
}

export const SUPPLIER_FIELDS = ["name", "email", "country", "leadTimeDays"];

interface Props {
  readonly draft: SupplierDraft;
  readonly problems: readonly Problem[];
  onChange(draft: SupplierDraft): void;
}

export function SupplierForm({ draft, problems, onChange }: Props) {
  const text = useText();
  const { t } = text;
  const errorOf = (field: string) => errorProp(fieldError(problems, field, text));
  return (
    <Card>
      <FormLayout>
        <TextField
          label={t("supply.supplier.name")}
          autoComplete="organization"
          value={draft.name}
          onChange={(name) => onChange({ ...draft, name })}
          {...errorOf("name")}
        />
        <TextField
          label={t("supply.supplier.email")}
          type="email"
          autoComplete="email"
          helpText={t("supply.supplier.emailHelp")}
          value={draft.email}
          onChange={(email) => onChange({ ...draft, email })}
          {...errorOf("email")}
        />
        <FormLayout.Group>
          <TextField
            label={t("supply.supplier.country")}
            autoComplete="country-name"
            value={draft.country}
            onChange={(country) => onChange({ ...draft, country })}
            {...errorOf("country")}
          />
          <TextField
            label={t("supply.supplier.leadTime")}
            type="number"
            min={0}
            inputMode="numeric"
            autoComplete="off"
            suffix={t("supply.supplier.daysSuffix")}
            helpText={t("supply.supplier.leadTimeHelp")}
            value={draft.leadTimeDays}
            onChange={(leadTimeDays) => onChange({ ...draft, leadTimeDays })}
            {...errorOf("leadTimeDays")}
          />
        </FormLayout.Group>
      </FormLayout>
    </Card>
  );
}
