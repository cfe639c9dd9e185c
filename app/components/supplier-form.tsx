/** Who a supplier is, and on which terms it takes orders. */
import { BlockStack, Card, FormLayout, Text, TextField } from "@shopify/polaris";
import type { Problem } from "../domain/errors.ts";
import { typedAmount } from "./amount-text.ts";
import { fieldError } from "./problems.ts";
import { errorProp } from "./purchase-order-form.tsx";
import { useText } from "./text.tsx";
import { WeekdayChoice } from "./weekday-choice.tsx";

export interface SupplierDraft {
  readonly name: string;
  readonly email: string;
  readonly country: string;
  /** Numbers as typed. */
  readonly leadTimeDays: string;
  readonly currency: string;
  readonly minimumUnits: string;
  readonly minimumAmount: string;
  readonly orderWeekdays: number[];
}

export const SUPPLIER_FIELDS = ["name", "email", "country", "leadTimeDays", "currency", "minimumUnits", "minimumAmount", "orderWeekdays"];

export const NEW_SUPPLIER: SupplierDraft = {
  name: "",
  email: "",
  country: "",
  leadTimeDays: "",
  currency: "",
  minimumUnits: "",
  minimumAmount: "",
  orderWeekdays: [1, 2, 3, 4, 5],
};

interface SavedTerms {
  readonly name: string;
  readonly email: string;
  readonly country: string;
  readonly leadTimeDays: number | null;
  readonly currency: string;
  readonly minimumUnits: number | null;
  readonly minimumCents: number | null;
  readonly orderWeekdays: readonly number[];
}

export function supplierDraft({ name, email, country, leadTimeDays, currency, minimumUnits, minimumCents, orderWeekdays }: SavedTerms): SupplierDraft {
  const typed = (value: number | null) => (value === null ? "" : String(value));
  const terms = { leadTimeDays: typed(leadTimeDays), currency, minimumUnits: typed(minimumUnits), minimumAmount: typedAmount(minimumCents) };
  return { name, email, country, ...terms, orderWeekdays: [...orderWeekdays] };
}

interface Props {
  readonly draft: SupplierDraft;
  readonly problems: readonly Problem[];
  onChange(draft: SupplierDraft): void;
}

export function SupplierForm(props: Props) {
  return (
    <BlockStack gap="400">
      <IdentityCard {...props} />
      <TermsCard {...props} />
    </BlockStack>
  );
}

function IdentityCard({ draft, problems, onChange }: Props) {
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
            label={t("supply.supplier.currency")}
            autoComplete="off"
            maxLength={3}
            helpText={t("supply.supplier.currencyHelp")}
            value={draft.currency}
            onChange={(currency) => onChange({ ...draft, currency: currency.toUpperCase() })}
            {...errorOf("currency")}
          />
        </FormLayout.Group>
      </FormLayout>
    </Card>
  );
}

function TermsCard({ draft, problems, onChange }: Props) {
  const text = useText();
  const { t } = text;
  const errorOf = (field: string) => errorProp(fieldError(problems, field, text));
  return (
    <Card>
      <FormLayout>
        <Text as="h2" variant="headingMd">
          {t("supply.supplier.terms")}
        </Text>
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
        <FormLayout.Group>
          <TextField
            label={t("supply.supplier.minimumUnits")}
            type="number"
            min={1}
            inputMode="numeric"
            autoComplete="off"
            helpText={t("supply.supplier.minimumHelp")}
            value={draft.minimumUnits}
            onChange={(minimumUnits) => onChange({ ...draft, minimumUnits })}
            {...errorOf("minimumUnits")}
          />
          <TextField
            label={t("supply.supplier.minimumAmount")}
            inputMode="decimal"
            autoComplete="off"
            suffix={draft.currency}
            value={draft.minimumAmount}
            onChange={(minimumAmount) => onChange({ ...draft, minimumAmount })}
            {...errorOf("minimumAmount")}
          />
        </FormLayout.Group>
        <WeekdayChoice
          label={t("supply.supplier.orderWeekdays")}
          days={draft.orderWeekdays}
          error={errorOf("orderWeekdays")}
          onChange={(orderWeekdays) => onChange({ ...draft, orderWeekdays })}
        />
      </FormLayout>
    </Card>
  );
}
