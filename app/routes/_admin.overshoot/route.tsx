import { useLoaderData } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { listOvershoot } from "../../adapters/prisma/read-models/overshoot.server.ts";
import { AdminPage } from "../../components/admin-page.tsx";
import { OvershootTable } from "../../components/overshoot-table.tsx";
import { useText } from "../../components/text.tsx";
import { pool } from "../../db.server.ts";
import { meetMerchant } from "../../merchant.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await meetMerchant(request);
  return { page: await listOvershoot(pool, { shop, cursor: new URL(request.url).searchParams.get("cursor") }) };
}

export default function Overshoot() {
  const { page } = useLoaderData<typeof loader>();
  const { t } = useText();
  return (
    <AdminPage title={t("variants.overshoot.title")} subtitle={t("variants.overshoot.text")} backAction={{ content: t("variants.title"), url: "/variants" }}>
      <OvershootTable page={page} />
    </AdminPage>
  );
}
