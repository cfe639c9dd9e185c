/** Whether a variant is ready for autopilot, and whose Shopify's switch is. */
import { Badge, Banner, BlockStack, Card, Icon, InlineStack, Text, Tooltip } from "@shopify/polaris";
import { AlertCircleIcon, CheckCircleIcon } from "@shopify/polaris-icons";
import type { Criterion } from "../domain/readiness.ts";
import type { TextKey } from "./admin-text.ts";
import { useText } from "./text.tsx";

export function ReadinessCard({ criteria }: { criteria: readonly Criterion[] | null }) {
  const { t } = useText();
  const isReady = criteria?.every(({ holds }) => holds) ?? false;
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("variants.readiness.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t(criteria === null ? "variants.readiness.unknown" : isReady ? "variants.readiness.ready" : "variants.readiness.notReady")}
          </Text>
        </BlockStack>
        {criteria?.map((criterion) => (
          <CriterionLine key={criterion.name} criterion={criterion} />
        ))}
      </BlockStack>
    </Card>
  );
}

/** In a list: whether all four hold, and behind it which do not. */
export function ReadyBadge({ criteria }: { criteria: readonly Criterion[] | null }) {
  const { t } = useText();
  const missing = criteria?.filter(({ holds }) => !holds) ?? [];
  const state = criteria === null ? "unknown" : missing.length === 0 ? "ready" : "not_ready";
  const names = missing.map(({ name }) => t(`variants.readiness.names.${name}`)).join(", ");
  const help = state === "not_ready" ? t("variants.readiness.missing", { names }) : t(`variants.readiness.${state}`);
  return (
    <Tooltip content={help} hasUnderline>
      <Badge {...(state === "ready" ? { tone: "success" as const } : {})}>{t(`variants.readiness.badge.${state}`)}</Badge>
    </Tooltip>
  );
}

function CriterionLine({ criterion: { name, holds, reason, facts } }: { criterion: Criterion }) {
  const { t, day } = useText();
  const words = typeof facts.shipBy === "string" ? { ...facts, shipBy: day(facts.shipBy) } : facts;
  return (
    <InlineStack gap="200" blockAlign="start" wrap={false}>
      <div style={{ width: 20, flexShrink: 0 }}>
        <Icon source={holds ? CheckCircleIcon : AlertCircleIcon} tone={holds ? "success" : "caution"} />
      </div>
      <Text as="p">{t(`variants.readiness.${name}.${reason}` as TextKey, words)}</Text>
    </InlineStack>
  );
}

interface DriftProps {
  readonly owner: "theirs" | "ours" | "drifted" | "left";
  readonly isSaving: boolean;
  onResolve(owner: "ours" | "left"): void;
}

export function DriftBanner({ owner, isSaving, onResolve }: DriftProps) {
  const { t } = useText();
  const takeOver = { content: t("variants.drift.takeOver"), loading: isSaving, onAction: () => onResolve("ours") };
  if (owner === "left") {
    return (
      <Banner tone="info" title={t("variants.drift.left")} action={takeOver}>
        <p>{t("variants.drift.leftText")}</p>
      </Banner>
    );
  }
  if (owner !== "drifted") return null;
  return (
    <Banner
      tone="warning"
      title={t("variants.drift.title")}
      action={takeOver}
      secondaryAction={{ content: t("variants.drift.leave"), onAction: () => onResolve("left") }}
    >
      <p>{t("variants.drift.text")}</p>
    </Banner>
  );
}
