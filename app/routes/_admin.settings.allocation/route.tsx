import { useLoaderData } from "@remix-run/react";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useCallback, useState } from "react";
import { readAllocationRules } from "../../adapters/prisma/read-models/allocation-rules.server.ts";
import { listLocations } from "../../adapters/prisma/read-models/shop-settings.server.ts";
import { AdminPage } from "../../components/admin-page.tsx";
import { AllocationForm, allocationFields } from "../../components/allocation-form.tsx";
import type { AllocationDraft } from "../../components/allocation-form.tsx";
import { FormFrame } from "../../components/form-frame.tsx";
import { otherProblems } from "../../components/problems.ts";
import { useText } from "../../components/text.tsx";
import { useSave } from "../../components/use-save.ts";
import { pool } from "../../db.server.ts";
import { meetMerchant } from "../../merchant.server.ts";
import { authenticateMerchant } from "../../shopify.server.ts";
import { readInput } from "../../typed-input.ts";
import { saveAllocationRules } from "../../use-cases/allocation-rules.ts";
import { allocationParts } from "../../wiring.server.ts";
import { allocationRulesInput } from "./input.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await meetMerchant(request);
  const locations = (await listLocations(pool, shop)).map(({ locationId, name }) => ({ locationId, name }));
  return { rules: await readAllocationRules(pool, shop), locations };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  return saveAllocationRules(allocationParts, { shop, rules: await readInput(request, allocationRulesInput) });
}

export default function AllocationSettings() {
  const { rules, locations } = useLoaderData<typeof loader>();
  const text = useText();
  const { t } = text;
  const shopify = useAppBridge();
  const saved = draftOf(rules);
  const [draft, setDraft] = useState(saved);
  const { save, isSaving, problems } = useSave<null>(useCallback(() => shopify.toast.show(t("settings.saved")), [shopify, t]));
  return (
    <AdminPage title={t("settings.allocation.title")} subtitle={t("settings.allocation.text")} backAction={{ content: t("settings.title"), url: "/settings" }}>
      <FormFrame
        isDirty={JSON.stringify(draft) !== JSON.stringify(saved)}
        isSaving={isSaving}
        problems={otherProblems(problems, allocationFields(draft), text)}
        onSave={() =>
          save({
            policy: draft.policy,
            priorityRules: draft.priorityRules.map((rule) => ({ ...rule })),
            reserves: draft.reserves.map(({ locationId, inventoryItemId, channel, units }) => ({ locationId, inventoryItemId, channel, units })),
          })
        }
        onDiscard={() => setDraft(saved)}
      >
        <AllocationForm draft={draft} locations={locations} problems={problems} onChange={setDraft} />
      </FormFrame>
    </AdminPage>
  );
}

function draftOf({ policy, priorityRules, reserves }: ReturnType<typeof useLoaderData<typeof loader>>["rules"]): AllocationDraft {
  return {
    policy,
    priorityRules: priorityRules.map((rule) => ({ ...rule, level: String(rule.level) })),
    reserves: reserves.map((reserve) => ({ ...reserve, units: String(reserve.units) })),
  };
}
