/** Pausing, and preparing to leave: what becomes of what Promised holds in the shop. */
import { Banner, BlockStack, Button, ButtonGroup, Card, ChoiceList, InlineStack, List, Text } from "@shopify/polaris";
import { useState } from "react";
import { useText } from "./text.tsx";
import { useDownload } from "./use-download.ts";

export function PauseCard({ isSaving, onPause }: { isSaving: boolean; onPause(givesBack: boolean): void }) {
  const { t } = useText();
  const [choice, setChoice] = useState<"keep" | "give_back">("keep");
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t("stage.pause.title")}
        </Text>
        <ChoiceList
          title={t("stage.pause.text")}
          choices={(["keep", "give_back"] as const).map((value) => ({ value, label: t(`stage.pause.${value}`), helpText: t(`stage.pause.${value}Help`) }))}
          selected={[choice]}
          onChange={([chosen]) => setChoice(chosen === "give_back" ? "give_back" : "keep")}
        />
        <InlineStack>
          <Button loading={isSaving} onClick={() => onPause(choice === "give_back")}>
            {t("stage.pause.action")}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

export interface GivingBackState {
  readonly purpose: "pause" | "leave";
  readonly switches: number;
  readonly holds: number;
  readonly dates: number;
  readonly failures: readonly string[];
  readonly finishedAt: string | null;
}

export const EXPORTS = ["orders", "allocations", "promises", "suppliers", "purchase_orders"] as const;

export function LeaveCard({ givingBack, isSaving, onLeave }: { givingBack: GivingBackState | null; isSaving: boolean; onLeave(): void }) {
  const { t } = useText();
  const { download, isLoading } = useDownload();
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("stage.leave.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("stage.leave.text")}
          </Text>
        </BlockStack>
        {givingBack !== null && <Progress givingBack={givingBack} />}
        <BlockStack gap="200">
          <Text as="h3" variant="headingSm">
            {t("stage.leave.export")}
          </Text>
          {EXPORTS.map((what) => (
            <InlineStack key={what} align="space-between" blockAlign="center">
              <Text as="span">{t(`stage.leave.exports.${what}`)}</Text>
              <ButtonGroup>
                {(["csv", "json"] as const).map((format) => (
                  <Button
                    key={format}
                    size="slim"
                    disabled={isLoading}
                    accessibilityLabel={`${t(`stage.leave.exports.${what}`)}, ${format.toUpperCase()}`}
                    onClick={() => download(`/export?what=${what}&format=${format}`, `promised-${what}.${format}`)}
                  >
                    {format.toUpperCase()}
                  </Button>
                ))}
              </ButtonGroup>
            </InlineStack>
          ))}
        </BlockStack>
        <InlineStack>
          <Button tone="critical" loading={isSaving} onClick={onLeave}>
            {t("stage.leave.action")}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

function Progress({ givingBack: { switches, holds, dates, failures, finishedAt } }: { givingBack: GivingBackState }) {
  const { t, moment } = useText();
  const isDone = finishedAt !== null;
  const tone = failures.length > 0 ? "warning" : isDone ? "success" : "info";
  return (
    <Banner tone={tone} title={isDone ? t("stage.leave.done", { moment: moment(finishedAt) }) : t("stage.leave.running")}>
      <BlockStack gap="200">
        <p>{t("stage.leave.progress", { switches, holds, dates })}</p>
        {failures.length > 0 && (
          <List>
            {failures.map((failure) => (
              <List.Item key={failure}>{failure}</List.Item>
            ))}
          </List>
        )}
      </BlockStack>
    </Banner>
  );
}
