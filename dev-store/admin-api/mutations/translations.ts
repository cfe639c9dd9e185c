import { timestamp } from "../../commerce/context.ts";
import { disableLocale, enableLocale, localesOf } from "../../commerce/markets.ts";
import { translatableTexts, translationKey } from "../../commerce/translations.ts";
import type { UserError } from "../../commerce/outcome.ts";
import { idOf } from "../../state/gid.ts";
import type { Translation } from "../../state/market-types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { isKnownLocale, localeView } from "../types/market-types.ts";

/** Languages of the shop, and texts in them. */

const MAX_TRANSLATIONS = 100;
const MAX_LOCALES = 20;

export const translationMutations: TypeResolvers<unknown> = {
  shopLocaleEnable: (_source, { locale, marketWebPresenceIds }, api) => {
    const refuse = (message: string): object => ({ shopLocale: null, userErrors: [{ field: ["locale"], message }] });
    if (!isKnownLocale(locale)) return refuse("Locale is invalid");
    if (localesOf(api.shop).some((known) => known.locale === locale)) return refuse("Locale has already been taken");
    if (api.shop.shopLocales.size >= MAX_LOCALES) return refuse(`Your store has reached its ${MAX_LOCALES} language limit.`);
    const enabled = enableLocale(api.commerce, locale, { isPublished: false });
    usePresences(api, locale, marketWebPresenceIds);
    return { shopLocale: localeView(api, { ...enabled, isPrimary: false }), userErrors: [] };
  },

  shopLocaleUpdate: (_source, { locale, shopLocale }, api) => {
    const known = localesOf(api.shop).find((one) => one.locale === locale);
    if (known === undefined) return { shopLocale: null, userErrors: [{ field: ["locale"], message: "The locale doesn't exist." }] };
    if (known.isPrimary && shopLocale.published === false) {
      return { shopLocale: null, userErrors: [{ field: ["locale"], message: "The primary locale of your store can't be changed through this endpoint." }] };
    }
    if (!known.isPrimary && shopLocale.published != null) enableLocale(api.commerce, locale, { isPublished: shopLocale.published });
    usePresences(api, locale, shopLocale.marketWebPresenceIds);
    return { shopLocale: localeView(api, { ...known, isPublished: shopLocale.published ?? known.isPublished }), userErrors: [] };
  },

  shopLocaleDisable: (_source, { locale }, api) => {
    const known = localesOf(api.shop).find((one) => one.locale === locale);
    if (known === undefined) return { locale: null, userErrors: [{ field: ["locale"], message: "The locale doesn't exist." }] };
    if (known.isPrimary)
      return { locale: null, userErrors: [{ field: ["locale"], message: "The primary locale of your store can't be changed through this endpoint." }] };
    disableLocale(api.commerce, locale);
    return { locale, userErrors: [] };
  },

  translationsRegister: (_source, { resourceId, translations }, api) => register(api, resourceId, translations),

  translationsRemove: (_source, args, api) => {
    const texts = translatableTexts(api.shop, args["resourceId"]);
    if (texts === null) return { translations: null, userErrors: [missingResource(args["resourceId"])] };
    const marketIds: (number | null)[] = args["marketIds"]?.map((gid: string) => idOf("Market", gid)) ?? [null];
    const [keys, locales]: [string[], string[]] = [args["translationKeys"], args["locales"]];
    const removed: Translation[] = [];
    for (const key of keys) {
      for (const locale of locales) {
        for (const marketId of marketIds) {
          const name = translationKey({ resourceGid: args["resourceId"], key, locale, marketId });
          const translation = api.shop.translations.get(name);
          if (translation !== undefined) removed.push(translation);
          api.shop.translations.delete(name);
        }
      }
    }
    return { translations: removed, userErrors: [] };
  },
};

function usePresences({ shop }: ApiContext, locale: string, gids: string[] | null | undefined): void {
  if (gids == null) return;
  const chosen = new Set(gids.map((gid) => idOf("MarketWebPresence", gid)));
  for (const presence of shop.webPresences.values()) {
    const others = presence.alternateLocales.filter((other) => other !== locale);
    presence.alternateLocales = chosen.has(presence.id) && presence.defaultLocale !== locale ? [...others, locale] : others;
  }
}

function missingResource(gid: string): UserError {
  return { field: ["resourceId"], message: `Resource ${gid} does not exist`, code: "RESOURCE_NOT_FOUND" };
}

/** All translations of the call or none. */
function register(api: ApiContext, resourceGid: string, inputs: Args[]): object {
  const texts = translatableTexts(api.shop, resourceGid);
  if (texts === null) return { translations: null, userErrors: [missingResource(resourceGid)] };
  if (inputs.length > MAX_TRANSLATIONS) {
    const message = `Too many translation keys for the resource, the maximum is ${MAX_TRANSLATIONS}`;
    return { translations: null, userErrors: [{ field: ["translations"], message, code: "TOO_MANY_KEYS_FOR_RESOURCE" }] };
  }
  const userErrors = inputs.flatMap((input, index) => inputErrors(api, texts, input, ["translations", String(index)]));
  if (userErrors.length > 0) return { translations: null, userErrors };
  const now = timestamp(api.commerce);
  const translations = inputs.map((input): Translation => {
    const marketId = input["marketId"] == null ? null : idOf("Market", input["marketId"]);
    return {
      resourceGid,
      key: input["key"],
      locale: input["locale"],
      marketId,
      value: input["value"],
      digest: input["translatableContentDigest"],
      updatedAt: now,
    };
  });
  for (const translation of translations) api.shop.translations.set(translationKey(translation), translation);
  return { translations, userErrors: [] };
}

function inputErrors({ shop }: ApiContext, texts: readonly { key: string; digest: string }[], input: Args, field: string[]): UserError[] {
  const refuse = (name: string, message: string, code: string): UserError[] => [{ field: [...field, name], message, code }];
  const { key, locale, value, translatableContentDigest: digest, marketId } = input;
  const text = texts.find((one) => one.key === key);
  if (text === undefined) return refuse("key", `Key ${key} is not a valid translatable field`, "INVALID_KEY_FOR_MODEL");
  if (!localesOf(shop).some((known) => known.locale === locale))
    return refuse("locale", "Locale is not a valid locale for the shop", "INVALID_LOCALE_FOR_SHOP");
  if (locale === shop.profile.primaryLocale && marketId == null) {
    return refuse("locale", "Locale cannot be the same as the shop's primary locale", "FAILS_RESOURCE_VALIDATION");
  }
  if (marketId != null && !shop.markets.has(idOf("Market", marketId) ?? 0)) return refuse("marketId", "The market does not exist", "MARKET_DOES_NOT_EXIST");
  if (value.trim() === "") return refuse("value", "Value can't be blank", "BLANK");
  if (digest !== text.digest) return refuse("translatableContentDigest", "Translatable content hash is invalid", "INVALID_TRANSLATABLE_CONTENT");
  return [];
}
