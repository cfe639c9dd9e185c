import { createSellingPlanGroup, deleteSellingPlanGroup, touchSellingPlanGroup } from "../../commerce/selling-plans.ts";
import type { UserError } from "../../commerce/outcome.ts";
import { idOf, toGid } from "../../state/gid.ts";
import type { SellingPlan, SellingPlanGroup } from "../../state/selling-plan-types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { readPlan } from "./selling-plan-input.ts";

/** Groups of selling plans. An app sees and changes its own only. */

const MAX_PLANS = 31;
const MAX_OPTIONS = 3;

type Resource = { type: "Product" | "ProductVariant"; list: "productIds" | "variantIds"; code: string; name: string };
const PRODUCTS: Resource = { type: "Product", list: "productIds", code: "PRODUCT_DOES_NOT_EXIST", name: "Product" };
const VARIANTS: Resource = { type: "ProductVariant", list: "variantIds", code: "PRODUCT_VARIANT_DOES_NOT_EXIST", name: "Product variant" };

export const sellingPlanMutations: TypeResolvers<unknown> = {
  sellingPlanGroupCreate: (_source, { input, resources }, api) => {
    const errors: UserError[] = [];
    const draft = readGroup(api, input, { present: null, errors });
    const productIds = readResources(api, PRODUCTS, resources?.productIds ?? [], { field: ["resources", "productIds"], errors });
    const variantIds = readResources(api, VARIANTS, resources?.productVariantIds ?? [], { field: ["resources", "productVariantIds"], errors });
    if (errors.length > 0) return { sellingPlanGroup: null, userErrors: errors };
    return { sellingPlanGroup: createSellingPlanGroup(api.commerce, { ...draft, productIds, variantIds }), userErrors: [] };
  },

  sellingPlanGroupUpdate: (_source, { id, input }, api) => {
    const group = ownSellingPlanGroup(api, id);
    if (group === null) return { sellingPlanGroup: null, deletedSellingPlanIds: null, userErrors: [missing()] };
    const errors: UserError[] = [];
    const draft = readGroup(api, input, { present: group, errors });
    if (errors.length > 0) return { sellingPlanGroup: null, deletedSellingPlanIds: null, userErrors: errors };
    const kept = new Set(draft.plans.map((plan) => plan.id));
    const deleted = group.plans.filter((plan) => !kept.has(plan.id)).map((plan) => toGid("SellingPlan", plan.id));
    Object.assign(group, draft);
    touchSellingPlanGroup(api.commerce, group);
    return { sellingPlanGroup: group, deletedSellingPlanIds: deleted, userErrors: [] };
  },

  sellingPlanGroupDelete: (_source, { id }, api) => {
    const group = ownSellingPlanGroup(api, id);
    if (group === null) return { deletedSellingPlanGroupId: null, userErrors: [missing()] };
    deleteSellingPlanGroup(api.commerce, group);
    return { deletedSellingPlanGroupId: id, userErrors: [] };
  },

  sellingPlanGroupAddProducts: (_source, { id, productIds }, api) => add(api, PRODUCTS, { id, gids: productIds, field: ["productIds"] }),
  sellingPlanGroupAddProductVariants: (_source, { id, productVariantIds }, api) =>
    add(api, VARIANTS, { id, gids: productVariantIds, field: ["productVariantIds"] }),
  sellingPlanGroupRemoveProducts: (_source, { id, productIds }, api) => {
    const { removed, userErrors } = remove(api, PRODUCTS, { id, gids: productIds });
    return { removedProductIds: removed, userErrors };
  },
  sellingPlanGroupRemoveProductVariants: (_source, { id, productVariantIds }, api) => {
    const { removed, userErrors } = remove(api, VARIANTS, { id, gids: productVariantIds });
    return { removedProductVariantIds: removed, userErrors };
  },
  productJoinSellingPlanGroups: (_source, { id, sellingPlanGroupIds }, api) =>
    joinOrLeave(api, PRODUCTS, { id, groupGids: sellingPlanGroupIds, isJoining: true }),
  productLeaveSellingPlanGroups: (_source, { id, sellingPlanGroupIds }, api) =>
    joinOrLeave(api, PRODUCTS, { id, groupGids: sellingPlanGroupIds, isJoining: false }),
  productVariantJoinSellingPlanGroups: (_source, { id, sellingPlanGroupIds }, api) =>
    joinOrLeave(api, VARIANTS, { id, groupGids: sellingPlanGroupIds, isJoining: true }),
  productVariantLeaveSellingPlanGroups: (_source, { id, sellingPlanGroupIds }, api) =>
    joinOrLeave(api, VARIANTS, { id, groupGids: sellingPlanGroupIds, isJoining: false }),
};

