import { Links, Meta, Outlet, Scripts, ScrollRestoration } from "@remix-run/react";
import type { LinksFunction, MetaFunction } from "@remix-run/node";
import { AppProvider } from "@shopify/polaris";
import polarisEnglish from "@shopify/polaris/locales/en.json" with { type: "json" };
import polarisStyles from "@shopify/polaris/build/esm/styles.css?url";
import type { ReactNode } from "react";
import { PageFailure } from "./components/page-failure.tsx";
import { EMPTY_SHELF } from "./components/pictures.ts";

export const links: LinksFunction = () => [
  { rel: "stylesheet", href: polarisStyles },
  { rel: "icon", type: "image/svg+xml", href: EMPTY_SHELF },
];

export const meta: MetaFunction = () => [{ title: "Promised" }];

export function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}

/** An address that the app does not have. Failures inside the admin have a boundary of their own. */
export function ErrorBoundary() {
  return (
    <AppProvider i18n={polarisEnglish}>
      <main>
        <PageFailure isNotFound />
      </main>
    </AppProvider>
  );
}
