import { useLoaderData } from "@remix-run/react";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Card, Layout, Text } from "@shopify/polaris";
import { useCallback, useState } from "react";
import { readSupplier } from "../../adapters/prisma/read-models/suppliers.server.ts";
import { AdminPage } from "../../components/admin-page.tsx";
import { FormFrame } from "../../components/form-frame.tsx";
import { otherProblems } from "../../components/problems.ts";
import { SUPPLIER_FIELDS, SupplierForm } from "../../components/supplier-form.tsx";
import { latenessText } from "../../components/supplier-table.tsx";
import { useText } from "../../components/text.tsx";
import { useSave } from "../../components/use-save.ts";
import { pool } from "../../db.server.ts";
import type { SupplierId } from "../../domain/ids.ts";
import { meetMerchant } from "../../merchant.server.ts";
import { authenticateMerchant } from "../../shopify.server.ts";
import { readInput } from "../../typed-input.ts";
import { saveSupplier } from "../../use-cases/save-supplier.ts";
import { supplyParts } from "../../wiring.server.ts";
import { supplierInput } from "../_admin.suppliers.new/input.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop, today } = await meetMerchant(request);
  const supplier = await readSupplier(pool, { shop, today, supplierId: supplierIdOf(params) });
  if (supplier === null) throw new Response(null, { status: 404 });
  return { supplier };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const typed = await readInput(request, supplierInput);
  return saveSupplier(supplyParts, { shop, supplier: { supplierId: supplierIdOf(params), ...typed } });
}

function supplierIdOf({ supplierId = "" }: LoaderFunctionArgs["params"]): SupplierId {
  return supplierId as SupplierId; // looked up within the shop
}

export default function Supplier() {
  const { supplier } = useLoaderData<typeof loader>();
  const text = useText();
  const { t } = text;
  const shopify = useAppBridge();
  const { name, email, country, leadTimeDays } = supplier;
  const saved = { name, email, country, leadTimeDays: leadTimeDays === null ? "" : String(leadTimeDays) };
  const [draft, setDraft] = useState(saved);
  const { save, isSaving, problems } = useSave<unknown>(
    useCallback(() => shopify.toast.show(t("supply.supplier.saved", { name: draft.name })), [shopify, t, draft.name]),
  );
  return (
    <AdminPage title={name} backAction={{ content: t("supply.suppliers.title"), url: "/suppliers" }}>
      <FormFrame
        isDirty={JSON.stringify(draft) !== JSON.stringify(saved)}
        isSaving={isSaving}
        problems={otherProblems(problems, SUPPLIER_FIELDS, text)}
        onSave={() => save({ ...draft })}
        onDiscard={() => setDraft(saved)}
      >
        <Layout>
          <Layout.Section>
            <SupplierForm draft={draft} problems={problems} onChange={setDraft} />
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <Card>
              <BlockStack gap="200">
                <Text as="h2" variant="headingMd">
                  {t("supply.supplier.record")}
                </Text>
                <Text as="p">{latenessText(supplier, text)}</Text>
                {supplier.overdueShipments > 0 && (
                  <Text as="p" tone="critical">
                    {t("supply.suppliers.overdue", { count: supplier.overdueShipments })}
                  </Text>
                )}
              </BlockStack>
            </Card>
          </Layout.Section>
        </Layout>
      </FormFrame>
    </AdminPage>
  );
}
