import type { LoaderFunctionArgs } from "@remix-run/node";
import { authenticate } from "../shopify.server.ts";

/** Where Shopify's sign-in returns to; the library answers every address under /auth. */
export async function loader({ request }: LoaderFunctionArgs): Promise<null> {
  await authenticate.admin(request);
  return null;
}
