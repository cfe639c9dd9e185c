/** What to do after the installation, ticked off by itself as the facts appear. */
import { BlockStack, Box, Button, Card, Icon, InlineStack, ProgressBar, Text } from "@shopify/polaris";
import { CheckCircleIcon } from "@shopify/polaris-icons";
import type { TextKey } from "./admin-text.ts";
import { useText } from "./text.tsx";

export interface Steps {
  readonly isCatalogRead: boolean;
  readonly hasSupplier: boolean;
  readonly hasPurchaseOrder: boolean;
  readonly hasVariantOn: boolean;
  readonly hasSender: boolean;
  readonly themeEditorUrl: string;
}

interface Step {
  readonly title: TextKey;
  readonly help: TextKey;
  readonly isDone: boolean;
  readonly url: string | null;
}

/** Nothing once all that can be checked is done: the theme's block cannot be seen from here. */
export function FirstSteps({ steps }: { steps: Steps }) {
  const { t } = useText();
  const list = stepsOf(steps);
  const done = list.filter(({ isDone }) => isDone).length;
  if (done === list.length) return null;
  const next = list.find(({ isDone }) => !isDone);
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {t("home.steps.title")}
          </Text>
          <InlineStack gap="200" blockAlign="center" wrap={false}>
            <Box minWidth="90px">
              <Text as="span" tone="subdued">
                {t("home.steps.progress", { done, all: list.length })}
              </Text>
            </Box>
            <ProgressBar progress={(done / list.length) * 100} size="small" tone="success" ariaLabelledBy="steps-progress" />
          </InlineStack>
        </BlockStack>
        {list.map((step) => (
          <StepLine key={step.title} step={step} isNext={step === next} />
        ))}
        <InlineStack align="space-between" gap="200" blockAlign="center">
          <BlockStack>
            <Text as="span" fontWeight="medium">
              {t("home.steps.theme")}
            </Text>
            <Text as="span" tone="subdued" variant="bodySm">
              {t("home.steps.themeHelp")}
            </Text>
          </BlockStack>
          <Button url={steps.themeEditorUrl} target="_top">
            {t("home.steps.openTheme")}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

function StepLine({ step, isNext }: { step: Step; isNext: boolean }) {
  const { t } = useText();
  return (
    <InlineStack align="space-between" gap="200" blockAlign="center" wrap={false}>
      <InlineStack gap="200" blockAlign="start" wrap={false}>
        <div style={{ width: 20 }}>{step.isDone ? <Icon source={CheckCircleIcon} tone="success" /> : <OpenCircle />}</div>
        <BlockStack>
          <Text as="span" fontWeight={isNext ? "semibold" : "regular"} {...(step.isDone ? { tone: "subdued" as const } : {})}>
            {t(step.title)}
          </Text>
          {isNext && (
            <Text as="span" tone="subdued" variant="bodySm">
              {t(step.help)}
            </Text>
          )}
        </BlockStack>
      </InlineStack>
      {!step.isDone && step.url !== null && (
        <Button url={step.url} {...(isNext ? { variant: "primary" as const } : {})} accessibilityLabel={`${t("home.steps.open")}: ${t(step.title)}`}>
          {t("home.steps.open")}
        </Button>
      )}
    </InlineStack>
  );
}

function OpenCircle() {
  return (
    <span
      aria-hidden="true"
      style={{ display: "block", width: 15, height: 15, margin: "2px 2px", borderRadius: 15, border: "1.5px dashed var(--p-color-icon-secondary)" }}
    />
  );
}

function stepsOf(steps: Steps): Step[] {
  return [
    { title: "home.steps.catalog", help: "home.steps.catalogHelp", isDone: steps.isCatalogRead, url: null },
    { title: "home.steps.supplier", help: "home.steps.supplierHelp", isDone: steps.hasSupplier, url: "/suppliers/new" },
    { title: "home.steps.purchaseOrder", help: "home.steps.purchaseOrderHelp", isDone: steps.hasPurchaseOrder, url: "/purchase-orders/new" },
    { title: "home.steps.variant", help: "home.steps.variantHelp", isDone: steps.hasVariantOn, url: "/variants" },
    { title: "home.steps.sender", help: "home.steps.senderHelp", isDone: steps.hasSender, url: "/settings" },
  ];
}
