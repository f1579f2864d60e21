import type { Fault } from './fault.ts'

/** One entry of the stock's journal as it was inserted, in the judge's own words. */
export interface Entry {
  readonly seq: number
  readonly events: readonly (
    | { readonly is: 'moved'; readonly sku: string; readonly centerId: string; readonly delta: number }
    | { readonly is: 'counted'; readonly sku: string; readonly centerId: string; readonly onHand: number }
    | { readonly is: 'shipped'; readonly orderId: string; readonly lines: readonly Held[] }
    | { readonly is: 'hold'; readonly orderId: string; readonly revision: number; readonly lines: readonly Held[] }
  )[]
}

interface Held { readonly sku: string; readonly centerId: string; readonly quantity: number }

/** The stock as the journal says it, worked out again from every entry that the store took. */
export interface JournalJudge {
  took(entry: Entry): readonly Fault[]
  /** What an order holds now, by SKU and center. */
  holds(orderId: string): readonly Held[]
}

/** Held may pass what is there only by a fact that took units away (a count, a loss); never by a hold. */
export function journalJudge(): JournalJudge {
  const onHand = new Map<string, number>()
  const holds = new Map<string, { revision: number; lines: readonly Held[] }>()
  const heldAt = (place: string): number => {
    let sum = 0
    for (const { lines } of holds.values()) for (const line of lines) if (placeOf(line) === place) sum += line.quantity
    return sum
  }
  return {
    holds: (orderId) => holds.get(orderId)?.lines ?? [],
    took: ({ seq, events }) => {
      const short = new Map<string, number>()
      for (const place of new Set(events.flatMap(placesOf))) short.set(place, Math.max(0, heldAt(place) - (onHand.get(place) ?? 0)))
      for (const event of events) {
        if (event.is === 'moved' || event.is === 'counted') {
          const place = placeOf(event)
          const before = onHand.get(place) ?? 0
          const after = event.is === 'moved' ? before + event.delta : event.onHand
          onHand.set(place, after)
          short.set(place, (short.get(place) ?? 0) + Math.max(0, before - after))
        } else if (event.is === 'shipped') {
          for (const line of event.lines) onHand.set(placeOf(line), (onHand.get(placeOf(line)) ?? 0) - line.quantity)
          holds.set(event.orderId, { revision: holds.get(event.orderId)?.revision ?? 0, lines: without(holds.get(event.orderId)?.lines ?? [], event.lines) })
        } else if (event.revision >= (holds.get(event.orderId)?.revision ?? 0)) {
          holds.set(event.orderId, { revision: event.revision, lines: event.lines })
        }
      }
      return [...short].flatMap(([place, allowed]): Fault[] => {
        const over = heldAt(place) - (onHand.get(place) ?? 0)
        return over > allowed ? [{ name: 'held_more_than_there_is', text: `entry ${seq}: ${heldAt(place)} held of ${onHand.get(place) ?? 0} at ${place}` }] : []
      })
    },
  }
}

const placeOf = ({ sku, centerId }: { sku: string; centerId: string }): string => `${sku} @ ${centerId}`

function placesOf(event: Entry['events'][number]): string[] {
  return event.is === 'moved' || event.is === 'counted' ? [placeOf(event)] : event.lines.map(placeOf)
}

function without(lines: readonly Held[], gone: readonly Held[]): Held[] {
  return lines.flatMap((line) => {
    const less = gone.filter((one) => placeOf(one) === placeOf(line)).reduce((sum, { quantity }) => sum + quantity, 0)
    return line.quantity > less ? [{ ...line, quantity: line.quantity - less }] : []
  })
}
