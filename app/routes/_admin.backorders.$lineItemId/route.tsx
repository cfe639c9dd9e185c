import { useLoaderData } from "@remix-run/react";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useAppBridge } from "@shopify/app-bridge-react";
import { Badge, BlockStack, Card, InlineStack, Layout, Link, Text } from "@shopify/polaris";
import { useCallback, useState } from "react";
import { readBackorder } from "../../adapters/prisma/read-models/backorder-detail.server.ts";
import { AdminPage } from "../../components/admin-page.tsx";
import { DateCard, PlaceCard } from "../../components/backorder-cards.tsx";
import { timelineOf } from "../../components/backorder-events.ts";
import { GiveUnitsModal } from "../../components/give-units-modal.tsx";
import { MessageList } from "../../components/message-list.tsx";
import { LateBadge, LineStatusBadge } from "../../components/status-badges.tsx";
import { useText } from "../../components/text.tsx";
import { Timeline } from "../../components/timeline.tsx";
import { useSave } from "../../components/use-save.ts";
import { pool } from "../../db.server.ts";
import { done } from "../../domain/errors.ts";
import type { LineItemId } from "../../domain/ids.ts";
import { meetMerchant } from "../../merchant.server.ts";
import { authenticateMerchant } from "../../shopify.server.ts";
import { readInput } from "../../typed-input.ts";
import { resendNotice } from "../../use-cases/resend-notice.ts";
import { parts } from "../../wiring.server.ts";
import { resendInput } from "./input.server.ts";
import { summarize } from "./summary.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop, today, settings } = await meetMerchant(request);
  const detail = await readBackorder(pool, { shop, lineItemId: (params.lineItemId ?? "") as LineItemId }); // an id that does not exist finds nothing
  if (detail === null) throw new Response(null, { status: 404 });
  return { detail, summary: summarize(detail, today), confidence: settings.confidence };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const { noticeId } = await readInput(request, resendInput);
  return done(await resendNotice(parts, { shop, noticeId }));
}

export default function Backorder() {
  const { detail, summary, confidence } = useLoaderData<typeof loader>();
  const text = useText();
  const { t } = text;
  const shopify = useAppBridge();
  const { save, isSaving } = useSave<"owed" | "not_open">(
    useCallback((outcome) => shopify.toast.show(t(outcome === "owed" ? "backorders.notice.sentAgain" : "backorders.notice.notOpen")), [shopify, t]),
  );
  const [isGiving, setIsGiving] = useState(false);
  const { line } = detail;
  const giving = useSave<{ units: number }>(
    useCallback(() => {
      setIsGiving(false);
      shopify.toast.show(t("backorders.give.saved"));
    }, [shopify, t]),
    `/backorders/${line.lineItemId}/give`,
  );
  const unitsToGive = detail.places.filter(({ ineligible }) => ineligible === null).reduce((sum, { unitsWaiting }) => sum + unitsWaiting, 0);
  const shipping = useSave<null>(
    useCallback(() => shopify.toast.show(t("backorders.ship.saved")), [shopify, t]),
    `/backorders/${line.lineItemId}/ship`,
  );
  const shipsTogether = line.shipPreference === "together";
  const otherWay = shipsTogether ? "as_ready" : "together";
  const placed = text.moment(line.placedAt);
  return (
    <AdminPage
      title={t("backorders.detail.title", { order: line.orderName, item: line.title })}
      subtitle={
        line.customerName === null
          ? t("backorders.detail.subtitle", { placed })
          : t("backorders.detail.subtitleWithCustomer", { customer: line.customerName, placed })
      }
      titleMetadata={
        <InlineStack gap="100">
          <LineStatusBadge status={summary.status} />
          {summary.isLate && <LateBadge />}
          {shipsTogether && <Badge>{t("backorders.ship.badge")}</Badge>}
        </InlineStack>
      }
      backAction={{ content: t("backorders.title"), url: "/backorders" }}
      secondaryActions={[
        ...(unitsToGive > 0 ? [{ content: t("backorders.give.action"), onAction: () => setIsGiving(true) }] : []),
        ...(summary.isWaiting
          ? [{ content: t(`backorders.ship.${otherWay}`), onAction: () => shipping.save({ orderId: line.orderId, preference: otherWay }) }]
          : []),
        { content: t("backorders.detail.openOrder"), url: `shopify://admin/orders/${line.orderId}`, target: "_top" },
        ...(line.variantId === null ? [] : [{ content: t("backorders.detail.openVariant"), url: `/variants/${line.variantId}` }]),
      ]}
    >
      {isGiving && (
        <GiveUnitsModal
          order={line.orderName}
          unitsWaiting={unitsToGive}
          isSaving={giving.isSaving}
          problems={giving.problems}
          onSave={giving.save}
          onClose={() => setIsGiving(false)}
        />
      )}
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            <PlaceCard places={detail.places} leastShippable={shipsTogether ? null : line.leastShippable} />
            <Card>
              <BlockStack gap="400">
                <Text as="h2" variant="headingMd">
                  {t("backorders.detail.timeline")}
                </Text>
                <Timeline events={timelineOf(detail, text)} />
              </BlockStack>
            </Card>
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <DateCard
              promisedOn={summary.promisedOn}
              estimatedOn={summary.estimatedOn}
              isWaiting={summary.isWaiting}
              because={summary.because}
              confidence={confidence}
            />
            <MessageList messages={detail.notices} isSending={isSaving} onSendAgain={(noticeId) => save({ noticeId })} />
            {detail.siblings.length > 0 && <Siblings siblings={detail.siblings} />}
          </BlockStack>
        </Layout.Section>
      </Layout>
    </AdminPage>
  );
}

function Siblings({ siblings }: { siblings: readonly { lineItemId: string; title: string; unitsWaiting: number; unitsAllocated: number }[] }) {
  const { t } = useText();
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t("backorders.detail.siblings")}
        </Text>
        {siblings.map((sibling) => (
          <BlockStack key={sibling.lineItemId}>
            <Link url={`/backorders/${sibling.lineItemId}`}>{sibling.title}</Link>
            <Text as="span" tone="subdued" variant="bodySm">
              {t("backorders.detail.siblingUnits", { waiting: sibling.unitsWaiting, allocated: sibling.unitsAllocated })}
            </Text>
          </BlockStack>
        ))}
      </BlockStack>
    </Card>
  );
}
