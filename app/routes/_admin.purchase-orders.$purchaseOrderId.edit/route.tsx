import { useFetcher, useLoaderData, useNavigate } from "@remix-run/react";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useCallback, useState } from "react";
import { listSupplierChoices } from "../../adapters/prisma/read-models/choices.server.ts";
import { readPurchaseOrder } from "../../adapters/prisma/read-models/purchase-order-detail.server.ts";
import { listLocations } from "../../adapters/prisma/read-models/shop-settings.server.ts";
import { AdminPage } from "../../components/admin-page.tsx";
import { FormFrame } from "../../components/form-frame.tsx";
import { otherProblems } from "../../components/problems.ts";
import { fieldsOf, inputOf, PurchaseOrderForm } from "../../components/purchase-order-form.tsx";
import type { PurchaseOrderDraft } from "../../components/purchase-order-form.tsx";
import { useText } from "../../components/text.tsx";
import { useSave } from "../../components/use-save.ts";
import { pool } from "../../db.server.ts";
import type { PurchaseOrderId } from "../../domain/ids.ts";
import { meetMerchant } from "../../merchant.server.ts";
import { authenticateMerchant } from "../../shopify.server.ts";
import { readInput } from "../../typed-input.ts";
import { savePurchaseOrder } from "../../use-cases/save-purchase-order.ts";
import { supplyParts } from "../../wiring.server.ts";
import type { loader as choicesLoader } from "../_admin.variant-choices.tsx";
import { draftOf } from "./draft.ts";
import { withCost } from "../_admin.purchase-orders.new/input.server.ts";
import { changedOrderInput } from "./input.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await meetMerchant(request);
  const [detail, suppliers, locations] = await Promise.all([
    readPurchaseOrder(pool, { shop, purchaseOrderId: purchaseOrderIdOf(params) }),
    listSupplierChoices(pool, shop),
    listLocations(pool, shop),
  ]);
  if (detail === null) throw new Response(null, { status: 404 });
  const { hasSeveralDeliveries, ...saved } = draftOf(detail);
  return { order: detail.order, saved, hasSeveralDeliveries, suppliers, locations: locations.filter(({ isActive }) => isActive) };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const { isDraft: _isDraft, lines, ...typed } = await readInput(request, changedOrderInput);
  return savePurchaseOrder(supplyParts, { shop, order: { purchaseOrderId: purchaseOrderIdOf(params), ...typed, lines: lines.map(withCost), actor } });
}

function purchaseOrderIdOf({ purchaseOrderId = "" }: LoaderFunctionArgs["params"]): PurchaseOrderId {
  return purchaseOrderId as PurchaseOrderId; // looked up within the shop
}

export default function EditPurchaseOrder() {
  const { order, saved, hasSeveralDeliveries, suppliers, locations } = useLoaderData<typeof loader>();
  const text = useText();
  const { t } = text;
  const navigate = useNavigate();
  const shopify = useAppBridge();
  const finder = useFetcher<typeof choicesLoader>();
  const [draft, setDraft] = useState<PurchaseOrderDraft>(saved);
  const orderUrl = `/purchase-orders/${order.purchaseOrderId}`;
  const { save, isSaving, problems } = useSave<unknown>(
    useCallback(() => {
      shopify.toast.show(t("supply.order.saved", { number: draft.number }));
      navigate(orderUrl);
    }, [shopify, t, draft.number, navigate, orderUrl]),
  );
  return (
    <AdminPage title={t("supply.order.edit", { number: order.number })} backAction={{ content: order.number, url: orderUrl }}>
      <FormFrame
        isDirty={JSON.stringify(draft) !== JSON.stringify(saved)}
        isSaving={isSaving}
        problems={otherProblems(problems, fieldsOf(draft), text)}
        onSave={() => save({ ...inputOf(draft), expectedVersion: order.version })}
        onDiscard={() => setDraft(saved)}
      >
        <PurchaseOrderForm
          draft={draft}
          hasSeveralDeliveries={hasSeveralDeliveries}
          suppliers={suppliers}
          locations={locations}
          choices={finder.data?.choices ?? []}
          isSearching={finder.state !== "idle" && finder.data === undefined}
          problems={problems}
          onChange={setDraft}
          onSearch={(words) => finder.load(`/variant-choices?q=${encodeURIComponent(words)}`)}
        />
      </FormFrame>
    </AdminPage>
  );
}
