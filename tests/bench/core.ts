import { openBenchDatabase } from "./bench-database.ts";
import { measureOrders } from "./core-orders.ts";
import { timeTransactions } from "./timed-database.ts";
export async function run(): Promise<boolean> {
  const database = await openBenchDatabase("core");
  const times = timeTransactions();
  try {
    const orders = await measureOrders(database, times);
    console.log(orders, times.longest());
    return true;
  } finally {
    await database.close();
  }
}
