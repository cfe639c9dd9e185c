/** Messages about a line. One whose fate is unknown, or that was kept back, can be sent after all. */
import { Badge, BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { noticeKind, noticeState } from "./backorder-events.ts";
import { Moment } from "./day.tsx";
import { useText } from "./text.tsx";

export interface Message {
  readonly noticeId: string;
  readonly kind: string;
  readonly state: string;
  readonly reason: string | null;
  readonly createdAt: string;
  readonly sentAt: string | null;
}

interface Props {
  readonly messages: readonly Message[];
  readonly isSending: boolean;
  onSendAgain(noticeId: string): void;
}

export function MessageList({ messages, isSending, onSendAgain }: Props) {
  const { t } = useText();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("backorders.detail.messages")}
        </Text>
        {messages.length === 0 && (
          <Text as="p" tone="subdued">
            {t("backorders.detail.noMessages")}
          </Text>
        )}
        {messages.map((message) => (
          <OneMessage key={message.noticeId} message={message} isSending={isSending} onSendAgain={onSendAgain} />
        ))}
      </BlockStack>
    </Card>
  );
}

function OneMessage({ message, isSending, onSendAgain }: { message: Message } & Omit<Props, "messages">) {
  const text = useText();
  const isStuck = message.state === "uncertain" || message.state === "withheld";
  return (
    <BlockStack gap="050">
      <InlineStack align="space-between" gap="200">
        <Text as="span">{noticeKind(message.kind, text)}</Text>
        <Badge {...(message.state === "sent" ? { tone: "success" as const } : isStuck ? { tone: "warning" as const } : {})}>
          {noticeState(message.state, text)}
        </Badge>
      </InlineStack>
      <InlineStack align="space-between" gap="200" blockAlign="center">
        <Text as="span" tone="subdued" variant="bodySm">
          <Moment at={message.sentAt ?? message.createdAt} />
        </Text>
        {isStuck && (
          <Button variant="plain" disabled={isSending} onClick={() => onSendAgain(message.noticeId)}>
            {text.t("backorders.notice.sendAgain")}
          </Button>
        )}
      </InlineStack>
      {message.reason !== null && (
        <Text as="span" tone="subdued" variant="bodySm">
          {message.reason}
        </Text>
      )}
    </BlockStack>
  );
}
