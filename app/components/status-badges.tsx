/** One colour and one word per status, the same on every page. */
import { Badge } from "@shopify/polaris";
import type { BadgeProps } from "@shopify/polaris";
import { useText } from "./text.tsx";

export type LineStatus = "waiting" | "partly_allocated" | "allocated" | "fulfilled" | "cancelled";

const LINE_TONES: Record<LineStatus, BadgeProps> = {
  waiting: { tone: "attention", progress: "incomplete" },
  partly_allocated: { tone: "warning", progress: "partiallyComplete" },
  allocated: { tone: "info", progress: "complete" },
  fulfilled: { progress: "complete" },
  cancelled: {},
};

export function LineStatusBadge({ status }: { status: LineStatus }) {
  const { t } = useText();
  return <Badge {...LINE_TONES[status]}>{t(`status.${status}`)}</Badge>;
}

export function LateBadge() {
  const { t } = useText();
  return <Badge tone="critical">{t("status.late")}</Badge>;
}

export type BackorderMode = "off" | "on" | "autopilot";

export function ModeBadge({ mode }: { mode: BackorderMode }) {
  const { t } = useText();
  return <Badge {...(mode === "off" ? {} : { tone: "success" as const })}>{t(`variants.mode.${mode}`)}</Badge>;
}

export type OrderStatus = "draft" | "ordered" | "received" | "cancelled";

const ORDER_TONES: Record<OrderStatus, BadgeProps> = {
  draft: {},
  ordered: { tone: "info", progress: "incomplete" },
  received: { progress: "complete" },
  cancelled: {},
};

export function OrderStatusBadge({ status, isLate }: { status: OrderStatus; isLate: boolean }) {
  const { t } = useText();
  if (isLate) return <Badge tone="critical">{t("supply.orders.status.late")}</Badge>;
  return <Badge {...ORDER_TONES[status]}>{t(`supply.orders.status.${status}`)}</Badge>;
}
