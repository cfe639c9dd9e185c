import { useLoaderData } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { Banner, BlockStack, InlineGrid } from "@shopify/polaris";
import { listArrivals, listLateLines, readFirstSteps, readHomeNumbers, readPromiseWeeks } from "../../adapters/prisma/read-models/home.server.ts";
import { readLastCheck } from "../../adapters/prisma/read-models/last-check.server.ts";
import { countOvershoot } from "../../adapters/prisma/read-models/overshoot.server.ts";
import { listShortItems } from "../../adapters/prisma/read-models/shortages.server.ts";
import { countStockRises } from "../../adapters/prisma/read-models/stock-rises.server.ts";
import { AdminPage } from "../../components/admin-page.tsx";
import { CheckProgress } from "../../components/check-section.tsx";
import { FirstSteps } from "../../components/first-steps.tsx";
import { ArrivalsCard, LateCard, NumberCards } from "../../components/home-cards.tsx";
import { PromiseWeeks } from "../../components/promise-weeks.tsx";
import { ShortageBanner } from "../../components/shortage-card.tsx";
import { useText } from "../../components/text.tsx";
import { pool } from "../../db.server.ts";
import { daysBetween } from "../../domain/calendar-date.ts";
import { meetMerchant } from "../../merchant.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, today, settings } = await meetMerchant(request);
  const day = { shop, today };
  const [check, numbers, steps, late, arrivals, weeks, unitsBeyond, short, rises] = await Promise.all([
    readLastCheck(pool, shop),
    readHomeNumbers(pool, shop),
    readFirstSteps(pool, shop),
    listLateLines(pool, day),
    listArrivals(pool, day),
    readPromiseWeeks(pool, day),
    countOvershoot(pool, shop),
    listShortItems(pool, day),
    countStockRises(pool, shop),
  ]);
  return {
    isObserving: settings.stage === "observe",
    check,
    steps: { ...steps, isCatalogRead: settings.mirroredAt !== null, themeEditorUrl: `https://${shop}/admin/themes/current/editor?template=product` },
    numbers: { ...numbers, unitsLate: weeks.reduce((sum, { unitsLate }) => sum + unitsLate, 0), unitsArriving: arrivals.unitsDue },
    unitsBeyond,
    late,
    arrivals: arrivals.rows.map((arrival) => ({ ...arrival, daysOverdue: daysBetween(arrival.deadline, today) })),
    weeks,
    short,
    rises,
  };
}

export default function Home() {
  const { isObserving, check, steps, numbers, unitsBeyond, late, arrivals, weeks, short, rises } = useLoaderData<typeof loader>();
  const { t } = useText();
  return (
    <AdminPage title={t("home.title")}>
      <BlockStack gap="400">
        {check.finishedAt === null && check.isRunning && (
          <Banner tone="info" title={t("home.attention.backfill")}>
            <CheckProgress check={check} />
          </Banner>
        )}
        {isObserving && (
          <Banner tone="info" title={t("observe.title")} action={{ content: t("observe.action"), url: "/stage" }}>
            <p>{t("observe.text")}</p>
          </Banner>
        )}
        <ShortageBanner items={short} unitsMissing={numbers.shortageUnits} />
        {unitsBeyond > 0 && (
          <Banner
            tone="warning"
            title={t("variants.overshoot.banner", { count: unitsBeyond })}
            action={{ content: t("variants.overshoot.bannerAction"), url: "/overshoot" }}
          >
            <p>{t("variants.overshoot.bannerText")}</p>
          </Banner>
        )}
        {rises > 0 && (
          <Banner
            tone="warning"
            title={t("supply.rises.banner", { count: rises })}
            action={{ content: t("supply.rises.bannerAction"), url: "/purchase-orders/unexplained" }}
          >
            <p>{t("supply.rises.bannerText")}</p>
          </Banner>
        )}
        {numbers.risesDoubted > 0 && (
          <Banner
            tone="warning"
            title={t("home.attention.doubt", { count: numbers.risesDoubted })}
            action={{ content: t("home.attention.doubtAction"), url: "/purchase-orders/unexplained" }}
          >
            <p>{numbers.unitsWithheld > 0 ? t("home.attention.doubtWithheld", { count: numbers.unitsWithheld }) : t("home.attention.doubtText")}</p>
          </Banner>
        )}
        {numbers.noticesUncertain > 0 && (
          <Banner tone="warning" title={t("home.attention.uncertain", { count: numbers.noticesUncertain })}>
            <p>{t("home.attention.uncertainText")}</p>
          </Banner>
        )}
        <FirstSteps steps={steps} />
        <NumberCards numbers={numbers} />
        <PromiseWeeks weeks={weeks} />
        <InlineGrid columns={{ xs: 1, md: 2 }} gap="400">
          <LateCard lines={late} />
          <ArrivalsCard arrivals={arrivals} />
        </InlineGrid>
      </BlockStack>
    </AdminPage>
  );
}
