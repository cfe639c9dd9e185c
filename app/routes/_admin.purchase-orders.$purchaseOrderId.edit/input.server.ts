/** What the form of a saved purchase order sends: the order, and the version that the person saw. */
import { z } from "zod";
import { purchaseOrderInput } from "../_admin.purchase-orders.new/input.server.ts";

export const changedOrderInput = purchaseOrderInput.extend({ expectedVersion: z.number().int() });
