import type { Client } from './client.ts'
import { checks } from './checks.ts'
import { CliError, EXIT } from './exit.ts'
import { ask, askMany, askOne, askYes, type Flags, type Io, mayAsk, say } from './io.ts'
import { locationRow, locations, methodRow, shipOptions, type Target } from './mapping-rows.ts'
import { pairOf } from './names.ts'
import { pause } from './pause.ts'
import { centerNames } from './session.ts'
import { type Setup, stepOf } from './steps.ts'
import { startAtOf } from './start-at.ts'

/** What a script says beforehand, and a person is asked for. */
export interface Walk { mapLocation?: string[]; mapMethod?: string[]; roles?: string; mode?: 'observe' | 'live'; startAt?: string; confirmStock?: boolean; wait?: boolean }
type Role = 'orders' | 'inventory' | 'tracking' | 'returns'
interface At { io: Io; flags: Flags & Walk; hub: Client; target: Target; roles: readonly Role[] | undefined }

/**
 * The steps of connecting, in their order. Each is saved at the hub as soon as it is answered, so that this can be stopped anywhere and
 * gone on with later; what flags say is not asked.
 */
export async function walk(at: At): Promise<Setup> {
  for (const step of [check, mapLocations, readItems, chooseStart, chooseRoles, mapMethods, compare, goLive]) await step(at, await setupOf(at))
  return setupOf(at)
}

export const setupOf = async ({ hub, target }: Pick<At, 'hub' | 'target'>): Promise<Setup> => hub.call('getSetup', { params: { id: target.id }, query: target.merchant })

async function check({ io, flags, hub, target }: At, setup: Setup): Promise<void> {
  const { found, state } = stepOf(setup, 'check')
  if (state === 'done' || flags.dryRun) return
  const { checks: said } = await hub.call('checkConnection', { params: { id: target.id }, body: target.merchant })
  if (!flags.json && found.at === null) checks(io, flags, said)
}

async function mapLocations({ io, flags, hub, target }: At, setup: Setup): Promise<void> {
  const rows: { location: string; centerIds: string[] }[] = []
  for (const text of flags.mapLocation ?? []) {
    const { left, right } = pairOf(text, '--map-location')
    rows.push(await locationRow(hub, target, left, right))
  }
  const { found } = stepOf(setup, 'locations')
  if (rows.length === 0 && mayAsk(io, flags) && found.unmapped.length > 0) {
    const taken = new Set((await locations(hub, target)).flatMap(({ centerIds }) => centerIds))
    const free = new Map([...await centerNames(hub)].filter(([id]) => !taken.has(id)))
    for (const { location, name } of free.size === 0 ? [] : found.unmapped) {
      const chosen = await askMany(io, flags, `Which centers stand behind “${name}”? (none: leave it alone)`, [...free.values()], [])
      const centerIds = [...free].filter(([, center]) => chosen.includes(center)).map(([id]) => id)
      for (const id of centerIds) free.delete(id)
      if (centerIds.length > 0) rows.push({ location, centerIds })
    }
  }
  if (rows.length > 0 && flags.dryRun) say(io, flags, `would map ${rows.length} ${rows.length === 1 ? 'location' : 'locations'}`)
  if (rows.length > 0 && !flags.dryRun) await hub.call('putLocations', { params: { id: target.id }, body: { ...target.merchant, data: rows } })
}

/** The first reading goes on without us. */
async function readItems(at: At, setup: Setup): Promise<void> {
  const { io, flags } = at
  let step = stepOf(setup, 'items')
  if (step.state !== 'running' || !(flags.wait || mayAsk(io, flags)) || flags.dryRun) return
  say(io, flags, 'Reading the store’s items; Ctrl-C leaves that to the hub.')
  for (let last = -1; step.state === 'running'; step = stepOf(await setupOf(at), 'items')) {
    if (step.found.total !== last) say(io, flags, step.says)
    last = step.found.total
    await pause(io, 500)
  }
  if (!flags.json) say(io, flags, step.says)
}

async function chooseStart({ io, flags, hub, target }: At, setup: Setup): Promise<void> {
  const { found } = stepOf(setup, 'older_orders')
  const isAsked = flags.startAt === undefined && mayAsk(io, flags) && (found.open ?? 0) > 0
  const wanted = flags.startAt ?? (isAsked ? await ask(io, flags, `${found.open} open orders are older than ${found.startAt}. Import since (a time, or 30d; empty: leave them alone)`, '--start-at', '') : '')
  if (wanted === '') return
  const startAt = startAtOf(wanted)
  const would = await hub.call('previewStartAt', { params: { id: target.id }, query: { ...target.merchant, startAt } })
  say(io, flags, `Since ${startAt}: ${would.wouldImport ?? 'an unknown number of'} more open orders would be imported, ${would.olderOpenOrders ?? 'an unknown number'} left alone.`)
  const isMeant = !isAsked || await askYes(io, flags, 'Import them?')
  if (isMeant && !flags.dryRun) await hub.call('patchConnection', { params: { id: target.id }, body: { ...target.merchant, startAt }, ifMatch: setup.version })
}

