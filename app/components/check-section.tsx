/** When our books were last compared with Shopify, and a button that does it now. */
import { BlockStack, Button, InlineStack, ProgressBar, Text } from "@shopify/polaris";
import { useState } from "react";
import { SettingsSection } from "./settings-section.tsx";
import { useText } from "./text.tsx";
import { useSave } from "./use-save.ts";

export interface Check {
  readonly finishedAt: string | null;
  readonly differences: number;
  readonly isRunning: boolean;
  readonly looked: number;
  readonly toLook: number;
  readonly unseenUnits: number;
}

export function CheckSection({ check }: { check: Check }) {
  const { t, moment } = useText();
  const [isAsked, setIsAsked] = useState(false);
  const { save, isSaving } = useSave<null>(() => setIsAsked(true), "/check-now");
  const { finishedAt, differences } = check;
  return (
    <SettingsSection title={t("settings.check.title")} text={t("settings.check.text")}>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="300">
          <Text as="p">{finishedAt === null ? t("settings.check.never") : t("settings.check.last", { count: differences, moment: moment(finishedAt) })}</Text>
          <Button loading={isSaving} disabled={check.isRunning || isAsked} onClick={() => save({})}>
            {t("settings.check.now")}
          </Button>
        </InlineStack>
        <div aria-live="polite">{check.isRunning ? <CheckProgress check={check} /> : isAsked && <Text as="p">{t("settings.check.asked")}</Text>}</div>
        {check.unseenUnits > 0 && (
          <Text as="p" tone="subdued">
            {t("settings.check.unseen", { count: check.unseenUnits })}
          </Text>
        )}
      </BlockStack>
    </SettingsSection>
  );
}

/** How far a comparison is; before it is known how much there is, only that it goes on. */
export function CheckProgress({ check: { looked, toLook } }: { check: Pick<Check, "looked" | "toLook"> }) {
  const { t } = useText();
  const text = toLook === 0 ? t("settings.check.begun") : t("settings.check.progress", { looked: Math.min(looked, toLook), all: toLook });
  return (
    <BlockStack gap="200">
      <Text as="p">{text}</Text>
      {toLook > 0 && <ProgressBar progress={Math.min(100, Math.round((100 * looked) / toLook))} size="small" />}
    </BlockStack>
  );
}
