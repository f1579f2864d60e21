import type { Store, Written } from '../../core/ports/store.ts'
import type { FaultName } from './judge/fault.ts'
import type { Life } from './life.ts'

/**
 * Bugs put between the hub and its seams, so that the simulator has something to find: production code has no switch for
 * them. `foundAs`: the names under which the judge may find it.
 */
export interface Planted {
  readonly what: string
  readonly foundAs: readonly FaultName[]
  readonly store?: (store: Store, life: Life, poisoned: () => string | null) => Store
}

/** Any operation of a store, for those who stand in its way. */
type Loose = Record<string, (...args: unknown[]) => Promise<unknown>>
interface AnyRecord { id: string; version: number; state?: string }

export const PLANTED = {
  'send-before-started': {
    what: 'a call is sent before `started` is in the database',
    foundAs: ['sent_before_started', 'second_write'],
    store: (store, life) => startedLate(store, life),
  },
  'repeat-without-asking': {
    what: 'what was sent without an answer is sent again, and nobody looks what became of it',
    foundAs: ['second_write', 'fulfilled_twice'],
    store: (store) => undoubted(store),
  },
  'answer-before-commit': {
    what: 'a delivery is answered 200 before it is in the database',
    foundAs: ['lost_delivery'],
    store: (store, life) => over(store, {
      insertMany: (real) => async (kind, records) => {
        if (kind !== 'deliveries') return real(kind, records)
        life.resume(1_500, () => { void real(kind, records) })
        return (records as unknown[]).map(() => done(1))
      },
    }),
  },
  'hold-without-condition': {
    what: 'an entry of the journal is written though its number is taken',
    foundAs: ['held_more_than_there_is', 'picked_without_hold', 'level_too_high'],
    store: (store, life) => over(store, {
      insert: (real) => async (kind, record, writeId) => {
        // Slow besides, so that two who decide on the same stock meet in most runs.
        if (kind === 'journal') await new Promise<void>((resolve) => { life.resume(400, resolve) })
        const written = (await real(kind, record, writeId)) as Written
        return kind === 'journal' && written.is === 'duplicate' ? forced(store, 'journal', record as AnyRecord) : written
      },
    }),
  },
  'older-revision-wins': {
    what: 'what was decided on an older version of an order is written over a newer one',
    foundAs: ['cancelled_picked', 'cancelled_fulfilled', 'not_fulfilled', 'wrong_quantities', 'wrong_number', 'picked_without_hold', 'level_wrong_at_end', 'held_more_than_there_is'],
    store: (store, life) => laggingOrders(store, life),
  },
  'poison-first': {
    what: 'work that always fails stays first in line until it is done',
    foundAs: ['not_fulfilled', 'level_wrong_at_end'],
    store: (store, _life, poisoned) => poisonFirst(store, poisoned),
  },
} as const satisfies Record<string, Planted>

export type PlantedName = keyof typeof PLANTED

const done = (version: number): Written => ({ is: 'done', version, writeId: 'planted' })

/** The store with some of its operations replaced; each is given the real one. */
function over(store: Store, other: Record<string, (real: Loose[string]) => Loose[string]>): Store {
  const real = store as unknown as Loose
  const bound = Object.fromEntries(Object.keys(real).map((name) => [name, (...args: unknown[]) => real[name]!(...args)]))
  return { ...bound, ...Object.fromEntries(Object.entries(other).map(([name, make]) => [name, make(bound[name]!)])) } as unknown as Store
}

async function forced(store: Store, kind: 'journal' | 'orders', record: AnyRecord): Promise<Written> {
  const merchantId = (record as unknown as { merchantId: never }).merchantId
  const there = await store.get(kind, merchantId, record.id)
  return there ? store.replace(kind, { ...record, version: there.version } as never) : { is: 'conflict' }
}

