import { useLoaderData, useNavigation } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { listSuppliers } from "../../adapters/prisma/read-models/suppliers.server.ts";
import { AdminPage } from "../../components/admin-page.tsx";
import { ListControls } from "../../components/list-controls.tsx";
import { SupplierTable } from "../../components/supplier-table.tsx";
import { useText } from "../../components/text.tsx";
import { pool } from "../../db.server.ts";
import { meetMerchant } from "../../merchant.server.ts";
import { readSuppliersAddress } from "./query.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, today } = await meetMerchant(request);
  const address = readSuppliersAddress(new URL(request.url));
  return { address, page: await listSuppliers(pool, { shop, today, ...address }) };
}

export default function Suppliers() {
  const { address, page } = useLoaderData<typeof loader>();
  const { t } = useText();
  const isLoading = useNavigation().state === "loading";
  return (
    <AdminPage title={t("supply.suppliers.title")} primaryAction={{ content: t("supply.suppliers.create"), url: "/suppliers/new" }}>
      <SupplierTable page={page} isFiltered={address.search !== ""} isLoading={isLoading}>
        <ListControls
          views={[{ id: "all", label: t("supply.suppliers.all") }]}
          view="all"
          search={address.search}
          searchLabel={t("supply.suppliers.search")}
          isLoading={isLoading}
        />
      </SupplierTable>
    </AdminPage>
  );
}
