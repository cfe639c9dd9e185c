import { useLoaderData } from "@remix-run/react";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack } from "@shopify/polaris";
import { useCallback } from "react";
import { listWouldDo } from "../../adapters/prisma/read-models/would-do.server.ts";
import { AdminPage } from "../../components/admin-page.tsx";
import { ProblemBanner } from "../../components/form-frame.tsx";
import { otherProblems } from "../../components/problems.ts";
import { LeaveCard, PauseCard } from "../../components/stage-cards.tsx";
import { useText } from "../../components/text.tsx";
import { useSave } from "../../components/use-save.ts";
import { WouldDoTable } from "../../components/would-do-table.tsx";
import { pool } from "../../db.server.ts";
import { meetMerchant } from "../../merchant.server.ts";
import { authenticateMerchant } from "../../shopify.server.ts";
import { readInput } from "../../typed-input.ts";
import { goLive, pauseShop, prepareToLeave } from "../../use-cases/change-stage.ts";
import { stageParts } from "../../wiring.server.ts";
import { stageInput } from "./input.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, settings } = await meetMerchant(request);
  return { stage: settings.stage, rows: await listWouldDo(pool, shop), givingBack: await stageParts.stages.givingBack(shop) };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const wish = await readInput(request, stageInput);
  switch (wish.act) {
    case "go_live":
      return goLive(stageParts, { shop, choice: wish });
    case "pause":
      return pauseShop(stageParts, { shop, givesBack: wish.givesBack });
    case "leave":
      return prepareToLeave(stageParts, { shop });
  }
}

export default function Stage() {
  const { stage, rows, givingBack } = useLoaderData<typeof loader>();
  const text = useText();
  const { t } = text;
  const shopify = useAppBridge();
  const { save, isSaving, problems } = useSave<unknown>(useCallback(() => shopify.toast.show(t("stage.saved")), [shopify, t]));
  return (
    <AdminPage title={t(stage === "live" ? "stage.titleLive" : "stage.titleObserve")} subtitle={t(stage === "live" ? "stage.live" : "stage.observe")}>
      <BlockStack gap="400">
        <ProblemBanner problems={otherProblems(problems, [], text)} />
        <WouldDoTable
          rows={rows}
          isLive={stage === "live"}
          isSaving={isSaving}
          onGoLive={(variantIds, tellsWaiting) => save({ act: "go_live", variantIds, tellsWaiting })}
        />
        {stage === "live" && <PauseCard isSaving={isSaving} onPause={(givesBack) => save({ act: "pause", givesBack })} />}
        <LeaveCard givingBack={givingBack} isSaving={isSaving} onLeave={() => save({ act: "leave" })} />
      </BlockStack>
    </AdminPage>
  );
}
