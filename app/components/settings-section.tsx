import { BlockStack, Box, Card, InlineGrid, Text } from "@shopify/polaris";
import type { ReactNode } from "react";

interface Props {
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}

/** What a group of settings is about on the left, the fields in a card on the right; one below the other on a phone. */
export function SettingsSection({ title, text, children }: Props) {
  return (
    <InlineGrid columns={{ xs: "1fr", md: "2fr 4fr" }} gap="400">
      <Box as="section" paddingInline={{ xs: "400", sm: "0" }} paddingBlockStart="400">
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          <Text as="p" tone="subdued">
            {text}
          </Text>
        </BlockStack>
      </Box>
      <Card roundedAbove="sm">{children}</Card>
    </InlineGrid>
  );
}
