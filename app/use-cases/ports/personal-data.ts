/** Where people are named: orders, notices, deliveries that were never applied. */
import type { ShopDomain } from "../../domain/ids.ts";
import type { Transaction } from "./transaction.ts";

export interface PersonalData {
  /** Answers how many orders lost a name. */
  eraseCustomer(tx: Transaction, shop: ShopDomain, customerId: string): Promise<number>;
  eraseShop(tx: Transaction, shop: ShopDomain): Promise<number>;
}
