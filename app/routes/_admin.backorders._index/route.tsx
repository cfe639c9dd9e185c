import { useLoaderData, useNavigation } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { listBackorders } from "../../adapters/prisma/read-models/backorder-list.server.ts";
import { AdminPage } from "../../components/admin-page.tsx";
import { BackorderTable } from "../../components/backorder-table.tsx";
import { ListControls } from "../../components/list-controls.tsx";
import { useText } from "../../components/text.tsx";
import { pool } from "../../db.server.ts";
import { meetMerchant } from "../../merchant.server.ts";
import { readBackordersAddress, VIEWS } from "./query.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, today } = await meetMerchant(request);
  const address = readBackordersAddress(new URL(request.url));
  return { views: VIEWS, address, page: await listBackorders(pool, { shop, today, ...address }) };
}

export default function Backorders() {
  const { views, address, page } = useLoaderData<typeof loader>();
  const { t } = useText();
  const isLoading = useNavigation().state === "loading";
  return (
    <AdminPage title={t("backorders.title")} fullWidth>
      <BackorderTable page={page} isFiltered={address.view !== "open" || address.search !== ""} isLoading={isLoading}>
        <ListControls
          views={views.map((id) => ({ id, label: t(`backorders.views.${id}`) }))}
          view={address.view}
          search={address.search}
          searchLabel={t("backorders.search")}
          sortOptions={[
            { label: t("backorders.sorts.placed"), value: "placed asc", directionLabel: t("backorders.sortDirections.placedAsc") },
            { label: t("backorders.sorts.placed"), value: "placed desc", directionLabel: t("backorders.sortDirections.placedDesc") },
            { label: t("backorders.sorts.promise"), value: "promise asc", directionLabel: t("backorders.sortDirections.dateAsc") },
            { label: t("backorders.sorts.promise"), value: "promise desc", directionLabel: t("backorders.sortDirections.dateDesc") },
            { label: t("backorders.sorts.estimate"), value: "estimate asc", directionLabel: t("backorders.sortDirections.dateAsc") },
            { label: t("backorders.sorts.estimate"), value: "estimate desc", directionLabel: t("backorders.sortDirections.dateDesc") },
            { label: t("backorders.sorts.units"), value: "units asc", directionLabel: t("backorders.sortDirections.unitsAsc") },
            { label: t("backorders.sorts.units"), value: "units desc", directionLabel: t("backorders.sortDirections.unitsDesc") },
          ]}
          sort={`${address.sort} ${address.descending ? "desc" : "asc"}`}
          isLoading={isLoading}
        />
      </BackorderTable>
    </AdminPage>
  );
}
