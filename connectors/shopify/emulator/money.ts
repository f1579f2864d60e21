import type { Shop } from './model.ts'
import { decimal } from './order-status.ts'

/** A MoneyBag; shop and customer pay in the same currency here. */
export function money(shop: Shop, minor: number): Record<string, unknown> {
  const amount = { amount: decimal(minor), currencyCode: shop.currency }
  return { shopMoney: amount, presentmentMoney: amount }
}
