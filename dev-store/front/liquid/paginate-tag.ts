import { propertyOf, textOf } from "./ruby-values.ts";

/** Pages that are linked beside the current one; farther ones become an ellipsis. */
const NEIGHBOURS = 2;
const MAX_PAGE_SIZE = 250;

type Part = { title: string | number; url: string | null; is_link: boolean };

/** The scope inside `paginate`: its own object, and the list's owner with one page of the list. */
export function paginated({
  owner,
  root,
  property,
  pageSize,
  globals,
}: {
  owner: unknown;
  root: string;
  property: string;
  pageSize: number;
  globals: object;
}): Record<string, unknown> {
  const list = propertyOf(owner, property);
  const items = Array.isArray(list) ? (list as unknown[]) : [];
  const size = Math.min(MAX_PAGE_SIZE, Math.max(1, pageSize));
  const pages = Math.max(1, Math.ceil(items.length / size));
  const asked = Number(textOf(propertyOf(propertyOf(globals, "request"), "page")));
  const current = Math.min(pages, Math.max(1, Number.isInteger(asked) ? asked : 1));
  const urlOf = (page: number) => pageUrl(textOf(propertyOf(propertyOf(globals, "request"), "address")), page);
  const paginate = {
    current_page: current,
    current_offset: (current - 1) * size,
    items: items.length,
    pages,
    page_size: size,
    page_param: "page",
    parts: partsOf({ current, pages, urlOf }),
    previous: current > 1 ? { title: "«", url: urlOf(current - 1), is_link: true } : null,
    next: current < pages ? { title: "»", url: urlOf(current + 1), is_link: true } : null,
  };
  const page = items.slice((current - 1) * size, current * size);
  return { paginate, [root]: withProperty(owner, property, page) };
}

/** A copy whose other properties, getters too, stay as they are. */
function withProperty(owner: unknown, property: string, value: unknown): unknown {
  if (typeof owner !== "object" || owner === null) return owner;
  const descriptors = { ...Object.getOwnPropertyDescriptors(owner), [property]: { value, enumerable: true } };
  return Object.defineProperties({}, descriptors);
}

function partsOf({ current, pages, urlOf }: { current: number; pages: number; urlOf: (page: number) => string }): Part[] {
  const parts: Part[] = [];
  for (let page = 1; page <= pages; page += 1) {
    const isShown = page === 1 || page === pages || Math.abs(page - current) <= NEIGHBOURS;
    if (isShown) parts.push({ title: page, url: page === current ? null : urlOf(page), is_link: page !== current });
    else if (parts.at(-1)?.title !== "…") parts.push({ title: "…", url: null, is_link: false });
  }
  return parts;
}

function pageUrl(address: string, page: number): string {
  const url = new URL(address, "http://dev-store.internal");
  url.searchParams.set("page", String(page));
  return `${url.pathname}${url.search}`;
}
