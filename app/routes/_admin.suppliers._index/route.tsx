import { useLoaderData } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { listSuppliers } from "../../adapters/prisma/read-models/suppliers.server.ts";
import { AdminPage } from "../../components/admin-page.tsx";
import { SupplierTable } from "../../components/supplier-table.tsx";
import { useText } from "../../components/text.tsx";
import { pool } from "../../db.server.ts";
import { meetMerchant } from "../../merchant.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, today } = await meetMerchant(request);
  return { suppliers: await listSuppliers(pool, { shop, today }) };
}

export default function Suppliers() {
  const { suppliers } = useLoaderData<typeof loader>();
  const { t } = useText();
  return (
    <AdminPage title={t("supply.suppliers.title")} primaryAction={{ content: t("supply.suppliers.create"), url: "/suppliers/new" }}>
      <SupplierTable suppliers={suppliers} />
    </AdminPage>
  );
}
