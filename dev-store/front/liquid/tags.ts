import { Tag, TokenizationError } from "liquidjs";
import type { Liquid, TagToken, TopLevelToken } from "liquidjs";

/** What Shopify takes out of a file before rendering it. */
const SILENT_BLOCKS = ["schema", "doc", "javascript", "stylesheet"];

/** Tags of Shopify's that LiquidJS lacks. Any other unknown tag throws while parsing. */
export function registerShopifyTags(liquid: Liquid): void {
  for (const name of SILENT_BLOCKS) liquid.registerTag(name, silentBlock(name));
}

function silentBlock(name: string) {
  return class extends Tag {
    constructor(token: TagToken, remaining: TopLevelToken[], owner: Liquid) {
      super(token, remaining, owner);
      for (let next = remaining.shift(); next !== undefined; next = remaining.shift()) {
        if ("name" in next && next.name === `end${name}`) return;
      }
      throw new TokenizationError(`tag ${token.getText()} not closed`, token);
    }
    render(): void {}
  };
}
