/** A page of the app: Shopify's title bar names it, Polaris lays it out. */
import { Page } from "@shopify/polaris";
import type { PageProps } from "@shopify/polaris";
import { TitleBar } from "@shopify/app-bridge-react";

export function AdminPage({ children, ...page }: PageProps & { title: string }) {
  return (
    <Page {...page}>
      <TitleBar title={page.title} />
      {children}
    </Page>
  );
}
