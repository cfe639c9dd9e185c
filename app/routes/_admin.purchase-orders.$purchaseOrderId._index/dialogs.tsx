/** The questions that the page of a purchase order asks. Mounted anew for each, so that an old problem is not shown in a new one. */
import { useAppBridge } from "@shopify/app-bridge-react";
import { Modal, Text } from "@shopify/polaris";
import { useCallback } from "react";
import { DeadlineModal } from "../../components/deadline-modal.tsx";
import { ProblemBanner } from "../../components/form-frame.tsx";
import { GiveUpModal } from "../../components/give-up-modal.tsx";
import { MoveUnitsModal } from "../../components/move-units-modal.tsx";
import { otherProblems } from "../../components/problems.ts";
import type { Shipment, ShipmentLine } from "../../components/shipment-card.tsx";
import { useText } from "../../components/text.tsx";
import { useSave } from "../../components/use-save.ts";
import { nameOf } from "../../components/variant-table.tsx";

export type Dialog =
  | { readonly kind: "deadline"; readonly shipment: Shipment }
  | { readonly kind: "move"; readonly shipment: Shipment }
  /** Shipment null: the whole order. Line null: the whole delivery. */
  | { readonly kind: "cancel"; readonly shipment: Shipment | null; readonly line: ShipmentLine | null }
  | { readonly kind: "place" };

interface Props {
  readonly dialog: Dialog;
  readonly order: { readonly number: string; readonly version: number; readonly supplierName: string };
  readonly shipments: readonly Shipment[];
  onClose(): void;
}

const SAVED = { deadline: "supply.deadline.saved", move: "supply.move.saved", cancel: "supply.cancel.saved", place: "supply.place.saved" } as const;

export function Dialogs({ dialog, order, shipments, onClose }: Props) {
  const text = useText();
  const { t } = text;
  const shopify = useAppBridge();
  const { save, isSaving, problems } = useSave<unknown>(
    useCallback(() => {
      shopify.toast.show(t(SAVED[dialog.kind]));
      onClose();
    }, [shopify, t, dialog.kind, onClose]),
  );
  const expectedVersion = order.version;
  const common = { isSaving, problems, onClose };
  if (dialog.kind === "cancel") {
    const { shipment, line } = dialog;
    const ids = { inboundShipmentId: shipment?.inboundShipmentId ?? null, inventoryItemId: line?.inventoryItemId ?? null };
    return (
      <GiveUpModal
        {...common}
        title={giveUpTitle()}
        units={unitsMeant(shipment === null ? shipments : [shipment], line)}
        onConfirm={(reason) => save({ change: "cancel", expectedVersion, ...ids, reason })}
      />
    );
  }
  if (dialog.kind === "move") {
    const { inboundShipmentId } = dialog.shipment;
    const others = shipments.filter((one) => isOpen(one) && one.inboundShipmentId !== inboundShipmentId);
    return (
      <MoveUnitsModal
        {...common}
        from={dialog.shipment}
        others={others}
        onSave={(moved) => save({ change: "move", inboundShipmentId, expectedVersion, ...moved })}
      />
    );
  }
  if (dialog.kind === "place") {
    return (
      <Modal
        open
        onClose={onClose}
        title={t("supply.place.title", { number: order.number })}
        primaryAction={{ content: t("supply.place.confirm"), loading: isSaving, onAction: () => save({ change: "place", expectedVersion }) }}
        secondaryActions={[{ content: t("actions.cancel"), onAction: onClose }]}
      >
        <Modal.Section>
          <ProblemBanner problems={otherProblems(problems, [], text)} />
          <Text as="p">{t("supply.place.text", { supplier: order.supplierName })}</Text>
        </Modal.Section>
      </Modal>
    );
  }
  const { inboundShipmentId, deadline } = dialog.shipment;
  return (
    <DeadlineModal
      {...common}
      number={order.number}
      deadline={deadline ?? ""}
      onSave={(typed) => save({ change: "deadline", inboundShipmentId, expectedVersion, ...typed })}
    />
  );

  function giveUpTitle(): string {
    if (dialog.kind !== "cancel" || dialog.shipment === null) return t("supply.cancel.title", { number: order.number });
    return dialog.line === null ? t("supply.cancel.deliveryTitle") : t("supply.cancel.itemTitle", { item: nameOf(dialog.line) });
  }
}

function isOpen({ receivedOn, cancelledAt }: Shipment): boolean {
  return receivedOn === null && cancelledAt === null;
}

function unitsMeant(shipments: readonly Shipment[], only: ShipmentLine | null): number {
  const lines = shipments.filter(isOpen).flatMap((shipment) => shipment.lines);
  const meant = lines.filter(({ inventoryItemId }) => only === null || inventoryItemId === only.inventoryItemId);
  return meant.reduce((sum, line) => sum + Math.max(0, line.units - line.unitsReceived), 0);
}
