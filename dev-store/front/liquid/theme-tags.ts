import { evalToken, Hash, RenderTag, Tag } from "liquidjs";
import type { Context, Emitter, Liquid, Parser, TagToken, Template, TopLevelToken } from "liquidjs";

import { formErrors, formHtml } from "./form-tag.ts";
import { paginated } from "./paginate-tag.ts";
import { propertyOf, textOf } from "./ruby-values.ts";

/** What the tags of a theme ask of who renders the page. */
export type ThemeHost = {
  /** `{% section 'name' %}`: the section with its wrapper. */
  section: (name: string, globals: object) => Promise<string>;
  /** `{% sections 'name' %}`: every section of the group. */
  group: (name: string, globals: object) => Promise<string>;
  /** `{% content_for 'blocks' %}` and `{% render block %}` of an app's block. */
  blocks: (section: unknown, globals: object) => Promise<string>;
  block: (block: unknown, globals: object) => Promise<string>;
};

/** Tags that Shopify adds for themes. */
export function registerThemeTags(liquid: Liquid, host: ThemeHost): void {
  liquid.registerTag("section", namedPart(host.section));
  liquid.registerTag("sections", namedPart(host.group));
  liquid.registerTag("content_for", contentFor(host));
  liquid.registerTag("render", renderOf(host));
  liquid.registerTag("style", Style);
  liquid.registerTag("form", Form);
  liquid.registerTag("paginate", Paginate);
}

function namedPart(render: (name: string, globals: object) => Promise<string>) {
  return class extends Tag {
    private readonly partName: string;
    constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid) {
      super(token, remaining, liquid);
      this.partName = token.args.trim().replace(/^['"]|['"]$/g, "");
    }
    *render({ globals }: Context): Generator<unknown, unknown, unknown> {
      return yield render(this.partName, globals);
    }
  };
}

function contentFor({ blocks }: ThemeHost) {
  return class extends Tag {
    constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid) {
      super(token, remaining, liquid);
      if (!/^['"]blocks['"]/.test(token.args.trim())) throw new Error("dev store: content_for is implemented for 'blocks' alone");
    }
    *render({ globals }: Context): Generator<unknown, unknown, unknown> {
      return yield blocks(propertyOf(globals, "section"), globals);
    }
  };
}

/** `{% render block %}` places an app's block; anything else is a snippet. */
function renderOf({ block }: ThemeHost) {
  return class extends RenderTag {
    override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
      // Private in LiquidJS's types: a text or a template for a quoted name, else the token of an expression.
      const file: unknown = Reflect.get(this, "file");
      const isExpression = typeof file === "object" && file !== null && !Array.isArray(file);
      if (!isExpression) return yield* super.render(context, emitter);
      // A value's token, by the check above.
      const value: unknown = yield evalToken(file as Parameters<typeof evalToken>[0], context);
      emitter.write(textOf(yield block(value, context.globals)));
    }
  };
}

/** A tag around other content. */
abstract class Around extends Tag {
  protected readonly templates: Template[] = [];

  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, remaining, liquid);
    const stream = parser
      .parseStream(remaining)
      .on(`tag:end${token.name}`, () => void stream.stop())
      .on("template", (template: Template) => void this.templates.push(template))
      .on("end", () => {
        throw new Error(`tag ${token.getText()} not closed`);
      });
    stream.start();
  }

  protected *content(context: Context): Generator<unknown, string, unknown> {
    return textOf(yield this.liquid.renderer.renderTemplates(this.templates, context));
  }
}

class Style extends Around {
  *render(context: Context): Generator<unknown, string, unknown> {
    return `<style data-shopify>${yield* this.content(context)}</style>`;
  }
}

/** `{% form 'product', product, id: 'x', class: 'y' %}`: the form with Shopify's hidden fields. */
class Form extends Around {
  *render(context: Context): Generator<unknown, string, unknown> {
    const [, type = "", rest = ""] = /^\s*['"]([\w-]+)['"]\s*,?([\s\S]*)$/.exec(this.token.args) ?? [];
    const [, subjectPath = ""] = /^\s*([\w.]+)\s*(?:,|$)/.exec(rest) ?? [];
    const subject: unknown = subjectPath === "" ? undefined : yield context._get(subjectPath.split("."));
    const attributes = yield* new Hash(rest.slice(subjectPath === "" ? 0 : rest.indexOf(subjectPath) + subjectPath.length)).render(context);
    context.push({ form: { id: attributes["id"], errors: formErrors(type, context.globals), "posted_successfully?": false } });
    const content = yield* this.content(context);
    context.pop();
    return formHtml({ type, subject, attributes, content, globals: context.globals });
  }
}

/** `{% paginate collection.products by 12 %}`: inside, the list is one page of it and `paginate` tells where that is. */
class Paginate extends Around {
  *render(context: Context): Generator<unknown, string, unknown> {
    const [, path = "", size = ""] = /^\s*([\w.]+)\s+by\s+([\w.]+)/.exec(this.token.args) ?? [];
    const [root = "", property = ""] = path.split(".");
    const owner: unknown = yield context._get([root]);
    const pageSize = /^\d+$/.test(size) ? Number(size) : Number(textOf(yield context._get(size.split("."))));
    context.push(paginated({ owner, root, property, pageSize, globals: context.globals }));
    const content = yield* this.content(context);
    context.pop();
    return content;
  }
}
