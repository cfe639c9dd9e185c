/** The frame of every page: who is signed in, the words, the navigation, and news from the ledger. */
import {
  isRouteErrorResponse,
  Link,
  Outlet,
  useFetcher,
  useLoaderData,
  useNavigation,
  useRevalidator,
  useRouteError,
  useRouteLoaderData,
} from "@remix-run/react";
import type { HeadersFunction, LoaderFunctionArgs } from "@remix-run/node";
import { NavMenu } from "@shopify/app-bridge-react";
import polarisEnglish from "@shopify/polaris/locales/en.json" with { type: "json" };
import { AppProvider } from "@shopify/shopify-app-remix/react";
import { boundary } from "@shopify/shopify-app-remix/server";
import { useEffect, useRef } from "react";
import { TextProvider, useText } from "../components/text.tsx";
import { PageFailure } from "../components/page-failure.tsx";
import { readLedgerVersion } from "../adapters/prisma/read-models/ledger-version.server.ts";
import { pool } from "../db.server.ts";
import { readEnv } from "../env.server.ts";
import { meetMerchant } from "../merchant.server.ts";
import type { loader as versionLoader } from "./_admin.ledger-version.tsx";

/** Listings follow a change within seconds. */
const VERSION_POLL_MS = 3_000;

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, today, settings } = await meetMerchant(request);
  const ledgerVersion = await readLedgerVersion(pool, shop);
  return { apiKey: readEnv().SHOPIFY_API_KEY, today, timeZone: settings.timeZone, ledgerVersion };
}

export default function Admin() {
  const { apiKey, today, timeZone, ledgerVersion } = useLoaderData<typeof loader>();
  return (
    <AppProvider isEmbeddedApp apiKey={apiKey} i18n={polarisEnglish}>
      <TextProvider timeZone={timeZone} today={today}>
        <Navigation />
        <LedgerNews pageVersion={ledgerVersion} />
        <LoadingBar />
        <main>
          <Outlet />
        </main>
      </TextProvider>
    </AppProvider>
  );
}

function Navigation() {
  const { t } = useText();
  return (
    <NavMenu>
      <Link to="/" rel="home">
        {t("nav.home")}
      </Link>
      <Link to="/backorders">{t("nav.backorders")}</Link>
      <Link to="/variants">{t("nav.variants")}</Link>
      <Link to="/purchase-orders">{t("nav.purchaseOrders")}</Link>
      <Link to="/suppliers">{t("nav.suppliers")}</Link>
      <Link to="/settings">{t("nav.settings")}</Link>
    </NavMenu>
  );
}

/** Shopify's own loading bar, while a page is on its way. */
function LoadingBar() {
  const isLoading = useNavigation().state !== "idle";
  useEffect(() => window.shopify.loading(isLoading), [isLoading]);
  return null;
}

/** While the page is looked at, asks for the ledger's version and reads the page anew when it is not the one that is shown. */
function LedgerNews({ pageVersion }: { pageVersion: string }) {
  const { load, data } = useFetcher<typeof versionLoader>();
  const { revalidate } = useRevalidator();
  const seen = useRef(pageVersion);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") load("/ledger-version");
    }, VERSION_POLL_MS);
    return () => clearInterval(timer);
  }, [load]);
  useEffect(() => {
    if (data === undefined) return;
    if (seen.current !== data.version) revalidate();
    seen.current = data.version;
  }, [data, revalidate]);
  return null;
}

/** Answers of the sign-in (a page that leaves the frame, for example) are shown as they are; failures in the merchant's words. */
export function ErrorBoundary() {
  const error = useRouteError();
  const frame = useRouteLoaderData<typeof loader>("routes/_admin");
  if (isRouteErrorResponse(error) && error.status !== 404 && error.status !== 400) return <div dangerouslySetInnerHTML={{ __html: String(error.data) }} />;
  return (
    <AppProvider isEmbeddedApp={frame !== undefined} apiKey={frame?.apiKey ?? ""} i18n={polarisEnglish}>
      {frame !== undefined && <Navigation />}
      <main>
        <PageFailure isNotFound={isRouteErrorResponse(error) && error.status === 404} />
      </main>
    </AppProvider>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