/** `started` stands in memory only, until the next write of that call; a death takes it along. */
function startedLate(store: Store, life: Life): Store {
  const kept = new Map<string, AnyRecord>()
  /** Those that were not even inserted. */
  const late = new Set<string>()
  const real = store as unknown as Loose
  const settle = async (id: string): Promise<void> => {
    const record = kept.get(id)
    if (!record) return
    kept.delete(id)
    await real[late.delete(id) ? 'insert' : 'replace']!('calls', record)
  }
  const keep = (record: AnyRecord): Written => {
    kept.set(record.id, record)
    return done(record.version + 1)
  }
  const isStart = (kind: unknown, record: AnyRecord): boolean => kind === 'calls' && record.state === 'started' && life.isAlive
  return over(store, {
    insert: (insert) => async (kind, record, writeId) => {
      const call = record as AnyRecord
      if (!isStart(kind, call)) return insert(kind, record, writeId)
      late.add(call.id)
      kept.set(call.id, call)
      return done(1)
    },
    replace: (replace) => async (kind, record, writeId) => {
      const call = record as AnyRecord
      if (isStart(kind, call) && !kept.has(call.id)) return keep(call)
      if (kind === 'calls') await settle(call.id)
      return replace(kind, record, writeId)
    },
    replaceMany: (replaceMany) => async (kind, records) => {
      const calls = records as AnyRecord[]
      if (calls.every((record) => isStart(kind, record) && !kept.has(record.id))) return calls.map(keep)
      if (kind === 'calls') for (const { id } of calls) await settle(id)
      return replaceMany(kind, records)
    },
    get: (get) => async (kind, merchantId, id) => {
      if (kind === 'calls') await settle(String(id))
      return get(kind, merchantId, id)
    },
  })
}

/** Orders are read as they stood two seconds ago, and written whatever stands there now. */
function laggingOrders(store: Store, life: Life): Store {
  const seen = new Map<string, AnyRecord>()
  const wrote = (record: AnyRecord): void => { life.resume(2_000, () => { seen.set(record.id, record) }) }
  return over(store, {
    get: (get) => async (kind, merchantId, id) => {
      const there = await get(kind, merchantId, id)
      return kind === 'orders' && there ? (seen.get(String(id)) ?? there) : there
    },
    replace: (replace) => async (kind, record, writeId) => {
      const written = (await replace(kind, record, writeId)) as Written
      if (kind !== 'orders') return written
      const anyway = written.is === 'conflict' ? await forced(store, 'orders', record as AnyRecord) : written
      if (anyway.is === 'done') wrote({ ...(record as AnyRecord), version: anyway.version })
      return anyway
    },
  })
}

/** A telling in doubt stands as one that never began: it is due at once, and nothing of it is looked at. */
function undoubted(store: Store): Store {
  return over(store, {
    replace: (replace) => async (kind, record, writeId) => {
      const call = record as AnyRecord & { capability?: string; startedAt?: number | null; dueAt?: number }
      const isDoubt = kind === 'calls' && call.state === 'unsure' && call.capability === 'tellShipment'
      return replace(kind, isDoubt ? { ...call, state: 'queued', startedAt: null, dueAt: call.startedAt ?? call.dueAt } : record, writeId)
    },
  })
}

/** While the poisoned thing is there, it alone is due; and nobody gives it up. */
function poisonFirst(store: Store, poisoned: () => string | null): Store {
  return over(store, {
    replace: (replace) => async (kind, record, writeId) => {
      const { orderId, state } = record as { orderId?: string; state?: string }
      const isGivenUp = kind === 'calls' && (state === 'failed' || state === 'superseded') && typeof orderId === 'string' && orderId === poisoned()
      return replace(kind, isGivenUp ? { ...(record as AnyRecord), state: 'queued', finishedAt: null, attempts: 0, asks: 0 } : record, writeId)
    },
    list: (list) => async (read, equal, page) => {
      const answer = (await list(read, equal, page)) as { items: { id: string; orderId?: string; reason?: string | null; attempts?: number }[]; next: string | null }
      if (read !== 'openCallsOfAccount' && read !== 'pendingDeliveries') return answer
      const whole = (await list(read, equal, { limit: 1000 })) as typeof answer
      const bad = whole.items.find((item) => item.orderId !== undefined && item.orderId !== null && item.orderId === poisoned())
      return bad ? { items: [bad], next: null } : answer
    },
  })
}

