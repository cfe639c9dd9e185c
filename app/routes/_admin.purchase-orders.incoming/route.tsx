import { useLoaderData } from "@remix-run/react";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useCallback } from "react";
import { z } from "zod";
import { readInboundMirror } from "../../adapters/prisma/read-models/inbound-mirror.server.ts";
import { AdminPage } from "../../components/admin-page.tsx";
import { IncomingStockCard } from "../../components/incoming-stock-card.tsx";
import { useText } from "../../components/text.tsx";
import { useSave } from "../../components/use-save.ts";
import { pool } from "../../db.server.ts";
import { done } from "../../domain/errors.ts";
import { meetMerchant } from "../../merchant.server.ts";
import { authenticateMerchant } from "../../shopify.server.ts";
import { readInput } from "../../typed-input.ts";
import { switchInboundMirror } from "../../use-cases/mirror-inbound.ts";
import { database, jobs, parts } from "../../wiring.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await meetMerchant(request);
  return readInboundMirror(pool, shop);
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const { isOn } = await readInput(request, z.object({ isOn: z.boolean() }));
  return done(await switchInboundMirror({ database, jobs, mirrors: parts.mirrors }, { shop, isOn }));
}

export default function IncomingStock() {
  const { isOn, deliveriesShown, failures } = useLoaderData<typeof loader>();
  const { t } = useText();
  const shopify = useAppBridge();
  const { save, isSaving } = useSave<unknown>(useCallback(() => shopify.toast.show(t("supply.incoming.saved")), [shopify, t]));
  return (
    <AdminPage title={t("supply.incoming.title")} backAction={{ content: t("supply.orders.title"), url: "/purchase-orders" }}>
      <IncomingStockCard isOn={isOn} deliveriesShown={deliveriesShown} failures={failures} isSaving={isSaving} onSwitch={() => save({ isOn: !isOn })} />
    </AdminPage>
  );
}
