import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { done } from "../domain/errors.ts";
import { authenticateMerchant } from "../shopify.server.ts";
import { readInput, typedText } from "../typed-input.ts";
import { testSender } from "../use-cases/test-sender.ts";
import { log, parts } from "../wiring.server.ts";

const testMessageInput = z.object({ to: typedText });

/** Sends the merchant one message, to see whether mail works. */
export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const { to } = await readInput(request, testMessageInput);
  const test = await testSender(parts, { shop, to: to.trim() });
  if (test.ok) return done("sent" as const);
  log.warn({ shop, problem: test.problem }, "test message not sent");
  return done(test.problem);
}
