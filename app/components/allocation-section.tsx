import { Button, InlineStack, Text } from "@shopify/polaris";
import type { AllocationPolicy } from "../domain/allocation.ts";
import { SettingsSection } from "./settings-section.tsx";
import { useText } from "./text.tsx";

/** By which policy units are given; the rules have a page of their own. */
export function AllocationSection({ policy }: { policy: AllocationPolicy }) {
  const { t } = useText();
  return (
    <SettingsSection title={t("settings.allocation.title")} text={t("settings.allocation.text")}>
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <Text as="span" fontWeight="medium">
          {t(`settings.allocation.policies.${policy}`)}
        </Text>
        <Button url="/settings/allocation" accessibilityLabel={t("settings.allocation.open")}>
          {t("actions.edit")}
        </Button>
      </InlineStack>
    </SettingsSection>
  );
}
