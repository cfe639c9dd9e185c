/** Who gets the units of a receipt under each policy, side by side, and what that does to promises. */
import { Badge, BlockStack, DataTable, InlineStack, Link, Text } from "@shopify/polaris";
import { useText } from "./text.tsx";

export interface ShownPolicy {
  readonly policy: "first_come" | "class_first_come" | "keep_promises";
  readonly gets: readonly { readonly units: number; readonly line: ShownLine }[];
  readonly promisesKept: number;
  readonly promisesBroken: number;
  readonly unitsLeft: number;
}

interface ShownLine {
  readonly lineItemId: string;
  readonly orderName: string;
  readonly unitsWaiting: number;
}

/** A long comparison shows its head: the rest is a number. */
const LINES_SHOWN = 20;

export function PolicyComparison({ name, own, policies }: { name: string; own: string; policies: readonly ShownPolicy[] }) {
  const { t, number } = useText();
  const lines = [...new Map(policies.flatMap(({ gets }) => gets.map(({ line }) => [line.lineItemId, line]))).values()];
  const unitsOf = (policy: ShownPolicy, { lineItemId }: ShownLine) =>
    policy.gets.reduce((sum, { line, units }) => sum + (line.lineItemId === lineItemId ? units : 0), 0);
  const total = (label: string, of: (policy: ShownPolicy) => number) => [label, "", ...policies.map((policy) => number(of(policy)))];
  const heading = ({ policy }: ShownPolicy) => (
    <InlineStack key={policy} gap="100" align="end" wrap={false}>
      <Text as="span">{t(`supply.receive.policy.${policy}`)}</Text>
      {policy === own && <Badge tone="info">{t("supply.receive.policy.own")}</Badge>}
    </InlineStack>
  );
  if (lines.length === 0) {
    return (
      <BlockStack gap="200">
        <Text as="h3" variant="headingSm">
          {name}
        </Text>
        <Text as="p">{t("supply.receive.previewEmpty")}</Text>
      </BlockStack>
    );
  }
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm">
        {name}
      </Text>
      <DataTable
        columnContentTypes={["text", "numeric", "numeric", "numeric", "numeric"]}
        headings={[t("supply.receive.columns.order"), t("supply.receive.columns.waits"), ...policies.map(heading)]}
        rows={[
          ...lines.slice(0, LINES_SHOWN).map((line) => [
            <Link key={line.lineItemId} url={`/backorders/${line.lineItemId}`} removeUnderline>
              {line.orderName}
            </Link>,
            number(line.unitsWaiting),
            ...policies.map((policy) => (unitsOf(policy, line) === 0 ? t("formats.none") : number(unitsOf(policy, line)))),
          ]),
          total(t("supply.receive.policy.kept"), ({ promisesKept }) => promisesKept),
          total(t("supply.receive.policy.broken"), ({ promisesBroken }) => promisesBroken),
          total(t("supply.receive.policy.left"), ({ unitsLeft }) => unitsLeft),
        ]}
      />
      {lines.length > LINES_SHOWN && <Text as="p">{t("supply.receive.previewMore", { count: lines.length - LINES_SHOWN })}</Text>}
    </BlockStack>
  );
}
