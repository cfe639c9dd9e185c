/** Connections are read to their end: half a list would be taken for the whole. */

interface Connection<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

/** 100 pages of the smallest page we ask for are more lines than Shopify lets an order have. */
const PAGE_LIMIT = 100;

/** All nodes of a connection of which the first page is there. `next` answers null when the thing itself has gone meanwhile. */
export async function allNodes<Node>(first: Connection<Node>, next: (after: string) => Promise<Connection<Node> | null | undefined>): Promise<Node[]> {
  const nodes = [...first.nodes];
  let page = first;
  for (let pages = 1; page.pageInfo.hasNextPage; pages++) {
    if (pages === PAGE_LIMIT) throw new Error(`A list has more than ${PAGE_LIMIT} pages.`);
    const following = await next(page.pageInfo.endCursor ?? "");
    if (following == null) break;
    nodes.push(...following.nodes);
    page = following;
  }
  return nodes;
}

/** For lists that Shopify itself keeps below one page; a longer one must not be cut silently. */
export function onlyPage<Node>(connection: Connection<Node>, what: string): readonly Node[] {
  if (connection.pageInfo.hasNextPage) throw new Error(`${what} do not fit one page.`);
  return connection.nodes;
}
