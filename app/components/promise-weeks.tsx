/** Units waiting by week of promise: a chart for eyes, a table for screen readers. The chart's code loads when it is needed. */
import { BlockStack, Card, SkeletonBodyText, Text } from "@shopify/polaris";
import { lazy, Suspense, useEffect, useState } from "react";
import { useText } from "./text.tsx";

const Chart = lazy(() => import("./promise-weeks-chart.tsx"));

export interface PromiseWeek {
  /** The Monday, null for units without a date. */
  readonly week: string | null;
  readonly unitsWaiting: number;
  readonly unitsLate: number;
}

export function PromiseWeeks({ weeks }: { weeks: readonly PromiseWeek[] }) {
  const { t, day, number } = useText();
  const isInBrowser = useIsInBrowser();
  const bars = weeks.map(({ week, unitsWaiting, unitsLate }) => ({
    label: week === null ? t("home.weeks.undated") : day(week),
    onTime: week === null ? 0 : unitsWaiting - unitsLate,
    late: unitsLate,
    undated: week === null ? unitsWaiting : 0,
  }));
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("home.weeks.title")}
        </Text>
        {weeks.length === 0 && (
          <Text as="p" tone="subdued">
            {t("home.weeks.none")}
          </Text>
        )}
        {weeks.length > 0 && (
          <>
            <div style={{ height: 240 }} aria-hidden="true">
              {isInBrowser && (
                <Suspense fallback={<SkeletonBodyText lines={6} />}>
                  <Chart bars={bars} onTimeLabel={t("home.weeks.onTime")} lateLabel={t("home.weeks.late")} undatedLabel={t("home.weeks.undated")} />
                </Suspense>
              )}
            </div>
            <Text as="span" visuallyHidden>
              <WeeksTable bars={bars} number={number} />
            </Text>
          </>
        )}
      </BlockStack>
    </Card>
  );
}

export interface WeekBar {
  readonly label: string;
  readonly onTime: number;
  readonly late: number;
  readonly undated: number;
}

function WeeksTable({ bars, number }: { bars: readonly WeekBar[]; number: (value: number) => string }) {
  const { t } = useText();
  return (
    <table>
      <caption>{t("home.weeks.table")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("home.weeks.columns.week")}</th>
          <th scope="col">{t("home.weeks.columns.onTime")}</th>
          <th scope="col">{t("home.weeks.columns.late")}</th>
          <th scope="col">{t("home.weeks.columns.undated")}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ label, onTime, late, undated }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>{number(onTime)}</td>
            <td>{number(late)}</td>
            <td>{number(undated)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The chart measures its place on the screen, so the server leaves it out. */
function useIsInBrowser(): boolean {
  const [isInBrowser, setIsInBrowser] = useState(false);
  useEffect(() => setIsInBrowser(true), []);
  return isInBrowser;
}
