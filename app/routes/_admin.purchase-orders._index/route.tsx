import { useLoaderData, useNavigation } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { Banner, BlockStack } from "@shopify/polaris";
import { listPurchaseOrders } from "../../adapters/prisma/read-models/purchase-order-list.server.ts";
import { countStockRises } from "../../adapters/prisma/read-models/stock-rises.server.ts";
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
  const [page, rises] = await Promise.all([listPurchaseOrders(pool, { shop, today, ...address }), countStockRises(pool, shop)]);
  return { views: VIEWS, address, page, rises };
}

export default function PurchaseOrders() {
  const { views, address, page, rises } = useLoaderData<typeof loader>();
  const { t } = useText();
  const isLoading = useNavigation().state === "loading";
  return (
    <AdminPage
      title={t("supply.orders.title")}
      fullWidth
      primaryAction={{ content: t("supply.orders.create"), url: "/purchase-orders/new" }}
      secondaryActions={[{ content: t("supply.incoming.action"), url: "/purchase-orders/incoming" }]}
    >
      <BlockStack gap="400">
        {rises > 0 && (
          <Banner
            tone="warning"
            title={t("supply.rises.banner", { count: rises })}
            action={{ content: t("supply.rises.bannerAction"), url: "/purchase-orders/unexplained" }}
          >
            <p>{t("supply.rises.bannerText")}</p>
          </Banner>
        )}
        <PurchaseOrderTable page={page} isFiltered={(address.view !== "open" && address.view !== "all") || address.search !== ""} isLoading={isLoading}>
          <ListControls
            views={views.map((id) => ({ id, label: t(`supply.orders.views.${id}`) }))}
            view={address.view}
            search={address.search}
            searchLabel={t("supply.orders.search")}
            isLoading={isLoading}
          />
        </PurchaseOrderTable>
      </BlockStack>
    </AdminPage>
  );
}
