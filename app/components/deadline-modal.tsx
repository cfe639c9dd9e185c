/** The supplier has agreed to another day. */
import { FormLayout, Modal, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import type { Problem } from "../domain/errors.ts";
import { ProblemBanner } from "./form-frame.tsx";
import { fieldError, otherProblems } from "./problems.ts";
import { errorProp } from "./purchase-order-form.tsx";
import { useText } from "./text.tsx";

interface Props {
  readonly number: string;
  /** "YYYY-MM-DD", empty without one. */
  readonly deadline: string;
  readonly isSaving: boolean;
  readonly problems: readonly Problem[];
  onSave(change: { deadline: string; reason: string }): void;
  onClose(): void;
}

export function DeadlineModal({ number, deadline, isSaving, problems, onSave, onClose }: Props) {
  const text = useText();
  const { t } = text;
  const [next, setNext] = useState(deadline);
  const [reason, setReason] = useState("");
  const save = () => onSave({ deadline: next, reason });
  return (
    <Modal
      open
      onClose={onClose}
      title={t("supply.deadline.title", { number })}
      primaryAction={{ content: t("supply.deadline.save"), onAction: save, loading: isSaving, disabled: next === deadline }}
      secondaryActions={[{ content: t("actions.cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <ProblemBanner problems={otherProblems(problems, ["deadline", "reason"], text)} />
          <FormLayout>
            <TextField
              label={t("supply.deadline.field")}
              type="date"
              autoComplete="off"
              value={next}
              onChange={setNext}
              {...errorProp(fieldError(problems, "deadline", text))}
            />
            <TextField
              label={t("supply.deadline.reason")}
              autoComplete="off"
              helpText={t("supply.deadline.reasonHelp")}
              value={reason}
              onChange={setReason}
              {...errorProp(fieldError(problems, "reason", text))}
            />
            <Text as="p" tone="subdued">
              {t("supply.deadline.effect")}
            </Text>
          </FormLayout>
        </form>
      </Modal.Section>
    </Modal>
  );
}
