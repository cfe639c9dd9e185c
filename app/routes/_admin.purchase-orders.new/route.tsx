import { useFetcher, useLoaderData, useNavigate } from "@remix-run/react";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useAppBridge } from "@shopify/app-bridge-react";
import { Checkbox } from "@shopify/polaris";
import { useCallback, useState } from "react";
import { listSupplierChoices, suggestOrderNumber } from "../../adapters/prisma/read-models/choices.server.ts";
import { listLocations } from "../../adapters/prisma/read-models/shop-settings.server.ts";
import { AdminPage } from "../../components/admin-page.tsx";
import { FormFrame } from "../../components/form-frame.tsx";
import { otherProblems } from "../../components/problems.ts";
import { fieldsOf, inputOf, PurchaseOrderForm } from "../../components/purchase-order-form.tsx";
import type { PurchaseOrderDraft } from "../../components/purchase-order-form.tsx";
import { useText } from "../../components/text.tsx";
import { useSave } from "../../components/use-save.ts";
import { pool } from "../../db.server.ts";
import { meetMerchant } from "../../merchant.server.ts";
import { authenticateMerchant } from "../../shopify.server.ts";
import { readInput } from "../../typed-input.ts";
import { savePurchaseOrder } from "../../use-cases/save-purchase-order.ts";
import { supplyParts } from "../../wiring.server.ts";
import type { loader as choicesLoader } from "../_admin.variant-choices.tsx";
import { purchaseOrderInput, withCost } from "./input.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, today } = await meetMerchant(request);
  const [suppliers, locations, number] = await Promise.all([listSupplierChoices(pool, shop), listLocations(pool, shop), suggestOrderNumber(pool, shop)]);
  return { today, suppliers, locations: locations.filter(({ isActive }) => isActive), number };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const { isDraft = false, lines, ...typed } = await readInput(request, purchaseOrderInput);
  return savePurchaseOrder(supplyParts, { shop, order: { purchaseOrderId: null, expectedVersion: 0, ...typed, isDraft, lines: lines.map(withCost), actor } });
}

export default function NewPurchaseOrder() {
  const { today, suppliers, locations, number } = useLoaderData<typeof loader>();
  const text = useText();
  const { t } = text;
  const navigate = useNavigate();
  const shopify = useAppBridge();
  const finder = useFetcher<typeof choicesLoader>();
  const empty: PurchaseOrderDraft = { number, supplierId: "", locationId: locations[0]?.locationId ?? "", orderedOn: today, deadline: "", note: "", lines: [] };
  const [draft, setDraft] = useState(empty);
  const [isDraft, setIsDraft] = useState(false);
  const { save, isSaving, problems } = useSave<{ purchaseOrderId: string }>(
    useCallback(
      ({ purchaseOrderId }) => {
        shopify.toast.show(t("supply.order.saved", { number: draft.number }));
        navigate(`/purchase-orders/${purchaseOrderId}`);
      },
      [shopify, t, draft.number, navigate],
    ),
  );
  return (
    <AdminPage title={t("supply.order.new")} backAction={{ content: t("supply.orders.title"), url: "/purchase-orders" }}>
      <FormFrame
        isDirty={JSON.stringify(draft) !== JSON.stringify(empty)}
        isSaving={isSaving}
        problems={otherProblems(problems, fieldsOf(draft), text)}
        onSave={() => save({ ...inputOf(draft), isDraft })}
        onDiscard={() => setDraft(empty)}
      >
        <Checkbox label={t("supply.order.asDraft")} helpText={t("supply.order.asDraftHelp")} checked={isDraft} onChange={setIsDraft} />
        <PurchaseOrderForm
          draft={draft}
          hasSeveralDeliveries={false}
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
