/** Where a line stands and when it ships, each with its reasons. */
import { BlockStack, Card, Divider, InlineGrid, InlineStack, List, Text } from "@shopify/polaris";
import type { Because } from "../domain/because.ts";
import { unitsKeptBack } from "../domain/units-to-hold.ts";
import { becauseSentences, placeSentences } from "./because-text.ts";
import { Day } from "./day.tsx";
import { useText } from "./text.tsx";

export interface Place {
  readonly cohort: number;
  readonly locationId: string;
  readonly locationName: string | null;
  readonly rankAt: string;
  readonly unitsOrdered: number;
  readonly unitsWaiting: number;
  readonly unitsAllocated: number;
  readonly unitsFulfilled: number;
  readonly unitsRemoved: number;
  readonly unitsFirm: number;
  readonly unitsLent: number;
  readonly unitsAhead: number;
  readonly ordersAhead: number;
  readonly ineligible: string | null;
}

/** `leastShippable`: null where the whole order leaves in one parcel. */
export function PlaceCard({ places, leastShippable }: { places: readonly Place[]; leastShippable: number | null }) {
  const { t } = useText();
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t("backorders.detail.queue")}
        </Text>
        {places.map((place, index) => (
          <BlockStack key={`${place.cohort}-${place.locationId}`} gap="300">
            {index > 0 && <Divider />}
            <PlaceOf place={place} isOnly={places.length === 1} leastShippable={leastShippable} />
          </BlockStack>
        ))}
      </BlockStack>
    </Card>
  );
}

function PlaceOf({ place, isOnly, leastShippable }: { place: Place; isOnly: boolean; leastShippable: number | null }) {
  const text = useText();
  const { t } = text;
  const heading = [place.locationName, place.cohort > 0 ? t("backorders.place.added", { rank: text.moment(place.rankAt) }) : null].filter(
    (part) => part !== null,
  );
  return (
    <BlockStack gap="300">
      {(!isOnly || place.cohort > 0) && (
        <Text as="h3" variant="headingSm">
          {heading.join(" · ")}
        </Text>
      )}
      <InlineGrid columns={{ xs: 2, sm: 4 }} gap="300">
        <Count label={t("backorders.detail.ordered")} units={place.unitsOrdered - place.unitsRemoved} />
        <Count label={t("backorders.detail.waiting")} units={place.unitsWaiting} />
        <Count label={t("backorders.detail.allocated")} units={place.unitsAllocated} />
        <Count label={t("backorders.detail.fulfilled")} units={place.unitsFulfilled} />
      </InlineGrid>
      <BlockStack gap="100">
        {placeSentences(place, text).map((sentence) => (
          <Text key={sentence} as="p">
            {sentence}
          </Text>
        ))}
        {place.unitsLent > 0 && <Text as="p">{t("backorders.place.lent", { count: place.unitsLent })}</Text>}
        {leastShippable !== null && unitsKeptBack({ ...place, leastShippable }) > 0 && (
          <Text as="p">{t("backorders.place.keptBack", { count: place.unitsAllocated, least: leastShippable })}</Text>
        )}
        {place.unitsAllocated > 0 && (
          <Text as="p">
            {t("backorders.place.allocated", { count: place.unitsAllocated })} {place.unitsFirm > 0 && t("backorders.place.firm")}
          </Text>
        )}
      </BlockStack>
    </BlockStack>
  );
}

function Count({ label, units }: { label: string; units: number }) {
  const { number } = useText();
  return (
    <BlockStack>
      <Text as="span" tone="subdued" variant="bodySm">
        {label}
      </Text>
      <Text as="span" variant="headingLg">
        {number(units)}
      </Text>
    </BlockStack>
  );
}

interface DateCardProps {
  readonly promisedOn: string | null;
  readonly estimatedOn: string | null;
  readonly isWaiting: boolean;
  readonly because: readonly Because[];
  /** Share of promises to be kept, 0.5 to 0.99. */
  readonly confidence: number;
}

export function DateCard({ promisedOn, estimatedOn, isWaiting, because, confidence }: DateCardProps) {
  const text = useText();
  const { t } = text;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("backorders.detail.dates")}
        </Text>
        <DateLine label={t("backorders.detail.promised")} on={promisedOn} />
        {isWaiting && <DateLine label={t("backorders.detail.estimate")} on={estimatedOn} />}
        {isWaiting && promisedOn !== null && estimatedOn !== null && <Compared promisedOn={promisedOn} estimatedOn={estimatedOn} />}
        {isWaiting && because.length > 0 && (
          <BlockStack gap="100">
            <Text as="h3" variant="headingSm">
              {t("backorders.detail.whyDate")}
            </Text>
            <List>
              {becauseSentences(because, text).map((sentence) => (
                <List.Item key={sentence}>{sentence}</List.Item>
              ))}
            </List>
            {estimatedOn !== null && (
              <Text as="p" tone="subdued" variant="bodySm">
                {t("backorders.date.confidence", { tenths: String(Math.round(confidence * 100) / 10) })}
              </Text>
            )}
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  );
}

function DateLine({ label, on }: { label: string; on: string | null }) {
  const { t } = useText();
  return (
    <InlineStack align="space-between" gap="200">
      <Text as="span" tone="subdued">
        {label}
      </Text>
      <Text as="span" fontWeight="semibold">
        {on === null ? t("backorders.date.noneLong") : <Day on={on} />}
      </Text>
    </InlineStack>
  );
}

const DAY_MS = 86_400_000;

function Compared({ promisedOn, estimatedOn }: { promisedOn: string; estimatedOn: string }) {
  const { t } = useText();
  const daysLater = Math.round((Date.parse(estimatedOn) - Date.parse(promisedOn)) / DAY_MS);
  const key = daysLater > 0 ? "backorders.date.slipping" : daysLater < 0 ? "backorders.date.earlier" : "backorders.date.kept";
  return (
    <Text as="p" tone={daysLater > 0 ? "critical" : "subdued"}>
      {t(key, { count: Math.abs(daysLater) })}
    </Text>
  );
}
