import { useLoaderData } from "@remix-run/react";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useCallback, useState } from "react";
import { readShortage } from "../../adapters/prisma/read-models/shortages.server.ts";
import { readVariant } from "../../adapters/prisma/read-models/variant-list.server.ts";
import { AdminPage } from "../../components/admin-page.tsx";
import { FormFrame } from "../../components/form-frame.tsx";
import { otherProblems } from "../../components/problems.ts";
import { DriftBanner, ReadinessCard } from "../../components/readiness-card.tsx";
import { ShortageCard } from "../../components/shortage-card.tsx";
import { ModeBadge } from "../../components/status-badges.tsx";
import { useText } from "../../components/text.tsx";
import { useSave } from "../../components/use-save.ts";
import { VARIANT_FIELDS, VariantForm } from "../../components/variant-form.tsx";
import { nameOf } from "../../components/variant-table.tsx";
import { pool } from "../../db.server.ts";
import type { VariantId } from "../../domain/ids.ts";
import { meetMerchant } from "../../merchant.server.ts";
import { authenticateMerchant } from "../../shopify.server.ts";
import { readInput } from "../../typed-input.ts";
import { resolveDrift } from "../../use-cases/resolve-drift.ts";
import { switchBackorders } from "../../use-cases/switch-backorders.ts";
import { stageParts, supplyParts } from "../../wiring.server.ts";
import { variantInput } from "./input.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop, today } = await meetMerchant(request);
  const variant = await readVariant(pool, { shop, variantId: variantIdOf(params) });
  if (variant === null) throw new Response(null, { status: 404 });
  return { variant, shortage: await readShortage(pool, { shop, today, inventoryItemId: variant.inventoryItemId }) };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const typed = await readInput(request, variantInput);
  if ("owner" in typed) return resolveDrift(stageParts, { shop, variantId: variantIdOf(params), owner: typed.owner });
  return switchBackorders(supplyParts, { shop, change: { variantId: variantIdOf(params), ...typed } });
}

function variantIdOf({ variantId = "" }: LoaderFunctionArgs["params"]): VariantId {
  return variantId as VariantId; // looked up within the shop
}

export default function Variant() {
  const { variant, shortage } = useLoaderData<typeof loader>();
  const text = useText();
  const { t } = text;
  const shopify = useAppBridge();
  const typed = (value: number | null) => (value === null ? "" : String(value));
  const limits = { limit: typed(variant.backorderLimit), leastShippable: typed(variant.leastShippable) };
  const saved = { mode: variant.backorderMode, ...limits, madeToOrder: variant.madeToOrder, tellsWaiting: false };
  const [draft, setDraft] = useState(saved);
  const { save, isSaving, problems } = useSave<null>(useCallback(() => shopify.toast.show(t("variants.edit.saved")), [shopify, t]));
  return (
    <AdminPage
      title={nameOf(variant)}
      subtitle={variant.sku}
      titleMetadata={<ModeBadge mode={variant.backorderMode} />}
      backAction={{ content: t("variants.title"), url: "/variants" }}
    >
      <FormFrame
        isDirty={
          draft.mode !== saved.mode || draft.limit !== saved.limit || draft.leastShippable !== saved.leastShippable || draft.madeToOrder !== saved.madeToOrder
        }
        isSaving={isSaving}
        problems={otherProblems(problems, VARIANT_FIELDS, text)}
        onSave={() => save({ ...draft })}
        onDiscard={() => setDraft(saved)}
      >
        <DriftBanner owner={variant.switchOwner} isSaving={isSaving} onResolve={(owner) => save({ owner })} />
        <ShortageCard shortage={shortage} />
        <VariantForm variant={variant} savedMode={saved.mode} draft={draft} problems={problems} onChange={setDraft} />
        <ReadinessCard criteria={variant.readiness} />
      </FormFrame>
    </AdminPage>
  );
}
