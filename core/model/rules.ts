import type { ConnectionId, Instant, MerchantId, ShipOptionId } from './ids.ts'
import type { Money } from './money.ts'

/** What a rule looks at; what is given has to fit all at once, and of several values in one place any does. */
export interface RuleConditions {
  tags?: string[]
  /** ISO 3166 codes of where it goes. */
  countries?: string[]
  skus?: string[]
  /** The store's word for where it was sold. */
  sources?: string[]
  /** The order's total; another currency does not fit. */
  value?: { from?: Money; to?: Money }
}

/** What a rule does. Several rules may fit: `ignore` goes before all, of ship options the first one's is taken, holds and tags add up. */
export interface RuleActions { ignore?: boolean; hold?: boolean; tags?: string[]; shipOptionId?: ShipOptionId }

/** One of the merchant's rules for what arrives (S5.9). `connectionIds` absent: on every connection. */
export interface Rule { name: string; active: boolean; connectionIds?: ConnectionId[]; when: RuleConditions; does: RuleActions }

/** The rules of one kind, in their order; `id` is the kind. */
export interface RuleSet { id: 'automation'; merchantId: MerchantId; version: number; createdAt: Instant; updatedAt: Instant; rules: Rule[] }