export function ownSellingPlanGroup({ shop, app }: ApiContext, gid: string): SellingPlanGroup | null {
  const group = shop.sellingPlanGroups.get(idOf("SellingPlanGroup", gid) ?? 0);
  return group?.ownerAppId === app.id ? group : null;
}

function missing(field: string[] = ["id"]): UserError {
  return { field, message: "Selling plan group does not exist.", code: "GROUP_DOES_NOT_EXIST" };
}

type GroupDraft = Omit<SellingPlanGroup, "createdAt" | "id">;

function readGroup(api: ApiContext, input: Args, { present, errors }: { present: SellingPlanGroup | null; errors: UserError[] }): GroupDraft {
  const name: string = input["name"] ?? present?.name ?? "";
  if (name.trim() === "") errors.push({ field: ["input", "name"], message: "Name can't be blank", code: "BLANK" });
  const merchantCode: string = input["merchantCode"] ?? present?.merchantCode ?? "";
  if (merchantCode.trim() === "") errors.push({ field: ["input", "merchantCode"], message: "Merchant code can't be blank", code: "BLANK" });
  const options: string[] = input["options"] ?? present?.options ?? [];
  if (options.length > MAX_OPTIONS) errors.push({ field: ["input", "options"], message: `Options is too long (maximum is ${MAX_OPTIONS})`, code: "TOO_LONG" });
  const plans = readPlans(api, input, { present, errors });
  requireFittingPlans(plans, options, errors);
  return {
    ownerAppId: api.app.id,
    appId: "appId" in input ? input["appId"] : (present?.appId ?? null),
    name,
    merchantCode,
    description: "description" in input ? input["description"] : (present?.description ?? null),
    options,
    position: input["position"] ?? present?.position ?? null,
    plans,
    productIds: present?.productIds ?? [],
    variantIds: present?.variantIds ?? [],
  };
}

function readPlans(api: ApiContext, input: Args, { present, errors }: { present: SellingPlanGroup | null; errors: UserError[] }): SellingPlan[] {
  const plans = [...(present?.plans ?? [])];
  const placeOf = (gid: string): number => plans.findIndex(({ id }) => id === idOf("SellingPlan", gid));
  const inputs = (name: string): Args[] => input[name] ?? [];
  inputs("sellingPlansToUpdate").forEach((wanted, index) => {
    const field = ["input", "sellingPlansToUpdate", String(index)];
    const place = wanted["id"] == null ? -1 : placeOf(wanted["id"]);
    const plan = plans[place];
    if (wanted["id"] == null)
      errors.push({ field: [...field, "id"], message: "Plan id must be specified to update", code: "PLAN_ID_MUST_BE_SPECIFIED_TO_UPDATE" });
    else if (plan === undefined) errors.push({ field: [...field, "id"], message: "Selling plan does not exist.", code: "PLAN_DOES_NOT_EXIST" });
    else plans[place] = readPlan(api, wanted, { field, present: plan, errors });
  });
  const toDelete: string[] = input["sellingPlansToDelete"] ?? [];
  toDelete.forEach((gid, index) => {
    const place = placeOf(gid);
    if (place >= 0) plans.splice(place, 1);
    else errors.push({ field: ["input", "sellingPlansToDelete", String(index)], message: "Selling plan does not exist.", code: "PLAN_DOES_NOT_EXIST" });
  });
  inputs("sellingPlansToCreate").forEach((wanted, index) => {
    plans.push(readPlan(api, wanted, { field: ["input", "sellingPlansToCreate", String(index)], present: null, errors }));
  });
  return plans;
}

