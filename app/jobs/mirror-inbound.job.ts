import { z } from "zod";
import { mirrorInbound } from "../use-cases/mirror-inbound.ts";
import { job } from "./job-handler.ts";
import { inboundShipmentId, shop } from "./payloads.ts";

export const mirrorInboundJob = job({
  name: "mirror-inbound",
  payload: z.object({ shop, inboundShipmentId }),
  batchSize: 20,
  atOnce: 2,
  key: (payload) => `${payload.shop}:${payload.inboundShipmentId}`,
  isExclusive: true,
  run: (parts, [payload]) => mirrorInbound(parts, payload),
});
