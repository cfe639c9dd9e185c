import { useLoaderData } from "@remix-run/react";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useCallback, useState } from "react";
import { readAllocationRules } from "../../adapters/prisma/read-models/allocation-rules.server.ts";
import { listLocations } from "../../adapters/prisma/read-models/shop-settings.server.ts";
import { readLastCheck } from "../../adapters/prisma/read-models/last-check.server.ts";
import { AdminPage } from "../../components/admin-page.tsx";
import { CheckSection } from "../../components/check-section.tsx";
import { AllocationSection } from "../../components/allocation-section.tsx";
import { FormFrame } from "../../components/form-frame.tsx";
import { LocationsSection } from "../../components/locations-section.tsx";
import { otherProblems } from "../../components/problems.ts";
import { SettingsForm, SHOP_FIELDS } from "../../components/settings-form.tsx";
import { StageSection } from "../../components/stage-section.tsx";
import { useText } from "../../components/text.tsx";
import { useSave } from "../../components/use-save.ts";
import { pool } from "../../db.server.ts";
import { meetMerchant } from "../../merchant.server.ts";
import { authenticateMerchant } from "../../shopify.server.ts";
import { readInput } from "../../typed-input.ts";
import { saveShopSettings } from "../../use-cases/save-settings.ts";
import { supplyParts } from "../../wiring.server.ts";
import { shopSettingsInput } from "./input.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, settings } = await meetMerchant(request);
  return { settings, locations: await listLocations(pool, shop), rules: await readAllocationRules(pool, shop), check: await readLastCheck(pool, shop) };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  return saveShopSettings(supplyParts, { shop, settings: await readInput(request, shopSettingsInput) });
}

export default function Settings() {
  const { settings, locations, rules, check } = useLoaderData<typeof loader>();
  const text = useText();
  const { t } = text;
  const shopify = useAppBridge();
  const { timeZone, confidence, senderName, senderEmail, shipPreference, leastShippable } = settings;
  const saved = { timeZone, confidence: String(confidence), senderName, senderEmail, shipPreference, leastShippable: String(leastShippable) };
  const [draft, setDraft] = useState(saved);
  const { save, isSaving, problems } = useSave<null>(useCallback(() => shopify.toast.show(t("settings.saved")), [shopify, t]));
  return (
    <AdminPage title={t("settings.title")}>
      <FormFrame
        isDirty={JSON.stringify(draft) !== JSON.stringify(saved)}
        isSaving={isSaving}
        problems={otherProblems(problems, SHOP_FIELDS, text)}
        onSave={() => save({ ...draft })}
        onDiscard={() => setDraft(saved)}
      >
        <SettingsForm draft={draft} problems={problems} onChange={setDraft}>
          <StageSection isLive={settings.stage === "live"} />
          <AllocationSection policy={rules.policy} />
          <LocationsSection locations={locations} />
          <CheckSection check={check} />
        </SettingsForm>
      </FormFrame>
    </AdminPage>
  );
}
