import type { ConnectionId, MerchantId } from '../../core/model/ids.ts'
import type { Rule, RuleSet } from '../../core/model/rules.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub, Scope } from '../hub.ts'
import { type Refused, refuse } from '../refused.ts'
import { noted } from '../setup/noted.ts'
import { amend, make } from '../setup/save.ts'

const ID = 'automation' as const

/** A merchant's rules for what arrives, in their order. Before any was made: version 0, none. */
export async function getAutomation(hub: Hub, { merchantId }: Pick<Scope, 'merchantId'>): Promise<RuleSet> {
  return await hub.store.get('ruleSets', merchantId, ID) ?? { id: ID, merchantId, version: 0, createdAt: 0, updatedAt: 0, rules: [] }
}

export async function rulesFor(hub: Hub, merchantId: MerchantId, connectionId: ConnectionId): Promise<readonly Rule[]> {
  const { rules } = await getAutomation(hub, { merchantId })
  return rules.filter(({ active, connectionIds }) => active && (connectionIds === undefined || connectionIds.includes(connectionId)))
}

/** All rules at once take the place of those before. What arrives from now on goes by them; orders that are here already do with the store's next word only. */
export async function putAutomation(hub: Hub, scope: Scope, ifVersion: number | null, rules: readonly Rule[]): Promise<{ is: 'saved'; record: Stored<'ruleSets'> } | Refused> {
  const { merchantId } = scope
  const fields = await strangers(hub, merchantId, rules)
  if (fields.length > 0) return refuse('invalid_input', `Please look at ${fields.map(({ field }) => field).join(', ')}.`, { fields })
  const before = await getAutomation(hub, scope)
  if (ifVersion !== null && ifVersion !== before.version) return refuse('stale_version', `They were changed meanwhile: they are at version ${before.version} now.`)
  const now = hub.clock.now()
  if (before.version === 0) {
    const made = await make(hub, 'ruleSets', merchantId, { id: ID, merchantId, version: 0, createdAt: now, updatedAt: now, rules: [] })
    if (made.is === 'refused') return made
  }
  const saved = await amend(hub, 'ruleSets', merchantId, ID, before.version === 0 ? null : before.version, set => ({ ...set, rules: [...rules] }))
  if (saved.is === 'saved') await noted(hub, scope, `rules:${ID}`, 'rules.saved', ['rules'], { rules: rules.length })
  return saved
}

/** Connections and ship options that a rule names have to be there: a mistyped one would never fit, or hold every order. */
async function strangers(hub: Hub, merchantId: MerchantId, rules: readonly Rule[]): Promise<{ field: string; message: string }[]> {
  const fields: { field: string; message: string }[] = []
  for (const [at, { connectionIds = [], does }] of rules.entries()) {
    for (const id of connectionIds) if ((await hub.store.get('connections', null, id))?.merchantId !== merchantId) fields.push({ field: `rules.${at}.connectionIds`, message: `there is no connection ${id}` })
    if (does.shipOptionId !== undefined && !await hub.store.get('shipOptions', null, does.shipOptionId)) fields.push({ field: `rules.${at}.does.shipOptionId`, message: `there is no ship option ${does.shipOptionId}` })
  }
  return fields
}
