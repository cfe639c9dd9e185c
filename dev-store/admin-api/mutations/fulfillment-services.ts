import { changeFulfillmentService, createFulfillmentService, deleteFulfillmentService } from "../../commerce/fulfillment-services.ts";
import type { ServiceSettings } from "../../commerce/fulfillment-services.ts";
import type { Outcome } from "../../commerce/outcome.ts";
import { idOf } from "../../state/gid.ts";
import type { FulfillmentService } from "../../state/types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";

/** Fulfillment services of the app. Another app's are not there for it. */

const UNKNOWN_SERVICE = { field: ["id"], message: "Fulfillment service could not be found.", code: null };

export const fulfillmentServiceMutations: TypeResolvers<unknown> = {
  fulfillmentServiceCreate: (_source, args, api) => {
    const settings: ServiceSettings = {
      name: args["name"],
      callbackUrl: args["callbackUrl"] ?? null,
      inventoryManagement: args["inventoryManagement"] ?? false,
      trackingSupport: args["trackingSupport"] ?? false,
      requiresShippingMethod: args["requiresShippingMethod"] ?? true,
    };
    return answer(createFulfillmentService(api.commerce, settings, api.app.id));
  },

  fulfillmentServiceUpdate: (_source, args, api) => {
    const service = ownService(api, args["id"]);
    if (service === undefined) return { fulfillmentService: null, userErrors: [UNKNOWN_SERVICE] };
    return answer(changeFulfillmentService(api.commerce, service, changesOf(args)));
  },

  fulfillmentServiceDelete: (_source, args, api) => {
    const service = ownService(api, args["id"]);
    if (service === undefined) return { deletedId: null, userErrors: [UNKNOWN_SERVICE] };
    const destination: string | null = args["destinationLocationId"] ?? null;
    const outcome = deleteFulfillmentService(api.commerce, service, {
      inventoryAction: args["inventoryAction"] ?? "TRANSFER",
      destinationLocationId: destination === null ? null : (idOf("Location", destination) ?? 0),
    });
    return outcome.ok ? { deletedId: args["id"], userErrors: [] } : { deletedId: null, userErrors: outcome.errors };
  },
};

function ownService({ shop, app }: ApiContext, gid: string): FulfillmentService | undefined {
  const service = shop.fulfillmentServices.get(idOf("FulfillmentService", gid) ?? 0);
  return service?.appId === app.id ? service : undefined;
}

const SETTING_NAMES = [
  "callbackUrl",
  "inventoryManagement",
  "name",
  "requiresShippingMethod",
  "trackingSupport",
] as const satisfies readonly (keyof ServiceSettings)[];

/** Only what the request names changes; the schema has checked the values' types. */
function changesOf(args: Args): Partial<ServiceSettings> {
  return Object.fromEntries(SETTING_NAMES.flatMap((name) => (args[name] === undefined ? [] : [[name, args[name]]])));
}

function answer(outcome: Outcome<FulfillmentService>): object {
  return outcome.ok ? { fulfillmentService: outcome.value, userErrors: [] } : { fulfillmentService: null, userErrors: outcome.errors };
}
