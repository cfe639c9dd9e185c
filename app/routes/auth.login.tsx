import { AppProvider, Card, EmptyState, Page } from "@shopify/polaris";
import polarisEnglish from "@shopify/polaris/locales/en.json" with { type: "json" };
import type { LoaderFunctionArgs } from "@remix-run/node";
import { EMPTY_SHELF } from "../components/pictures.ts";
import { useText } from "../components/text.tsx";
import { login } from "../shopify.server.ts";

/** With a shop in the address the sign-in goes on; without one nobody can be signed in here. */
export async function loader({ request }: LoaderFunctionArgs) {
  await login(request);
  return null;
}

/** Somebody opened the app's address itself. Shops are never typed in: the admin opens the app. */
export default function OpenFromShopify() {
  const { t } = useText();
  return (
    <AppProvider i18n={polarisEnglish}>
      <Page narrowWidth>
        <Card>
          <EmptyState heading={t("signIn.title")} image={EMPTY_SHELF} action={{ content: t("signIn.action"), url: "https://admin.shopify.com/" }}>
            <p>{t("signIn.text")}</p>
          </EmptyState>
        </Card>
      </Page>
    </AppProvider>
  );
}
