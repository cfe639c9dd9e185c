import { useLoaderData } from "@remix-run/react";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useCallback, useState } from "react";
import { listLocations } from "../../adapters/prisma/read-models/shop-settings.server.ts";
import { AdminPage } from "../../components/admin-page.tsx";
import { FormFrame } from "../../components/form-frame.tsx";
import { LOCATION_FIELDS, LocationForm } from "../../components/location-form.tsx";
import type { LocationDraft } from "../../components/location-form.tsx";
import { otherProblems } from "../../components/problems.ts";
import { useText } from "../../components/text.tsx";
import { useSave } from "../../components/use-save.ts";
import { pool } from "../../db.server.ts";
import type { LocationId } from "../../domain/ids.ts";
import { meetMerchant } from "../../merchant.server.ts";
import { authenticateMerchant } from "../../shopify.server.ts";
import { readInput } from "../../typed-input.ts";
import { saveLocationSettings } from "../../use-cases/save-settings.ts";
import { supplyParts } from "../../wiring.server.ts";
import { locationSettingsInput } from "./input.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await meetMerchant(request);
  const location = (await listLocations(pool, shop)).find(({ locationId }) => locationId === params.locationId);
  if (location === undefined) throw new Response(null, { status: 404 });
  return { location };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const locationId = (params.locationId ?? "") as LocationId; // looked up within the shop
  return saveLocationSettings(supplyParts, { shop, settings: { locationId, ...(await readInput(request, locationSettingsInput)) } });
}

export default function LocationSettings() {
  const { location } = useLoaderData<typeof loader>();
  const text = useText();
  const { t } = text;
  const shopify = useAppBridge();
  const saved = draftOf(location);
  const [draft, setDraft] = useState(saved);
  const { save, isSaving, problems } = useSave<null>(useCallback(() => shopify.toast.show(t("settings.saved")), [shopify, t]));
  return (
    <AdminPage
      title={location.name}
      backAction={{ content: t("settings.title"), url: "/settings" }}
      subtitle={t(location.isActive ? "settings.location.text" : "settings.location.inactive")}
    >
      <FormFrame
        isDirty={JSON.stringify(draft) !== JSON.stringify(saved)}
        isSaving={isSaving}
        problems={otherProblems(problems, LOCATION_FIELDS, text)}
        onSave={() =>
          save({ ...draft, packingWeekdays: [...draft.packingWeekdays], receivingWeekdays: [...draft.receivingWeekdays], holidays: [...draft.holidays] })
        }
        onDiscard={() => setDraft(saved)}
      >
        <LocationForm draft={draft} fulfilsOnline={location.fulfilsOnline} problems={problems} onChange={setDraft} />
      </FormFrame>
    </AdminPage>
  );
}

function draftOf(location: ReturnType<typeof useLoaderData<typeof loader>>["location"]): LocationDraft {
  const { unitsPerDay, normalUnitsPerDay, receivingDays, packingWeekdays, receivingWeekdays, holidays, cutOff, isInPool } = location;
  const written = { unitsPerDay: typed(unitsPerDay), normalUnitsPerDay: typed(normalUnitsPerDay), receivingDays: String(receivingDays) };
  return { ...written, packingWeekdays, receivingWeekdays, holidays, cutOff, isInPool };
}

function typed(value: number | null): string {
  return value === null ? "" : String(value);
}
