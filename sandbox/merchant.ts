import { setTimeout as wait } from 'node:timers/promises'
import type { EmulatorClock } from '../connectors/kit/emulator/clock.ts'
import { ADDRESSES, CENTERS, ITEMS, METHODS } from './catalog.ts'
import { type Client, HubRefusal } from './client.ts'
import type { DemoMerchant } from './setup.ts'

const LOOK_AGAIN = 250
const LOOKS = 60

/** Confirms the comparison, as a person would after looking at it: until then no number reaches the store. */
export async function confirmStock(own: Client, merchant: DemoMerchant): Promise<{ compared: number; different: number }> {
  const compare = async (): Promise<{ compared: number; different: number }> => (await own.call('compareStock', { params: { id: merchant.connectionId }, query: {} })).counts
  const everything = ITEMS.length * CENTERS.length
  let counts = await compare()
  // The first count is worked in a moment after it is answered: a person would look again, too.
  for (let looks = 0; counts.compared < everything && looks < LOOKS; looks += 1) {
    await wait(LOOK_AGAIN)
    counts = await compare()
  }
  await own.call('confirmStock', { params: { id: merchant.connectionId }, body: {} })
  return { compared: counts.compared, different: counts.different }
}

const MENDS_AFTER = 2 * 60_000

/** Looks at the held orders every demo minute and mends what waits: maps a method, completes an address. Answers how many it mended. */
export async function mendHeld(own: Client, merchant: DemoMerchant, clock: EmulatorClock): Promise<number> {
  const held = await own.call('listOrders', { query: { status: 'action_required', limit: 100 } })
  let mended = 0
  for (const order of held.data) {
    if (clock.now() - Date.parse(order.importedAt) < MENDS_AFTER) continue
    for (const reason of order.reasons) if (await mend(own, merchant, order, reason.code)) mended += 1
  }
  return mended
}

async function mend(own: Client, merchant: DemoMerchant, order: { id: string; version: number; method: string | null }, code: string): Promise<boolean> {
  try {
    if (code === 'unmapped_ship_option') {
      const option = METHODS.find(({ title }) => title === order.method)?.shipOption ?? 'Standard'
      const data = [{ method: order.method ?? '', shipOptionId: merchant.options.get(option) ?? null, active: true }]
      await own.call('putMethods', { params: { id: merchant.connectionId }, body: { data } })
      return true
    }
    if (code === 'invalid_address') {
      const [address] = ADDRESSES
      const { address1, city, provinceCode: region, zip: postalCode, countryCode: country } = address
      await own.call('patchOrder', { params: { id: order.id }, body: { recipient: { name: `${address.firstName} ${address.lastName}`, address1, city, region, postalCode, country } } })
      return true
    }
    return false
  } catch (error) {
    // It moved on between the list and the mend: the next look sees how it stands.
    if (error instanceof HubRefusal && error.status < 500) return false
    throw error
  }
}
