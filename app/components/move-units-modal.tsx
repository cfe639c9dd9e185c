/** The supplier delivers in parts: which units are put off, and to which delivery. */
import { BlockStack, FormLayout, Modal, Select, TextField } from "@shopify/polaris";
import { useState } from "react";
import type { Problem } from "../domain/errors.ts";
import { ProblemBanner } from "./form-frame.tsx";
import { fieldError, otherProblems } from "./problems.ts";
import { errorProp } from "./purchase-order-form.tsx";
import type { Shipment } from "./shipment-card.tsx";
import { useText } from "./text.tsx";
import { UnitsLine } from "./units-line.tsx";
import { nameOf } from "./variant-table.tsx";

export interface MovedUnits {
  /** Null: a new delivery. */
  readonly toShipmentId: string | null;
  readonly deadline: string;
  readonly reason: string;
  readonly lines: { inventoryItemId: string; units: string }[];
}

interface Props {
  readonly from: Shipment;
  /** Other open deliveries of the order. */
  readonly others: readonly Shipment[];
  readonly isSaving: boolean;
  readonly problems: readonly Problem[];
  onSave(moved: MovedUnits): void;
  onClose(): void;
}

const NEW_DELIVERY = "new";

export function MoveUnitsModal({ from, others, isSaving, problems, onSave, onClose }: Props) {
  const text = useText();
  const { t, day } = text;
  const [target, setTarget] = useState(NEW_DELIVERY);
  const [deadline, setDeadline] = useState("");
  const [reason, setReason] = useState("");
  const [units, setUnits] = useState<Readonly<Record<string, string>>>({});
  const lines = from.lines.filter((line) => line.units > line.unitsReceived);
  const sent = lines
    .map(({ inventoryItemId }) => ({ inventoryItemId, units: (units[inventoryItemId] ?? "").trim() }))
    .filter((line) => line.units !== "" && line.units !== "0");
  const errorOf = (field: string) => errorProp(fieldError(problems, field, text));
  const shown = ["deadline", "reason", "toShipmentId", ...sent.map((_, index) => `lines.${index}.units`)];
  const save = () => onSave({ toShipmentId: target === NEW_DELIVERY ? null : target, deadline, reason, lines: sent });
  const labelOf = ({ deadline: due }: Shipment) => (due === null ? t("supply.orders.noDeadline") : t("supply.move.existing", { date: day(due) }));
  return (
    <Modal
      open
      onClose={onClose}
      title={t("supply.move.title")}
      primaryAction={{ content: t("supply.move.save"), onAction: save, loading: isSaving, disabled: sent.length === 0 }}
      secondaryActions={[{ content: t("actions.cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <ProblemBanner problems={otherProblems(problems, shown, text)} />
          <FormLayout>
            <BlockStack gap="300">
              {lines.map((line) => (
                <UnitsLine
                  key={line.inventoryItemId}
                  id={`move-${line.inventoryItemId}`}
                  name={nameOf(line)}
                  detail={[line.sku, t("supply.receive.outstanding", { count: line.units - line.unitsReceived })].filter((part) => part !== "").join(" · ")}
                  label={t("supply.move.units")}
                  least={0}
                  units={units[line.inventoryItemId] ?? ""}
                  error={fieldError(problems, `lines.${sent.findIndex(({ inventoryItemId }) => inventoryItemId === line.inventoryItemId)}.units`, text)}
                  onUnits={(typed) => setUnits({ ...units, [line.inventoryItemId]: typed })}
                />
              ))}
            </BlockStack>
            <Select
              label={t("supply.move.target")}
              options={[
                { value: NEW_DELIVERY, label: t("supply.move.newDelivery") },
                ...others.map((other) => ({ value: other.inboundShipmentId, label: labelOf(other) })),
              ]}
              value={target}
              onChange={setTarget}
              {...errorOf("toShipmentId")}
            />
            {target === NEW_DELIVERY && (
              <TextField
                label={t("supply.move.deadline")}
                type="date"
                autoComplete="off"
                helpText={t("supply.move.deadlineHelp")}
                value={deadline}
                onChange={setDeadline}
                {...errorOf("deadline")}
              />
            )}
            <TextField label={t("supply.deadline.reason")} autoComplete="off" value={reason} onChange={setReason} {...errorOf("reason")} />
          </FormLayout>
        </form>
      </Modal.Section>
    </Modal>
  );
}
