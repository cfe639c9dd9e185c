/** Everything that changed in a purchase order, who did it and why, and what has come in. */
import { BlockStack, Card, Text } from "@shopify/polaris";
import type { PurchaseOrderChangeKind } from "../domain/purchase-order-change.ts";
import type { AdminText } from "./admin-text.ts";
import { amountText } from "./amount-text.ts";
import type { TimelineEvent } from "./backorder-events.ts";
import { Timeline } from "./timeline.tsx";
import { useText } from "./text.tsx";

export interface OrderChange {
  readonly changeId: number;
  readonly at: string;
  readonly kind: PurchaseOrderChangeKind;
  readonly before: string | null;
  readonly after: string | null;
  readonly item: string;
  readonly deliveryDeadline: string | null;
  readonly reason: string;
  readonly actor: string;
}

export interface OrderReceipt {
  readonly receiptId: string;
  readonly receivedOn: string;
  readonly createdAt: string;
  readonly confirmedAt: string | null;
  readonly refusedReason: string | null;
  readonly units: number;
  readonly actor: string;
  readonly wasOnShelf: boolean;
}

interface Props {
  readonly changes: readonly OrderChange[];
  readonly receipts: readonly OrderReceipt[];
  readonly currency: string;
}

export function OrderHistoryCard({ changes, receipts, currency }: Props) {
  const text = useText();
  const events = [...changes.map((change) => changeEvent(change, currency, text)), ...receipts.map((receipt) => receiptEvent(receipt, text))].sort(
    (one, other) => (one.at < other.at ? 1 : -1),
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

function changeEvent(change: OrderChange, currency: string, text: AdminText): TimelineEvent {
  const { changeId, at, kind, before, after, item, reason, actor } = change;
  const isLater = kind === "deadline" && before !== null && after !== null && after > before;
  const isLoss = kind === "units_cancelled" || kind === "delivery_cancelled";
  return {
    id: `change-${changeId}`,
    at,
    title: changeTitle(change, currency, text),
    detail: [item, reason, actorText(actor, text)].filter((part) => part !== "").join(" · "),
    tone: isLater || isLoss ? "bad" : "plain",
  };
}

function changeTitle({ kind, before, after, deliveryDeadline }: OrderChange, currency: string, text: AdminText): string {
  const { t, day } = text;
  if (kind === "created") return t(after === "draft" ? "supply.change.createdDraft" : "supply.change.created");
  if (kind === "status") return t(`supply.change.status.${statusOf(after)}`);
  if (kind === "deadline") {
    const key = after === null ? "supply.order.withdrawn" : before === null ? "supply.order.set" : "supply.order.moved";
    return t(key, { before: before === null ? "" : day(before), after: after === null ? "" : day(after) });
  }
  const delivery = deliveryDeadline === null ? t("supply.change.undated") : t("supply.change.due", { date: day(deliveryDeadline) });
  const word = (value: string | null): string => {
    if (value === null || value === "") return t("formats.none");
    if (kind === "ordered_on") return day(value);
    return kind === "unit_cost" ? amountText(Number(value), currency, text) : value;
  };
  return t(`supply.change.${kind}`, { before: word(before), after: word(after), delivery });
}

function statusOf(status: string | null): "draft" | "ordered" | "received" | "cancelled" {
  return status === "draft" || status === "received" || status === "cancelled" ? status : "ordered";
}

/** A receipt that Shopify has not taken yet says so; one that Shopify refused says why. */
function receiptEvent(receipt: OrderReceipt, text: AdminText): TimelineEvent {
  const { receiptId, receivedOn, createdAt, confirmedAt, refusedReason, units, actor, wasOnShelf } = receipt;
  const { t, day } = text;
  const title = t("supply.order.receipt", { count: units, date: day(receivedOn) });
  const state =
    refusedReason !== null ? t("supply.order.receiptRefused", { reason: refusedReason }) : confirmedAt === null ? t("supply.order.receiptOpen") : "";
  const detail = [state, wasOnShelf ? t("supply.order.receiptMatched") : "", actorText(actor, text)].filter((part) => part !== "").join(" · ");
  return { id: receiptId, at: createdAt, title, detail, tone: refusedReason !== null ? "bad" : confirmedAt === null ? "plain" : "good" };
}

/** Shopify tells an app the number of a member of staff, not the name. */
function actorText(actor: string, { t }: AdminText): string {
  return actor === "" ? "" : t("supply.change.actor", { id: actor });
}
