import { useLoaderData } from "@remix-run/react";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Card, EmptyState, Pagination } from "@shopify/polaris";
import { useCallback } from "react";
import { z } from "zod";
import { listStockRises } from "../../adapters/prisma/read-models/stock-rises.server.ts";
import { AdminPage } from "../../components/admin-page.tsx";
import { useListPaging } from "../../components/list-controls.tsx";
import { EMPTY_SHELF } from "../../components/pictures.ts";
import { StockRiseCard } from "../../components/stock-rise-card.tsx";
import type { StockRise } from "../../components/stock-rise-card.tsx";
import { useText } from "../../components/text.tsx";
import { useSave } from "../../components/use-save.ts";
import { pool } from "../../db.server.ts";
import type { InboundShipmentId } from "../../domain/ids.ts";
import { proposeMatches } from "../../domain/stock-rise.ts";
import { meetMerchant } from "../../merchant.server.ts";
import { authenticateMerchant } from "../../shopify.server.ts";
import { readInput, typedId, typedNumber } from "../../typed-input.ts";
import { answerStockRise } from "../../use-cases/answer-stock-rise.ts";
import { askCorrection } from "../../use-cases/correct-stock.ts";
import { supplyParts } from "../../wiring.server.ts";

const answerInput = z.discriminatedUnion("answer", [
  z.object({
    answer: z.literal("came"),
    stockRiseId: z.number().int(),
    matches: z.array(z.object({ inboundShipmentId: typedId<InboundShipmentId>(), units: typedNumber })),
  }),
  z.object({ answer: z.literal("typed"), stockRiseId: z.number().int() }),
]);

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await meetMerchant(request);
  const page = await listStockRises(pool, { shop, cursor: new URL(request.url).searchParams.get("cursor") });
  return { page: { ...page, rows: page.rows.map((rise) => ({ ...rise, proposal: proposeMatches(rise.units, rise.candidates) })) } };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const typed = await readInput(request, answerInput);
  const { stockRiseId } = typed;
  if (typed.answer === "typed") return askCorrection(supplyParts, { shop, stockRiseId, actor });
  return answerStockRise(supplyParts, { shop, answer: { stockRiseId, matches: typed.matches, actor } });
}

export default function UnexplainedStock() {
  const { page } = useLoaderData<typeof loader>();
  const { t } = useText();
  const { pagination } = useListPaging(page);
  return (
    <AdminPage title={t("supply.rises.title")} backAction={{ content: t("supply.orders.title"), url: "/purchase-orders" }}>
      <BlockStack gap="400">
        {page.rows.length === 0 && (
          <Card>
            <EmptyState heading={t("supply.rises.emptyTitle")} image={EMPTY_SHELF}>
              <p>{t("supply.rises.empty")}</p>
            </EmptyState>
          </Card>
        )}
        {page.rows.map((rise) => (
          <Question key={rise.stockRiseId} rise={rise} />
        ))}
        {pagination !== undefined && <Pagination {...pagination} />}
      </BlockStack>
    </AdminPage>
  );
}

/** Each question is answered on its own. */
function Question({ rise }: { rise: StockRise }) {
  const { t } = useText();
  const shopify = useAppBridge();
  const { save, isSaving, problems } = useSave<{ unitsMatched: number } | { unitsTakenOff: number }>(
    useCallback(
      (saved) => {
        if ("unitsTakenOff" in saved) shopify.toast.show(t("supply.rises.correcting", { count: saved.unitsTakenOff }));
        else shopify.toast.show(saved.unitsMatched === 0 ? t("supply.rises.dismissed") : t("supply.rises.matched", { count: saved.unitsMatched }));
      },
      [shopify, t],
    ),
  );
  const { stockRiseId } = rise;
  return (
    <StockRiseCard
      rise={rise}
      isSaving={isSaving}
      problems={problems}
      onAnswer={(matches) => save({ answer: "came", stockRiseId, matches })}
      onTyped={() => save({ answer: "typed", stockRiseId })}
    />
  );
}
