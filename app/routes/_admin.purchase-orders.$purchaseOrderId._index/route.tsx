import { useLoaderData } from "@remix-run/react";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Layout } from "@shopify/polaris";
import { useCallback, useState } from "react";
import { readPurchaseOrder } from "../../adapters/prisma/read-models/purchase-order-detail.server.ts";
import { AdminPage } from "../../components/admin-page.tsx";
import { CancelOrderModal } from "../../components/cancel-order-modal.tsx";
import { DeadlineModal } from "../../components/deadline-modal.tsx";
import { OrderHistoryCard, OrderNoteCard } from "../../components/purchase-order-history.tsx";
import { ShipmentCard } from "../../components/shipment-card.tsx";
import { OrderStatusBadge } from "../../components/status-badges.tsx";
import { useText } from "../../components/text.tsx";
import { useSave } from "../../components/use-save.ts";
import { pool } from "../../db.server.ts";
import { daysBetween } from "../../domain/calendar-date.ts";
import type { PurchaseOrderId } from "../../domain/ids.ts";
import { meetMerchant } from "../../merchant.server.ts";
import { authenticateMerchant } from "../../shopify.server.ts";
import { readInput } from "../../typed-input.ts";
import { cancelPurchaseOrder } from "../../use-cases/cancel-purchase-order.ts";
import { changeDeadline } from "../../use-cases/change-deadline.ts";
import { supplyParts } from "../../wiring.server.ts";
import { changeInput } from "./input.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop, today } = await meetMerchant(request);
  const detail = await readPurchaseOrder(pool, { shop, purchaseOrderId: purchaseOrderIdOf(params) });
  if (detail === null) throw new Response(null, { status: 404 });
  const shipments = detail.shipments.map((shipment) => ({ ...shipment, daysOverdue: shipment.deadline === null ? 0 : daysBetween(shipment.deadline, today) }));
  return { ...detail, shipments };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const typed = await readInput(request, changeInput);
  if (typed.change === "cancel") return cancelPurchaseOrder(supplyParts, { shop, purchaseOrderId: purchaseOrderIdOf(params), ...typed });
  return changeDeadline(supplyParts, { shop, change: { ...typed, actor: "" } });
}

function purchaseOrderIdOf({ purchaseOrderId = "" }: LoaderFunctionArgs["params"]): PurchaseOrderId {
  return purchaseOrderId as PurchaseOrderId; // looked up within the shop
}

type Dialog = { readonly kind: "deadline"; readonly inboundShipmentId: string; readonly deadline: string } | { readonly kind: "cancel" } | null;

export default function PurchaseOrder() {
  const { order, shipments, deadlineChanges, receipts } = useLoaderData<typeof loader>();
  const { t, day } = useText();
  const [dialog, setDialog] = useState<Dialog>(null);
  const isOpen = order.status === "ordered";
  const isLate = isOpen && shipments.some(({ daysOverdue, receivedOn, cancelledAt }) => daysOverdue > 0 && receivedOn === null && cancelledAt === null);
  return (
    <AdminPage
      title={t("supply.order.title", { number: order.number })}
      subtitle={t("supply.order.subtitle", { supplier: order.supplierName, location: order.locationName, ordered: day(order.orderedOn) })}
      titleMetadata={<OrderStatusBadge status={order.status} isLate={isLate} />}
      backAction={{ content: t("supply.orders.title"), url: "/purchase-orders" }}
      secondaryActions={
        isOpen
          ? [
              { content: t("actions.edit"), url: `/purchase-orders/${order.purchaseOrderId}/edit` },
              { content: t("supply.cancel.action"), destructive: true, onAction: () => setDialog({ kind: "cancel" }) },
            ]
          : []
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
                receiveUrl={`/purchase-orders/${order.purchaseOrderId}/receive/${shipment.inboundShipmentId}`}
                onChangeDeadline={() => setDialog({ kind: "deadline", inboundShipmentId: shipment.inboundShipmentId, deadline: shipment.deadline ?? "" })}
              />
            ))}
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <OrderHistoryCard deadlineChanges={deadlineChanges} receipts={receipts} />
            {order.note !== "" && <OrderNoteCard note={order.note} />}
          </BlockStack>
        </Layout.Section>
      </Layout>
      {dialog !== null && <Dialogs dialog={dialog} number={order.number} version={order.version} onClose={() => setDialog(null)} />}
    </AdminPage>
  );
}

/** Mounted anew for each dialog, so that an old problem is not shown in a new one. */
function Dialogs({ dialog, number, version, onClose }: { dialog: NonNullable<Dialog>; number: string; version: number; onClose: () => void }) {
  const { t } = useText();
  const shopify = useAppBridge();
  const { save, isSaving, problems } = useSave<unknown>(
    useCallback(() => {
      shopify.toast.show(t(dialog.kind === "cancel" ? "supply.cancel.saved" : "supply.deadline.saved"));
      onClose();
    }, [shopify, t, dialog.kind, onClose]),
  );
  if (dialog.kind === "cancel") {
    return (
      <CancelOrderModal
        number={number}
        isSaving={isSaving}
        problems={problems}
        onConfirm={() => save({ change: "cancel", expectedVersion: version })}
        onClose={onClose}
      />
    );
  }
  const { inboundShipmentId, deadline } = dialog;
  return (
    <DeadlineModal
      number={number}
      deadline={deadline}
      isSaving={isSaving}
      problems={problems}
      onSave={(typed) => save({ change: "deadline", inboundShipmentId, expectedVersion: version, ...typed })}
      onClose={onClose}
    />
  );
}
