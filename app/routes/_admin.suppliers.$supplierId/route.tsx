import { useFetcher, useLoaderData } from "@remix-run/react";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Layout } from "@shopify/polaris";
import { useCallback, useState } from "react";
import { readLateness } from "../../adapters/prisma/estimate-facts.server.ts";
import { listLocations } from "../../adapters/prisma/read-models/shop-settings.server.ts";
import { listSupplierItems, readSupplier } from "../../adapters/prisma/read-models/suppliers.server.ts";
import { AdminPage } from "../../components/admin-page.tsx";
import { FormFrame } from "../../components/form-frame.tsx";
import { otherProblems } from "../../components/problems.ts";
import { SUPPLIER_FIELDS, supplierDraft, SupplierForm } from "../../components/supplier-form.tsx";
import { SupplierItemModal } from "../../components/supplier-item-modal.tsx";
import { SupplierItemsCard } from "../../components/supplier-items-card.tsx";
import type { SupplierItem } from "../../components/supplier-items-card.tsx";
import { SupplierRecordCard } from "../../components/supplier-record-card.tsx";
import { useText } from "../../components/text.tsx";
import { useSave } from "../../components/use-save.ts";
import { pool } from "../../db.server.ts";
import { usualLateness } from "../../domain/expected-arrival.ts";
import { UNROUTED } from "../../domain/ids.ts";
import type { SupplierId } from "../../domain/ids.ts";
import { meetMerchant } from "../../merchant.server.ts";
import { authenticateMerchant } from "../../shopify.server.ts";
import { readInput } from "../../typed-input.ts";
import { saveSupplier } from "../../use-cases/save-supplier.ts";
import { removeSupplierItem, saveSupplierItem } from "../../use-cases/save-supplier-item.ts";
import { supplyParts } from "../../wiring.server.ts";
import type { loader as choicesLoader } from "../_admin.variant-choices.tsx";
import { changeInput } from "./input.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop, today, settings } = await meetMerchant(request);
  const supplierId = supplierIdOf(params);
  const cursor = new URL(request.url).searchParams.get("cursor");
  const [supplier, items, records, locations] = await Promise.all([
    readSupplier(pool, { shop, today, supplierId }),
    listSupplierItems(pool, { shop, supplierId, cursor }),
    readLateness(pool, shop, today),
    listLocations(pool, shop),
  ]);
  if (supplier === null) throw new Response(null, { status: 404 });
  const { confidence } = settings;
  // Where a supplier delivers to several places, the first active one speaks for it.
  const locationId = locations[0]?.locationId ?? UNROUTED;
  return { supplier, items, confidence, usual: usualLateness({ supplierId, locationId }, { records, confidence }) };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const typed = await readInput(request, changeInput);
  const supplierId = supplierIdOf(params);
  if (typed.change === "item") return saveSupplierItem(supplyParts, { shop, item: { supplierId, ...typed } });
  if (typed.change === "remove-item") return removeSupplierItem(supplyParts, { shop, supplierId, ...typed });
  return saveSupplier(supplyParts, { shop, supplier: { supplierId, ...typed } });
}

function supplierIdOf({ supplierId = "" }: LoaderFunctionArgs["params"]): SupplierId {
  return supplierId as SupplierId; // looked up within the shop
}

export default function Supplier() {
  const { supplier, items, usual, confidence } = useLoaderData<typeof loader>();
  const text = useText();
  const { t } = text;
  const shopify = useAppBridge();
  const saved = supplierDraft(supplier);
  const [draft, setDraft] = useState(saved);
  const [edited, setEdited] = useState<{ item: SupplierItem | null } | null>(null);
  const { save, isSaving, problems } = useSave<unknown>(
    useCallback(() => shopify.toast.show(t("supply.supplier.saved", { name: draft.name })), [shopify, t, draft.name]),
  );
  return (
    <AdminPage title={supplier.name} backAction={{ content: t("supply.suppliers.title"), url: "/suppliers" }}>
      <FormFrame
        isDirty={JSON.stringify(draft) !== JSON.stringify(saved)}
        isSaving={isSaving}
        problems={otherProblems(problems, SUPPLIER_FIELDS, text)}
        onSave={() => save({ ...draft })}
        onDiscard={() => setDraft(saved)}
      >
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              <SupplierForm draft={draft} problems={problems} onChange={setDraft} />
              <SupplierItemsCard page={items} currency={supplier.currency} onAdd={() => setEdited({ item: null })} onEdit={(item) => setEdited({ item })} />
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <SupplierRecordCard supplier={supplier} usual={usual} confidence={confidence} />
          </Layout.Section>
        </Layout>
      </FormFrame>
      {edited !== null && <ItemDialog item={edited.item} currency={supplier.currency} onClose={() => setEdited(null)} />}
    </AdminPage>
  );
}

/** Mounted anew for each item, so that an old problem is not shown with a new one. */
function ItemDialog({ item, currency, onClose }: { item: SupplierItem | null; currency: string; onClose: () => void }) {
  const { t } = useText();
  const shopify = useAppBridge();
  const finder = useFetcher<typeof choicesLoader>();
  const [isRemoved, setIsRemoved] = useState(false);
  const { save, isSaving, problems } = useSave<unknown>(
    useCallback(() => {
      shopify.toast.show(t(isRemoved ? "supply.items.removed" : "supply.items.saved"));
      onClose();
    }, [shopify, t, isRemoved, onClose]),
  );
  return (
    <SupplierItemModal
      item={item}
      currency={currency}
      choices={finder.data?.choices ?? []}
      isSearching={finder.state !== "idle" && finder.data === undefined}
      isSaving={isSaving}
      problems={problems}
      onSearch={(words) => finder.load(`/variant-choices?q=${encodeURIComponent(words)}`)}
      onSave={(draft) => {
        setIsRemoved(false);
        save({ change: "item", ...draft });
      }}
      onRemove={() => {
        setIsRemoved(true);
        save({ change: "remove-item", inventoryItemId: item?.inventoryItemId ?? "" });
      }}
      onClose={onClose}
    />
  );
}
