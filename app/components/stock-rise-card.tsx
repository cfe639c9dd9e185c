/** Units that came up on a shelf: did they come, and where from? One proposal, which the merchant accepts, changes or declines. */
import { Banner, BlockStack, Button, Card, InlineStack, Link, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import type { Problem } from "../domain/errors.ts";
import type { AdminText } from "./admin-text.ts";
import { ProblemBanner } from "./form-frame.tsx";
import { fieldError, otherProblems } from "./problems.ts";
import { errorProp } from "./purchase-order-form.tsx";
import { useText } from "./text.tsx";
import { nameOf } from "./variant-table.tsx";

export interface StockRise {
  readonly stockRiseId: number;
  readonly productTitle: string;
  readonly title: string;
  readonly locationName: string;
  readonly units: number;
  /** Units that are there only if nobody typed the number; 0: no doubt. */
  readonly unitsDoubted: number;
  readonly unitsWithheld: number;
  readonly isCorrecting: boolean;
  readonly correctionFailure: string | null;
  readonly at: string;
  readonly candidates: readonly Candidate[];
  readonly proposal: readonly { readonly inboundShipmentId: string; readonly units: number }[];
}

interface Candidate {
  readonly inboundShipmentId: string;
  readonly purchaseOrderId: string;
  readonly number: string;
  readonly supplierName: string;
  readonly deadline: string | null;
  readonly unitsOpen: number;
}

interface Props {
  readonly rise: StockRise;
  readonly isSaving: boolean;
  readonly problems: readonly Problem[];
  onAnswer(matches: { inboundShipmentId: string; units: string }[]): void;
  /** Somebody typed the number: the units in doubt never came. */
  onTyped(): void;
}

export function StockRiseCard({ rise, isSaving, problems, onAnswer, onTyped }: Props) {
  const text = useText();
  const { t, moment } = text;
  const proposed = Object.fromEntries(rise.proposal.map(({ inboundShipmentId, units }) => [inboundShipmentId, String(units)]));
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(proposed);
  const matches = rise.candidates
    .map(({ inboundShipmentId }) => ({ inboundShipmentId, units: (typed[inboundShipmentId] ?? "").trim() }))
    .filter(({ units }) => units !== "" && units !== "0");
  const fields = matches.map((_, index) => `matches.${index}.units`);
  const left = rise.units - matches.reduce((sum, { units }) => sum + (Number(units) || 0), 0);
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="050">
          <Text as="h2" variant="headingMd">
            {t("supply.rises.question", { count: rise.units, item: nameOf(rise), location: rise.locationName })}
          </Text>
          <Text as="span" tone="subdued" variant="bodySm">
            <time dateTime={rise.at}>{t("supply.rises.seen", { when: moment(rise.at) })}</time>
          </Text>
        </BlockStack>
        <ProblemBanner problems={otherProblems(problems, fields, text)} />
        {rise.unitsDoubted > 0 && <Doubt rise={rise} isSaving={isSaving} onTyped={onTyped} />}
        {rise.candidates.length === 0 && rise.unitsDoubted === 0 && <Text as="p">{t("supply.rises.noCandidate")}</Text>}
        {rise.candidates.map((candidate) => (
          <CandidateLine
            key={candidate.inboundShipmentId}
            candidate={candidate}
            units={typed[candidate.inboundShipmentId] ?? ""}
            error={fieldError(
              problems,
              `matches.${matches.findIndex(({ inboundShipmentId }) => inboundShipmentId === candidate.inboundShipmentId)}.units`,
              text,
            )}
            onUnits={(units) => setTyped({ ...typed, [candidate.inboundShipmentId]: units })}
          />
        ))}
        <Text as="p" tone="subdued" variant="bodySm">
          {t("supply.rises.elsewhere")}
        </Text>
        {left > 0 && rise.candidates.length > 0 && (
          <Text as="p" tone="subdued">
            {t("supply.rises.left", { count: left })}
          </Text>
        )}
        <InlineStack gap="200" align="end">
          <Button onClick={() => onAnswer([])} disabled={isSaving || rise.isCorrecting}>
            {rise.candidates.length === 0 && rise.unitsDoubted > 0 ? t("supply.rises.came", { count: rise.units }) : t("supply.rises.dismiss")}
          </Button>
          {rise.candidates.length > 0 && (
            <Button variant="primary" onClick={() => onAnswer(matches)} loading={isSaving} disabled={matches.length === 0 || rise.isCorrecting}>
              {t("supply.rises.match")}
            </Button>
          )}
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

/** A number above zero while somebody waited below it: was it added, or typed? */
function Doubt({ rise: { units, unitsDoubted, unitsWithheld, isCorrecting, correctionFailure }, isSaving, onTyped }: DoubtProps) {
  const { t } = useText();
  const typed = units - unitsDoubted;
  return (
    <Banner
      tone={correctionFailure === null ? "warning" : "critical"}
      title={t("supply.rises.doubt", { units, typed })}
      action={{ content: t("supply.rises.typed", { count: typed, off: unitsDoubted }), onAction: onTyped, loading: isSaving || isCorrecting }}
    >
      <BlockStack gap="100">
        <p>{t("supply.rises.doubtText", { typed, off: unitsDoubted })}</p>
        {unitsWithheld > 0 && <p>{t("supply.rises.withheld", { count: unitsWithheld })}</p>}
        {correctionFailure !== null && <p>{t("supply.rises.refused", { reason: correctionFailure })}</p>}
      </BlockStack>
    </Banner>
  );
}

interface DoubtProps {
  readonly rise: StockRise;
  readonly isSaving: boolean;
  onTyped(): void;
}

function CandidateLine({
  candidate,
  units,
  error,
  onUnits,
}: {
  candidate: Candidate;
  units: string;
  error: string | undefined;
  onUnits: (units: string) => void;
}) {
  const text = useText();
  const { t } = text;
  const name = candidateName(candidate, text);
  return (
    <InlineStack gap="200" align="space-between" blockAlign="center">
      <BlockStack>
        <Link url={`/purchase-orders/${candidate.purchaseOrderId}`} removeUnderline>
          {name}
        </Link>
        <Text as="span" tone="subdued" variant="bodySm">
          {t("supply.rises.open", { count: candidate.unitsOpen })}
        </Text>
      </BlockStack>
      <div style={{ width: 110 }}>
        <TextField
          label={`${t("supply.rises.units")}: ${name}`}
          labelHidden
          type="number"
          min={0}
          step={1}
          inputMode="numeric"
          autoComplete="off"
          value={units}
          onChange={onUnits}
          {...errorProp(error)}
        />
      </div>
    </InlineStack>
  );
}

function candidateName({ number, supplierName, deadline }: Candidate, { t, day }: AdminText): string {
  const words = { number, supplier: supplierName, date: deadline === null ? "" : day(deadline) };
  return t(deadline === null ? "supply.rises.fromUndated" : "supply.rises.from", words);
}
