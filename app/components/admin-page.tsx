/** A page of the app: Shopify's title bar names the app, the page's own heading names the page. */
import { Page } from "@shopify/polaris";
import type { PageProps } from "@shopify/polaris";
import { TitleBar } from "@shopify/app-bridge-react";
import { useText } from "./text.tsx";

export function AdminPage({ children, ...page }: PageProps & { title: string }) {
  const { t } = useText();
  return (
    <Page {...page}>
      <TitleBar title={t("app")} />
      {children}
    </Page>
  );
}
