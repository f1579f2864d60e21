import type { OrderDraft } from '../model/drafts.ts'
import type { ConnectionId, ShipOptionId } from '../model/ids.ts'
import type { Reason } from '../model/status.ts'
import type { Rule, RuleConditions } from '../model/rules.ts'
import { destinationOf } from './address.ts'
import { linesToShip, skuOf } from './intake.ts'
import { reason } from './reasons.ts'

/** What the merchant's rules make of an order. `ignoredBy`: the name of the rule that keeps it out. */
export interface Ruling { ignoredBy: string | null; holds: Reason[]; tags: string[]; shipOptionId: ShipOptionId | null }

type Conditions = Required<RuleConditions>
type Test<K extends keyof Conditions> = (draft: OrderDraft, wanted: Conditions[K]) => boolean

/** Texts are compared without case; what an order does not say fits no condition about it. */
const CONDITIONS: { readonly [K in keyof Conditions]: Test<K> } = {
  tags: (draft, wanted) => anyOf(draft.tags, wanted),
  countries: (draft, wanted) => anyOf([destinationOf(draft.recipient)?.country ?? draft.country ?? null], wanted),
  skus: (draft, wanted) => anyOf(linesToShip(draft).filter(({ quantity }) => quantity > 0).map(({ sku }) => skuOf(sku)), wanted),
  sources: (draft, wanted) => anyOf([draft.source ?? null], wanted),
  value: ({ total }, { from, to }) => total !== null && [from, to].every(bound => bound === undefined || bound.currency === total.currency)
    && (from === undefined || total.minor >= from.minor) && (to === undefined || total.minor <= to.minor),
}

/** Pure: the same rules and the same order, the same ruling. Rules that are switched off, or bound to other connections, are passed over. */
export function rulingOf(draft: OrderDraft, rules: readonly Rule[], connectionId: ConnectionId): Ruling {
  const fitting = rules.filter(rule => rule.active && (rule.connectionIds ?? [connectionId]).includes(connectionId) && fits(rule.when, draft))
  return {
    ignoredBy: fitting.find(({ does }) => does.ignore)?.name ?? null,
    holds: fitting.filter(({ does }) => does.hold).map(({ name }) => reason('special_requirement', `rule “${name}”`)),
    tags: [...new Set(fitting.flatMap(({ does }) => does.tags ?? []))],
    shipOptionId: fitting.find(({ does }) => does.shipOptionId !== undefined)?.does.shipOptionId ?? null,
  }
}

function fits(when: RuleConditions, draft: OrderDraft): boolean {
  return (Object.keys(CONDITIONS) as (keyof Conditions)[]).every(name => {
    const wanted = when[name]
    return wanted === undefined || (CONDITIONS[name] as Test<typeof name>)(draft, wanted as never)
  })
}

function anyOf(has: readonly (string | null)[], wanted: readonly string[]): boolean {
  const words = new Set(wanted.map(word => word.trim().toLowerCase()))
  return has.some(one => one !== null && words.has(one.trim().toLowerCase()))
}
