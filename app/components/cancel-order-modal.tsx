import { BlockStack, Modal, Text } from "@shopify/polaris";
import type { Problem } from "../domain/errors.ts";
import { ProblemBanner } from "./form-frame.tsx";
import { otherProblems } from "./problems.ts";
import { useText } from "./text.tsx";

interface Props {
  readonly number: string;
  readonly isSaving: boolean;
  readonly problems: readonly Problem[];
  onConfirm(): void;
  onClose(): void;
}

/** A purchase order that will not come: asked twice, because customers' dates depend on it. */
export function CancelOrderModal({ number, isSaving, problems, onConfirm, onClose }: Props) {
  const text = useText();
  const { t } = text;
  return (
    <Modal
      open
      onClose={onClose}
      title={t("supply.cancel.title", { number })}
      primaryAction={{ content: t("supply.cancel.confirm"), destructive: true, loading: isSaving, onAction: onConfirm }}
      secondaryActions={[{ content: t("supply.cancel.keep"), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="300">
          <ProblemBanner problems={otherProblems(problems, [], text)} />
          <Text as="p">{t("supply.cancel.text")}</Text>
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
