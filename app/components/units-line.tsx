/** An item and how many units of it: the field stays narrow, what is wrong with it has room below. */
import { BlockStack, InlineError, InlineStack, Text, TextField } from "@shopify/polaris";
import type { ReactNode } from "react";

interface Props {
  readonly id: string;
  readonly name: string;
  readonly detail: string;
  /** What the number counts, for screen readers. */
  readonly label: string;
  readonly least: number;
  /** As typed. */
  readonly units: string;
  readonly error: string | undefined;
  onUnits(units: string): void;
  /** Beside the field. */
  readonly children?: ReactNode;
}

export function UnitsLine({ id, name, detail, label, least, units, error, onUnits, children }: Props) {
  return (
    <BlockStack gap="100">
      <InlineStack gap="200" blockAlign="center" align="space-between">
        <BlockStack>
          <Text as="span" fontWeight="medium">
            {name}
          </Text>
          <Text as="span" tone="subdued" variant="bodySm">
            {detail}
          </Text>
        </BlockStack>
        <InlineStack gap="200" blockAlign="center" wrap={false}>
          <div style={{ width: 110 }}>
            <TextField
              id={id}
              label={`${label}: ${name}`}
              labelHidden
              type="number"
              min={least}
              step={1}
              inputMode="numeric"
              autoComplete="off"
              value={units}
              onChange={onUnits}
              error={error !== undefined}
            />
          </div>
          {children}
        </InlineStack>
      </InlineStack>
      {error !== undefined && <InlineError message={error} fieldID={id} />}
    </BlockStack>
  );
}
