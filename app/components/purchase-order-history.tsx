/** How a purchase order's deadline moved, and what has come in. */
import { BlockStack, Card, Text } from "@shopify/polaris";
import type { AdminText } from "./admin-text.ts";
import type { TimelineEvent } from "./backorder-events.ts";
import { Timeline } from "./timeline.tsx";
import { useText } from "./text.tsx";

interface DeadlineMove {
  readonly changeId: number;
  readonly at: string;
  readonly deadlineBefore: string | null;
  readonly deadlineAfter: string | null;
  readonly reason: string;
}

interface Receipt {
  readonly receiptId: string;
  readonly receivedOn: string;
  readonly createdAt: string;
  readonly confirmedAt: string | null;
  readonly refusedReason: string | null;
  readonly units: number;
}

interface Props {
  readonly deadlineChanges: readonly DeadlineMove[];
  readonly receipts: readonly Receipt[];
}

export function OrderHistoryCard({ deadlineChanges, receipts }: Props) {
  const text = useText();
  const events = [...deadlineChanges.map((move) => moveEvent(move, text)), ...receipts.map((receipt) => receiptEvent(receipt, text))].sort((one, other) =>
    one.at < other.at ? 1 : -1,
  );
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {text.t("supply.order.history")}
        </Text>
        {events.length === 0 && (
          <Text as="p" tone="subdued">
            {text.t("supply.order.noHistory")}
          </Text>
        )}
        <Timeline events={events} />
      </BlockStack>
    </Card>
  );
}

export function OrderNoteCard({ note }: { note: string }) {
  const { t } = useText();
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t("supply.order.note")}
        </Text>
        <Text as="p">{note}</Text>
      </BlockStack>
    </Card>
  );
}

function moveEvent({ changeId, at, deadlineBefore, deadlineAfter, reason }: DeadlineMove, { t, day }: AdminText): TimelineEvent {
  const key = deadlineAfter === null ? "supply.order.withdrawn" : deadlineBefore === null ? "supply.order.set" : "supply.order.moved";
  const title = t(key, { before: deadlineBefore === null ? "" : day(deadlineBefore), after: deadlineAfter === null ? "" : day(deadlineAfter) });
  return {
    id: `deadline-${changeId}`,
    at,
    title,
    detail: reason,
    tone: deadlineBefore !== null && deadlineAfter !== null && deadlineAfter > deadlineBefore ? "bad" : "plain",
  };
}

/** A receipt that Shopify has not taken yet says so; one that Shopify refused says why. */
function receiptEvent({ receiptId, receivedOn, createdAt, confirmedAt, refusedReason, units }: Receipt, { t, day }: AdminText): TimelineEvent {
  const title = t("supply.order.receipt", { count: units, date: day(receivedOn) });
  if (refusedReason !== null) return { id: receiptId, at: createdAt, title, detail: t("supply.order.receiptRefused", { reason: refusedReason }), tone: "bad" };
  return {
    id: receiptId,
    at: createdAt,
    title,
    detail: confirmedAt === null ? t("supply.order.receiptOpen") : "",
    tone: confirmedAt === null ? "plain" : "good",
  };
}
