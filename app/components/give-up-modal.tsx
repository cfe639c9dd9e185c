/** Something will not come: asked twice, because customers' dates depend on it. */
import { BlockStack, Modal, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import type { Problem } from "../domain/errors.ts";
import { ProblemBanner } from "./form-frame.tsx";
import { fieldError, otherProblems } from "./problems.ts";
import { errorProp } from "./purchase-order-form.tsx";
import { useText } from "./text.tsx";

interface Props {
  /** What will not come: the order, a delivery, or an item. */
  readonly title: string;
  /** Units that leave the supply. */
  readonly units: number;
  readonly isSaving: boolean;
  readonly problems: readonly Problem[];
  onConfirm(reason: string): void;
  onClose(): void;
}

export function GiveUpModal({ title, units, isSaving, problems, onConfirm, onClose }: Props) {
  const text = useText();
  const { t } = text;
  const [reason, setReason] = useState("");
  return (
    <Modal
      open
      onClose={onClose}
      title={title}
      primaryAction={{ content: t("supply.cancel.confirm", { count: units }), destructive: true, loading: isSaving, onAction: () => onConfirm(reason) }}
      secondaryActions={[{ content: t("supply.cancel.keep"), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="300">
          <ProblemBanner problems={otherProblems(problems, ["reason"], text)} />
          <Text as="p">{t("supply.cancel.text")}</Text>
          <TextField
            label={t("supply.deadline.reason")}
            autoComplete="off"
            value={reason}
            onChange={setReason}
            {...errorProp(fieldError(problems, "reason", text))}
          />
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
