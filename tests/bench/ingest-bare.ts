/** The yardstick: a bare node:http server that checks the HMAC and runs the same single statement, nothing else. */
import { createHmac, timingSafeEqual } from "node:crypto";
import http from "node:http";
import { createPool } from "../../app/adapters/prisma/database.server.ts";
import { createWebhookInbox } from "../../app/adapters/prisma/webhook-inbox.server.ts";

const inbox = createWebhookInbox(createPool(process.env.DATABASE_URL ?? ""));
const secret = process.env.SHOPIFY_API_SECRET ?? "";

const server = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    const header = (name: string) => request.headers[name]?.toString() ?? "";
    const given = Buffer.from(header("x-shopify-hmac-sha256"));
    const expected = Buffer.from(createHmac("sha256", secret).update(body).digest("base64"));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return void response.writeHead(401).end();
    const delivery = { shop: header("x-shopify-shop-domain"), topic: header("x-shopify-topic"), webhookId: header("x-shopify-webhook-id") };
    inbox.save({ ...delivery, key: "order:1", body, triggeredAt: null, deadReason: null }).then(
      () => void response.writeHead(200, { "Content-Length": 0 }).end(),
      () => void response.writeHead(503).end(),
    );
  });
});
server.listen(Number(process.env.PORT), "127.0.0.1");
