import { Banner, Page } from "@shopify/polaris";
import { useText } from "./text.tsx";

/** Instead of a page that could not be read. */
export function PageFailure({ isNotFound }: { isNotFound: boolean }) {
  const { t } = useText();
  return (
    <Page title={t(isNotFound ? "errors.notFoundTitle" : "errors.title")}>
      <Banner
        tone={isNotFound ? "warning" : "critical"}
        {...(isNotFound ? {} : { action: { content: t("errors.reload"), onAction: () => window.location.reload() } })}
      >
        <p>{t(isNotFound ? "errors.notFound" : "errors.text")}</p>
      </Banner>
    </Page>
  );
}