function requireFittingPlans(plans: readonly SellingPlan[], options: readonly string[], errors: UserError[]): void {
  const refuse = (message: string, code: string): void => void errors.push({ field: ["input", "sellingPlansToCreate"], message, code });
  if (plans.length === 0) refuse("Must have at least one selling plan", "SELLING_PLAN_COUNT_LOWER_BOUND");
  if (plans.length > MAX_PLANS) refuse(`Can't have more than ${MAX_PLANS} selling plans`, "SELLING_PLAN_COUNT_UPPER_BOUND");
  const names = plans.map(({ name }) => name);
  if (new Set(names).size < names.length) refuse("Selling plan names must be unique", "SELLING_PLAN_DUPLICATE_NAME");
  const combinations = plans.map((plan) => JSON.stringify(plan.options));
  if (new Set(combinations).size < combinations.length) refuse("Selling plan options must be unique", "SELLING_PLAN_DUPLICATE_OPTIONS");
  for (const place of [2, 3]) {
    if (options.length < place && plans.some((plan) => plan.options.length >= place)) {
      refuse(`Option ${place} label is missing on the selling plan group`, `SELLING_PLAN_MISSING_OPTION${place}_LABEL_ON_PARENT_GROUP`);
    }
    if (options.length >= place && plans.some((plan) => plan.options.length < place)) {
      refuse(`Option ${place} is required as defined on the selling plan group`, `SELLING_PLAN_OPTION${place}_REQUIRED_AS_DEFINED_ON_PARENT_GROUP`);
    }
  }
}

function readResources(
  { shop }: ApiContext,
  { type, code, name }: Resource,
  gids: readonly string[],
  { field, errors }: { field: string[]; errors: UserError[] },
): number[] {
  return gids.flatMap((gid, index) => {
    const id = idOf(type, gid) ?? 0;
    if ((type === "Product" ? shop.products : shop.variants).has(id)) return [id];
    errors.push({ field: [...field, String(index)], message: `${name} ${gid} does not exist.`, code });
    return [];
  });
}

function add(api: ApiContext, resource: Resource, { id, gids, field }: { id: string; gids: string[]; field: string[] }): object {
  const group = ownSellingPlanGroup(api, id);
  if (group === null) return { sellingPlanGroup: null, userErrors: [missing()] };
  const errors: UserError[] = [];
  const ids = readResources(api, resource, gids, { field, errors });
  if (errors.length > 0) return { sellingPlanGroup: null, userErrors: errors };
  group[resource.list] = [...new Set([...group[resource.list], ...ids])];
  touchSellingPlanGroup(api.commerce, group);
  return { sellingPlanGroup: group, userErrors: [] };
}

function remove(api: ApiContext, resource: Resource, { id, gids }: { id: string; gids: string[] }): { removed: string[] | null; userErrors: UserError[] } {
  const group = ownSellingPlanGroup(api, id);
  if (group === null) return { removed: null, userErrors: [missing()] };
  const removed = gids.filter((gid) => group[resource.list].includes(idOf(resource.type, gid) ?? 0));
  const ids = new Set(removed.map((gid) => idOf(resource.type, gid)));
  group[resource.list] = group[resource.list].filter((kept) => !ids.has(kept));
  if (removed.length > 0) touchSellingPlanGroup(api.commerce, group);
  return { removed, userErrors: [] };
}

function joinOrLeave(api: ApiContext, resource: Resource, { id, groupGids, isJoining }: { id: string; groupGids: string[]; isJoining: boolean }): object {
  const name = resource.type === "Product" ? "product" : "productVariant";
  const errors: UserError[] = [];
  const [resourceId] = readResources(api, resource, [id], { field: ["id"], errors });
  if (resourceId === undefined) return { [name]: null, userErrors: [{ field: ["id"], message: `${resource.name} does not exist.`, code: resource.code }] };
  const groups = groupGids.map((gid) => ownSellingPlanGroup(api, gid));
  const known = groups.flatMap((group) => group ?? []);
  if (known.length < groups.length) return { [name]: null, userErrors: [missing(["sellingPlanGroupIds"])] };
  for (const group of known) {
    const others = group[resource.list].filter((kept) => kept !== resourceId);
    group[resource.list] = isJoining ? [...others, resourceId] : others;
    touchSellingPlanGroup(api.commerce, group);
  }
  return { [name]: (resource.type === "Product" ? api.shop.products : api.shop.variants).get(resourceId), userErrors: [] };
}
