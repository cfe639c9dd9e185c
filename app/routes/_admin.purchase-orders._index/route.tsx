import { useLoaderData, useNavigation } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { listPurchaseOrders } from "../../adapters/prisma/read-models/purchase-order-list.server.ts";
import { AdminPage } from "../../components/admin-page.tsx";
import { ListControls } from "../../components/list-controls.tsx";
import { PurchaseOrderTable } from "../../components/purchase-order-table.tsx";
import { useText } from "../../components/text.tsx";
import { pool } from "../../db.server.ts";
import { meetMerchant } from "../../merchant.server.ts";
import { readPurchaseOrdersAddress, VIEWS } from "./query.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, today } = await meetMerchant(request);
  const address = readPurchaseOrdersAddress(new URL(request.url));
  return { views: VIEWS, address, page: await listPurchaseOrders(pool, { shop, today, ...address }) };
}

export default function PurchaseOrders() {
  const { views, address, page } = useLoaderData<typeof loader>();
  const { t } = useText();
  const isLoading = useNavigation().state === "loading";
  return (
    <AdminPage title={t("supply.orders.title")} fullWidth primaryAction={{ content: t("supply.orders.create"), url: "/purchase-orders/new" }}>
      <PurchaseOrderTable page={page} isFiltered={address.view === "late" || address.view === "received" || address.search !== ""} isLoading={isLoading}>
        <ListControls
          views={views.map((id) => ({ id, label: t(`supply.orders.views.${id}`) }))}
          view={address.view}
          search={address.search}
          searchLabel={t("supply.orders.search")}
          isLoading={isLoading}
        />
      </PurchaseOrderTable>
    </AdminPage>
  );
}
