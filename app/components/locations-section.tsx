import { Badge, BlockStack, Button, InlineStack, Text } from "@shopify/polaris";
import { SettingsSection } from "./settings-section.tsx";
import { useText } from "./text.tsx";

export interface LocationSummary {
  readonly locationId: string;
  readonly name: string;
  readonly isActive: boolean;
  readonly unitsPerDay: number | null;
  readonly cutOff: string;
  readonly fulfilsOnline: boolean;
  readonly isInPool: boolean;
}

/** The shop's locations, each with a page for its working days and capacity. */
export function LocationsSection({ locations }: { locations: readonly LocationSummary[] }) {
  const { t } = useText();
  return (
    <SettingsSection title={t("settings.locations.title")} text={t("settings.locations.text")}>
      <BlockStack gap="400">
        {locations.length === 0 && (
          <Text as="p" tone="subdued">
            {t("settings.noLocations")}
          </Text>
        )}
        {locations.map((location) => (
          <InlineStack key={location.locationId} align="space-between" blockAlign="center" gap="200">
            <BlockStack>
              <InlineStack gap="200">
                <Text as="span" fontWeight="medium">
                  {location.name}
                </Text>
                {!location.isActive && <Badge>{t("settings.location.inactive")}</Badge>}
              </InlineStack>
              <Text as="span" tone="subdued" variant="bodySm">
                {location.unitsPerDay === null ? t("settings.locations.noCapacity") : t("settings.locations.capacity", { count: location.unitsPerDay })} ·{" "}
                {t("settings.locations.cutOff", { time: location.cutOff })}
                {location.isActive && !(location.fulfilsOnline && location.isInPool) && ` · ${t("settings.locations.notInPool")}`}
              </Text>
            </BlockStack>
            <Button url={`/settings/locations/${location.locationId}`} accessibilityLabel={`${t("actions.edit")}: ${location.name}`}>
              {t("actions.edit")}
            </Button>
          </InlineStack>
        ))}
      </BlockStack>
    </SettingsSection>
  );
}
