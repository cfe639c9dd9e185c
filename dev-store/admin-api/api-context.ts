import type { GraphQLResolveInfo } from "graphql";
import type { ShopContext } from "../commerce/context.ts";
import type { Consistency } from "../consistency.ts";
import type { InstalledApp, ShopState } from "../state/types.ts";

/** What a resolver works with: the shop, the app that asks, and what is known about this one request. */
export type ApiContext = {
  commerce: ShopContext;
  shop: ShopState;
  app: InstalledApp;
  /** How much of the past reads are shown. */
  consistency: Consistency;
  /** The concrete type of records handed out where the schema has an interface or a union. */
  typeNames: WeakMap<object, string>;
  requestId: string;
};

/** graphql-js has coerced the arguments by the schema before a resolver runs, so their shapes are known to it only. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- see above
export type Args = Record<string, any>;

export type Resolver<Source> = (source: Source, args: Args, api: ApiContext, info: GraphQLResolveInfo) => unknown;
export type TypeResolvers<Source> = Record<string, Resolver<Source>>;

/** Resolvers of every type that shows a record of ours; the executor looks them up by type and field name. */
export type ResolverMap = Record<string, TypeResolvers<never>>;

/** Remembers which type the record is, for fields that the schema types as an interface or a union. */
export function named<T extends object>(api: ApiContext, typeName: string, record: T): T {
  api.typeNames.set(record, typeName);
  return record;
}
