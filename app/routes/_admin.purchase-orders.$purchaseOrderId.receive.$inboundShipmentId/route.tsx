import { useLoaderData, useNavigate } from "@remix-run/react";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useCallback, useEffect, useState } from "react";
import { readPurchaseOrder } from "../../adapters/prisma/read-models/purchase-order-detail.server.ts";
import { AdminPage } from "../../components/admin-page.tsx";
import { FormFrame } from "../../components/form-frame.tsx";
import { otherProblems } from "../../components/problems.ts";
import { ReceiveForm, sentLines } from "../../components/receive-form.tsx";
import type { PreviewLine, ReceiveDraft } from "../../components/receive-form.tsx";
import { useText } from "../../components/text.tsx";
import { useSave } from "../../components/use-save.ts";
import { pool } from "../../db.server.ts";
import type { InboundShipmentId, PurchaseOrderId } from "../../domain/ids.ts";
import { meetMerchant } from "../../merchant.server.ts";
import { authenticateMerchant } from "../../shopify.server.ts";
import { readInput } from "../../typed-input.ts";
import { previewReceipt, receiveShipment } from "../../use-cases/receive-shipment.ts";
import { previewParts, supplyParts } from "../../wiring.server.ts";
import { receiveInput } from "./input.server.ts";

/** A pause in typing this long asks for a new preview. */
const PREVIEW_PAUSE_MS = 300;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop, today } = await meetMerchant(request);
  const detail = await readPurchaseOrder(pool, { shop, purchaseOrderId: (params.purchaseOrderId ?? "") as PurchaseOrderId }); // looked up within the shop
  const shipment = detail?.shipments.find(({ inboundShipmentId }) => inboundShipmentId === params.inboundShipmentId);
  if (detail === null || shipment === undefined) throw new Response(null, { status: 404 });
  const lines = shipment.lines
    .map((line) => ({ ...line, outstanding: Math.max(0, line.units - line.unitsReceived) }))
    .filter(({ outstanding }) => outstanding > 0);
  return { today, order: detail.order, lines };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const inboundShipmentId = (params.inboundShipmentId ?? "") as InboundShipmentId; // looked up within the shop
  const typed = await readInput(request, receiveInput);
  if (typed.step === "preview") return previewReceipt(previewParts, { shop, inboundShipmentId, lines: typed.lines });
  return receiveShipment(supplyParts, { shop, receipt: { ...typed, inboundShipmentId, actor } });
}

export default function Receive() {
  const { today, order, lines } = useLoaderData<typeof loader>();
  const text = useText();
  const { t } = text;
  const navigate = useNavigate();
  const shopify = useAppBridge();
  const orderUrl = `/purchase-orders/${order.purchaseOrderId}`;
  const empty: ReceiveDraft = { receivedOn: today, units: {}, allowOver: false };
  const [draft, setDraft] = useState(empty);
  const preview = usePreview(sentLines(draft, lines));
  const units = sentLines(draft, lines).reduce((sum, line) => sum + Number(line.units), 0);
  const { save, isSaving, problems } = useSave<unknown>(
    useCallback(() => {
      shopify.toast.show(t("supply.receive.saved", { count: units }));
      navigate(orderUrl);
    }, [shopify, t, units, navigate, orderUrl]),
  );
  const receive = () =>
    save({
      step: "receive",
      expectedVersion: order.version,
      receivedOn: draft.receivedOn,
      allowsMoreThanOrdered: draft.allowOver,
      lines: sentLines(draft, lines),
    });
  const shownFields = ["receivedOn", ...lines.map((_, index) => `lines.${index}.units`)];
  return (
    <AdminPage
      title={t("supply.receive.title", { number: order.number })}
      subtitle={order.supplierName}
      backAction={{ content: order.number, url: orderUrl }}
      primaryAction={{ content: t("supply.receive.save"), loading: isSaving, disabled: isSaving, onAction: receive }}
    >
      <FormFrame
        isDirty={units > 0}
        isSaving={isSaving}
        problems={otherProblems(problems, shownFields, text)}
        onSave={receive}
        onDiscard={() => setDraft(empty)}
      >
        <ReceiveForm draft={draft} lines={lines} preview={preview} problems={problems} onChange={setDraft} />
      </FormFrame>
    </AdminPage>
  );
}

/** Who would get the typed units, asked anew when they change. */
function usePreview(sent: { inventoryItemId: string; units: string }[]): readonly PreviewLine[] {
  const [preview, setPreview] = useState<readonly PreviewLine[]>([]);
  const { save } = useSave<readonly PreviewLine[]>(setPreview);
  const wish = JSON.stringify(sent);
  useEffect(() => {
    const lines = JSON.parse(wish) as { inventoryItemId: string; units: string }[]; // written two lines above
    if (lines.length === 0) {
      setPreview([]);
      return undefined;
    }
    const timer = setTimeout(() => save({ step: "preview", lines }), PREVIEW_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [wish, save]);
  return preview;
}
