import { Badge, Button, InlineStack } from "@shopify/polaris";
import { SettingsSection } from "./settings-section.tsx";
import { useText } from "./text.tsx";

/** Whether the shop is live; going live, pausing and leaving have a page of their own. */
export function StageSection({ isLive }: { isLive: boolean }) {
  const { t } = useText();
  return (
    <SettingsSection title={t("settings.stage.title")} text={t("settings.stage.text")}>
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <Badge {...(isLive ? { tone: "success" as const } : {})}>{t(isLive ? "settings.stage.live" : "settings.stage.observe")}</Badge>
        <Button url="/stage">{t("stage.manage")}</Button>
      </InlineStack>
    </SettingsSection>
  );
}
