/** The merchant gives units to a line by hand, and says why. */
import { FormLayout, Modal, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import type { Problem } from "../domain/errors.ts";
import { ProblemBanner } from "./form-frame.tsx";
import { fieldError, otherProblems } from "./problems.ts";
import { errorProp } from "./purchase-order-form.tsx";
import { useText } from "./text.tsx";

interface Props {
  readonly order: string;
  readonly unitsWaiting: number;
  readonly isSaving: boolean;
  readonly problems: readonly Problem[];
  onSave(gift: { units: string; reason: string }): void;
  onClose(): void;
}

export function GiveUnitsModal({ order, unitsWaiting, isSaving, problems, onSave, onClose }: Props) {
  const text = useText();
  const { t } = text;
  const [units, setUnits] = useState(String(unitsWaiting));
  const [reason, setReason] = useState("");
  const save = () => onSave({ units, reason });
  return (
    <Modal
      open
      onClose={onClose}
      title={t("backorders.give.title", { order })}
      primaryAction={{ content: t("backorders.give.save"), onAction: save, loading: isSaving }}
      secondaryActions={[{ content: t("actions.cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <ProblemBanner problems={otherProblems(problems, ["units", "reason"], text)} />
          <FormLayout>
            <TextField
              label={t("backorders.give.units")}
              type="number"
              min={1}
              max={unitsWaiting}
              inputMode="numeric"
              autoComplete="off"
              helpText={t("backorders.give.unitsHelp", { count: unitsWaiting })}
              value={units}
              onChange={setUnits}
              {...errorProp(fieldError(problems, "units", text))}
            />
            <TextField
              label={t("backorders.give.reason")}
              autoComplete="off"
              helpText={t("backorders.give.reasonHelp")}
              value={reason}
              onChange={setReason}
              {...errorProp(fieldError(problems, "reason", text))}
            />
            <Text as="p" tone="subdued">
              {t("backorders.give.effect")}
            </Text>
          </FormLayout>
        </form>
      </Modal.Section>
    </Modal>
  );
}
