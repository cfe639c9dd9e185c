import { useLoaderData, useNavigation } from "@remix-run/react";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useCallback } from "react";
import { listVariants } from "../../adapters/prisma/read-models/variant-list.server.ts";
import { AdminPage } from "../../components/admin-page.tsx";
import { ProblemBanner } from "../../components/form-frame.tsx";
import { ListControls } from "../../components/list-controls.tsx";
import { otherProblems } from "../../components/problems.ts";
import { useText } from "../../components/text.tsx";
import { useSave } from "../../components/use-save.ts";
import { VariantTable } from "../../components/variant-table.tsx";
import { pool } from "../../db.server.ts";
import { done } from "../../domain/errors.ts";
import { meetMerchant } from "../../merchant.server.ts";
import { authenticateMerchant } from "../../shopify.server.ts";
import { readInput } from "../../typed-input.ts";
import { switchBackorders } from "../../use-cases/switch-backorders.ts";
import { supplyParts } from "../../wiring.server.ts";
import { readVariantsAddress, switchInput, VIEWS } from "./query.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await meetMerchant(request);
  const address = readVariantsAddress(new URL(request.url));
  return { views: VIEWS, address, page: await listVariants(pool, { shop, ...address }) };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const { changes } = await readInput(request, switchInput);
  for (const change of changes) {
    const outcome = await switchBackorders(supplyParts, { shop, change });
    if (!outcome.ok) return outcome;
  }
  return done({ variants: changes.length, isOn: changes[0]?.mode !== "off" });
}

export default function Variants() {
  const { views, address, page } = useLoaderData<typeof loader>();
  const text = useText();
  const { t } = text;
  const shopify = useAppBridge();
  const isLoading = useNavigation().state === "loading";
  const { save, isSaving, problems } = useSave<{ variants: number; isOn: boolean }>(
    useCallback(
      ({ variants, isOn }) => shopify.toast.show(t(isOn ? "variants.bulk.switchedOn" : "variants.bulk.switchedOff", { count: variants })),
      [shopify, t],
    ),
  );
  /** A limit that was set before stays. */
  const switchTo = (variantIds: string[], mode: "on" | "off") =>
    save({
      changes: page.rows
        .filter(({ variantId }) => variantIds.includes(variantId))
        .map(({ variantId, backorderLimit }) => ({ variantId, mode, limit: backorderLimit })),
    });
  return (
    <AdminPage title={t("variants.title")} fullWidth>
      <ProblemBanner problems={otherProblems(problems, [], text)} />
      <VariantTable page={page} isFiltered={address.view !== "all" || address.search !== ""} isLoading={isLoading} isSwitching={isSaving} onSwitch={switchTo}>
        <ListControls
          views={views.map((id) => ({ id, label: t(`variants.views.${id}`) }))}
          view={address.view}
          search={address.search}
          searchLabel={t("variants.search")}
          isLoading={isLoading}
        />
      </VariantTable>
    </AdminPage>
  );
}