async function chooseRoles({ io, flags, hub, target, roles }: At, setup: Setup): Promise<void> {
  const { found } = stepOf(setup, 'roles')
  const on = found.roles.filter(({ isOn }) => isOn).map(({ role }) => role)
  if (roles === undefined && mayAsk(io, flags)) for (const { role, does, mayBeOn } of found.roles) say(io, flags, `  ${role}: ${does}${mayBeOn ? '' : ' A scope is missing: see the check.'}`)
  const wanted = roles ?? (mayAsk(io, flags) ? await askMany(io, flags, 'Use it for (nothing is sent to the store while it observes)', found.roles.map(({ role }) => role), on) : on)
  const isOther = wanted.length !== on.length || wanted.some(role => !on.includes(role))
  if (isOther && flags.dryRun) say(io, flags, `would switch on: ${wanted.join(', ') || 'no role'} (now: ${on.join(', ') || 'none'})`)
  if (isOther && !flags.dryRun) await hub.call('patchConnection', { params: { id: target.id }, body: { ...target.merchant, roles: [...wanted] } })
}

async function mapMethods({ io, flags, hub, target }: At, setup: Setup): Promise<void> {
  const rows: { method: string; shipOptionId: string | null; active: boolean }[] = []
  for (const text of flags.mapMethod ?? []) {
    const { left, right } = pairOf(text, '--map-method')
    rows.push(await methodRow(hub, left, right))
  }
  const { found } = stepOf(setup, 'methods')
  if (rows.length === 0 && mayAsk(io, flags) && found.unmapped.length > 0) {
    const options = (await shipOptions(hub)).filter(({ active }) => active)
    for (const method of options.length === 0 ? [] : found.unmapped) {
      const option = await askOne(io, flags, `What does “${method}” mean?`, options.map(({ id, name }) => ({ value: id, label: name })))
      if (option !== null) rows.push({ method, shipOptionId: option, active: true })
    }
  }
  if (rows.length === 0) return
  const params = { id: target.id }
  const would = await hub.call('previewMethods', { params, body: { ...target.merchant, data: rows } })
  say(io, flags, `Frees ${would.frees} held ${would.frees === 1 ? 'order' : 'orders'}, ${would.stays} stay held.`)
  if (!flags.dryRun) await hub.call('putMethods', { params, body: { ...target.merchant, data: rows } })
}

async function compare({ io, flags, hub, target }: At, setup: Setup): Promise<void> {
  const { found } = stepOf(setup, 'stock')
  const isReady = stepOf(setup, 'locations').found.mapped > 0 && stepOf(setup, 'items').state === 'done'
  if (found.confirmed || !isReady || !(flags.confirmStock || mayAsk(io, flags))) return
  const params = { id: target.id }
  const compared = await hub.call('compareStock', { params, query: target.merchant }).catch((error: unknown) => {
    // A person goes on with the other steps; a script that asked for it is told.
    if (flags.confirmStock || !(error instanceof CliError) || error.exit !== EXIT.unavailable) throw error
    say(io, flags, 'The store’s stock cannot be compared now: come back for it.')
    return null
  })
  if (!compared) return
  say(io, flags, comparedInWords(compared.counts))
  const isOn = stepOf(setup, 'roles').found.roles.some(({ role, isOn: on }) => on && role === 'inventory')
  if (!isOn && !flags.confirmStock) return
  const isMeant = flags.confirmStock || await askYes(io, flags, 'Are these the numbers that the store should have?')
  if (isMeant && flags.dryRun) say(io, flags, 'would confirm these numbers')
  if (isMeant && !flags.dryRun) await hub.call('confirmStock', { params, body: target.merchant })
}

async function goLive({ io, flags, hub, target }: At, setup: Setup): Promise<void> {
  const { found } = stepOf(setup, 'roles')
  const isAsked = flags.mode === undefined && found.mode === 'observe' && found.roles.some(({ isOn }) => isOn) && mayAsk(io, flags)
  const mode = flags.mode ?? (isAsked && await askYes(io, flags, 'Go live? From then on the store is written to.') ? 'live' : found.mode)
  if (mode !== found.mode && flags.dryRun) say(io, flags, `would switch from ${found.mode} to ${mode}`)
  if (mode !== found.mode && !flags.dryRun) await hub.call('patchConnection', { params: { id: target.id }, body: { ...target.merchant, mode } })
}

/** The summary of a comparison in one line. */
export const comparedInWords = (counts: { compared: number; equal: number; higher: number; lower: number; becomeZero: number; neverCounted: number }): string =>
  `${counts.compared} compared: ${counts.equal} same, ${counts.higher} would rise, ${counts.lower} would fall, ${counts.becomeZero} would become 0; ${counts.neverCounted} never counted here.`
