import { BlockStack, Box, InlineStack, Text } from "@shopify/polaris";
import type { TimelineEvent } from "./backorder-events.ts";
import { Moment } from "./day.tsx";

const COLOURS = { plain: "icon-secondary", good: "icon-success", bad: "icon-caution" } as const;

/** Events of a line, newest first. */
export function Timeline({ events }: { events: readonly TimelineEvent[] }) {
  return (
    <ol style={{ listStyle: "none", margin: 0, padding: 0 }}>
      {events.map((event) => (
        <li key={event.id} style={{ display: "grid", gridTemplateColumns: "20px 1fr", columnGap: 8, paddingBottom: 16 }}>
          <span aria-hidden="true" style={{ marginTop: 6, width: 9, height: 9, borderRadius: 9, background: `var(--p-color-${COLOURS[event.tone]})` }} />
          <BlockStack gap="050">
            <InlineStack align="space-between" gap="200">
              <Text as="span">{event.title}</Text>
              <Text as="span" tone="subdued" variant="bodySm">
                <Moment at={event.at} />
              </Text>
            </InlineStack>
            {event.detail !== "" && (
              <Box>
                <Text as="span" tone="subdued" variant="bodySm">
                  {event.detail}
                </Text>
              </Box>
            )}
          </BlockStack>
        </li>
      ))}
    </ol>
  );
}
