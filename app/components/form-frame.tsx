/** What every form has: Shopify's save bar while something is unsaved, and a banner for what no field can show. */
import { SaveBar } from "@shopify/app-bridge-react";
import { Banner, BlockStack, List } from "@shopify/polaris";
import type { ReactNode } from "react";
import { useText } from "./text.tsx";

interface Props {
  readonly isDirty: boolean;
  readonly isSaving: boolean;
  readonly problems: readonly string[];
  onSave(): void;
  onDiscard(): void;
  readonly children: ReactNode;
}

export function FormFrame({ isDirty, isSaving, problems, onSave, onDiscard, children }: Props) {
  const { t } = useText();
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      <SaveBar id="form" open={isDirty}>
        <button type="button" variant="primary" onClick={onSave} disabled={isSaving} {...(isSaving ? { loading: "" } : {})}>
          {t("actions.save")}
        </button>
        <button type="button" onClick={onDiscard} disabled={isSaving}>
          {t("actions.discard")}
        </button>
      </SaveBar>
      <BlockStack gap="400">
        <ProblemBanner problems={problems} />
        {children}
      </BlockStack>
    </form>
  );
}

export function ProblemBanner({ problems }: { problems: readonly string[] }) {
  const { t } = useText();
  if (problems.length === 0) return null;
  return (
    <Banner tone="critical" title={t("errors.formTitle", { count: problems.length })}>
      <List>
        {problems.map((problem) => (
          <List.Item key={problem}>{problem}</List.Item>
        ))}
      </List>
    </Banner>
  );
}
