import { useNavigate } from "@remix-run/react";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useCallback, useState } from "react";
import { AdminPage } from "../../components/admin-page.tsx";
import { FormFrame } from "../../components/form-frame.tsx";
import { otherProblems } from "../../components/problems.ts";
import { NEW_SUPPLIER, SUPPLIER_FIELDS, SupplierForm } from "../../components/supplier-form.tsx";
import { useText } from "../../components/text.tsx";
import { useSave } from "../../components/use-save.ts";
import { authenticateMerchant } from "../../shopify.server.ts";
import { readInput } from "../../typed-input.ts";
import { saveSupplier } from "../../use-cases/save-supplier.ts";
import { supplyParts } from "../../wiring.server.ts";
import { supplierInput } from "./input.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  await authenticateMerchant(request);
  return null;
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const typed = await readInput(request, supplierInput);
  return saveSupplier(supplyParts, { shop, supplier: { supplierId: null, ...typed } });
}

export default function NewSupplier() {
  const text = useText();
  const { t } = text;
  const navigate = useNavigate();
  const shopify = useAppBridge();
  const [draft, setDraft] = useState(NEW_SUPPLIER);
  const { save, isSaving, problems } = useSave<unknown>(
    useCallback(() => {
      shopify.toast.show(t("supply.supplier.saved", { name: draft.name }));
      navigate("/suppliers");
    }, [shopify, t, draft.name, navigate]),
  );
  return (
    <AdminPage title={t("supply.supplier.new")} backAction={{ content: t("supply.suppliers.title"), url: "/suppliers" }}>
      <FormFrame
        isDirty={draft !== NEW_SUPPLIER}
        isSaving={isSaving}
        problems={otherProblems(problems, SUPPLIER_FIELDS, text)}
        onSave={() => save({ ...draft })}
        onDiscard={() => setDraft(NEW_SUPPLIER)}
      >
        <SupplierForm draft={draft} problems={problems} onChange={setDraft} />
      </FormFrame>
    </AdminPage>
  );
}
