import { useLoaderData } from "@remix-run/react";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { BlockStack, Layout } from "@shopify/polaris";
import { useState } from "react";
import { readLateness } from "../../adapters/prisma/estimate-facts.server.ts";
import { readPurchaseOrder } from "../../adapters/prisma/read-models/purchase-order-detail.server.ts";
import { AdminPage } from "../../components/admin-page.tsx";
import { OrderHistoryCard, OrderNoteCard } from "../../components/purchase-order-history.tsx";
import { OrderSummaryCard } from "../../components/order-summary-card.tsx";
import { ShipmentCard } from "../../components/shipment-card.tsx";
import { OrderStatusBadge } from "../../components/status-badges.tsx";
import { useText } from "../../components/text.tsx";
import { pool } from "../../db.server.ts";
import { daysBetween } from "../../domain/calendar-date.ts";
import { expectedArrival } from "../../domain/expected-arrival.ts";
import type { PurchaseOrderId } from "../../domain/ids.ts";
import { meetMerchant } from "../../merchant.server.ts";
import { authenticateMerchant } from "../../shopify.server.ts";
import { readInput } from "../../typed-input.ts";
import { cancelPurchaseOrder } from "../../use-cases/cancel-purchase-order.ts";
import { changeDeadline } from "../../use-cases/change-deadline.ts";
import { moveInboundUnits } from "../../use-cases/move-inbound-units.ts";
import { placePurchaseOrder } from "../../use-cases/place-purchase-order.ts";
import { supplyParts } from "../../wiring.server.ts";
import { Dialogs } from "./dialogs.tsx";
import type { Dialog } from "./dialogs.tsx";
import { changeInput } from "./input.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop, today, settings } = await meetMerchant(request);
  const [detail, records] = await Promise.all([readPurchaseOrder(pool, { shop, purchaseOrderId: purchaseOrderIdOf(params) }), readLateness(pool, shop, today)]);
  if (detail === null) throw new Response(null, { status: 404 });
  const { supplierId, locationId } = detail.order;
  const { confidence } = settings;
  const shipments = detail.shipments.map((shipment) => ({
    ...shipment,
    daysOverdue: shipment.deadline === null ? 0 : daysBetween(shipment.deadline, today),
    expected: expectedArrival({ supplierId, locationId, deadline: shipment.deadline }, { today, records, confidence }),
  }));
  return { ...detail, shipments };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const typed = await readInput(request, changeInput);
  const purchaseOrderId = purchaseOrderIdOf(params);
  if (typed.change === "cancel") return cancelPurchaseOrder(supplyParts, { shop, purchaseOrderId, actor, ...typed });
  if (typed.change === "place") return placePurchaseOrder(supplyParts, { shop, purchaseOrderId, actor, ...typed });
  if (typed.change === "move") return moveInboundUnits(supplyParts, { shop, move: { ...typed, actor } });
  return changeDeadline(supplyParts, { shop, change: { ...typed, actor } });
}

function purchaseOrderIdOf({ purchaseOrderId = "" }: LoaderFunctionArgs["params"]): PurchaseOrderId {
  return purchaseOrderId as PurchaseOrderId; // looked up within the shop
}

export default function PurchaseOrder() {
  const { order, shipments, changes, receipts } = useLoaderData<typeof loader>();
  const { t, day } = useText();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const isDraft = order.status === "draft";
  const isOpen = order.status === "ordered" || isDraft;
  const isLate =
    order.status === "ordered" && shipments.some(({ daysOverdue, receivedOn, cancelledAt }) => daysOverdue > 0 && receivedOn === null && cancelledAt === null);
  return (
    <AdminPage
      title={t("supply.order.title", { number: order.number })}
      subtitle={t("supply.order.subtitle", { supplier: order.supplierName, location: order.locationName, ordered: day(order.orderedOn) })}
      titleMetadata={<OrderStatusBadge status={order.status} isLate={isLate} />}
      backAction={{ content: t("supply.orders.title"), url: "/purchase-orders" }}
      {...(isDraft ? { primaryAction: { content: t("supply.place.action"), onAction: () => setDialog({ kind: "place" }) } } : {})}
      secondaryActions={
        order.status === "cancelled"
          ? []
          : [
              { content: t("actions.edit"), url: `/purchase-orders/${order.purchaseOrderId}/edit` },
              ...(isOpen
                ? [{ content: t("supply.cancel.action"), destructive: true, onAction: () => setDialog({ kind: "cancel", shipment: null, line: null }) }]
                : []),
            ]
      }
    >
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            {shipments.map((shipment) => (
              <ShipmentCard
                key={shipment.inboundShipmentId}
                shipment={shipment}
                daysOverdue={shipment.daysOverdue}
                receiveUrl={isDraft ? null : `/purchase-orders/${order.purchaseOrderId}/receive/${shipment.inboundShipmentId}`}
                onChangeDeadline={() => setDialog({ kind: "deadline", shipment })}
                onMove={() => setDialog({ kind: "move", shipment })}
                onGiveUp={(line) => setDialog({ kind: "cancel", shipment, line })}
              />
            ))}
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <OrderSummaryCard order={order} />
            {order.note !== "" && <OrderNoteCard note={order.note} />}
            <OrderHistoryCard changes={changes} receipts={receipts} currency={order.currency} />
          </BlockStack>
        </Layout.Section>
      </Layout>
      {dialog !== null && <Dialogs dialog={dialog} order={order} shipments={shipments} onClose={() => setDialog(null)} />}
    </AdminPage>
  );
}
