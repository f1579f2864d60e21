import { MERCHANT, CONNECTION, SCOPE } from './desk.ts'
import { CenterId, ShipOptionId, Sku } from '../../core/model/ids.ts'
import { createConnection } from '../../hub/connections/create.ts'
import type { Hub } from '../../hub/hub.ts'
import { confirmComparison } from '../../hub/inventory/comparison.ts'
import { putLocations } from '../../hub/mappings/locations.ts'
import { putMethods } from '../../hub/mappings/ship-options.ts'
import { createCenter } from '../../hub/setup/centers.ts'
import { createMerchant } from '../../hub/setup/merchants.ts'
import { upsertProducts } from '../../hub/setup/products.ts'
import { createShipOption } from '../../hub/setup/ship-options.ts'
import { stockCommand } from '../../hub/stock/commands.ts'
import type { SeededRandom } from '../support/random.ts'
import { CREDENTIALS, SHOP } from './shop.ts'
import { METHODS, SKUS } from './shopper.ts'
import type { Stage } from './stage.ts'
import { runTo } from './quiet.ts'

/** Where the floors are, by preference. */
export const CENTERS = ['east', 'west'] as const
export const OPTION = ShipOptionId.parse('ground')

const MINUTE = 60_000

/** The shop gets its products, the hub its merchant, centers, connection and first stock: before any fault, by the ways that people use. */
export async function furnish({ time, shop, patiently, ledger, trace }: Stage, random: SeededRandom): Promise<void> {
  shop.addProducts({ items: SKUS.map((sku) => ({ sku })) })
  const location = shop.state().shops[0]!.locations[0]!.id
  const stock = CENTERS.flatMap((center) => SKUS.map((sku) => ({ center, sku, quantity: random.between(4, 16) })))
  let isDone = false
  const work = patiently(async (hub) => {
    await found(hub)
    await connect(hub, location)
    await stockCommand(hub, SCOPE, stock.map(({ center, sku, quantity }) => ({
      cause: `received:first:${center}:${sku}`, does: { is: 'received', sku: Sku.parse(sku), centerId: CenterId.parse(center), delta: quantity, at: hub.clock.now() },
    })))
  }).then(() => { isDone = true })
  await runTo(time, time.now() + 10 * MINUTE, () => isDone)
  await work
  for (const { center, sku, quantity } of stock) ledger.moved(time.now(), sku, quantity, center)
  // The items come with the first poll; then the comparison can be looked at.
  await runTo(time, time.now() + MINUTE)
  let isConfirmed = false
  const confirmed = patiently(async (hub) => confirmComparison(hub, SCOPE, CONNECTION)).then(() => { isConfirmed = true })
  await runTo(time, time.now() + MINUTE, () => isConfirmed)
  await confirmed
  await runTo(time, time.now() + MINUTE)
  trace.note('world', `furnished: ${shop.state().levels.map(({ sku, available }) => `${available} ${sku}`).join(', ')}`)
}

async function found(hub: Hub): Promise<void> {
  await createMerchant(hub, { id: MERCHANT, name: 'World' })
  for (const [priority, id] of CENTERS.entries()) await createCenter(hub, { id, name: id, country: 'US', priority })
  await createShipOption(hub, { id: OPTION, name: 'Ground' })
  await upsertProducts(hub, SCOPE, SKUS.map((sku) => ({ sku: Sku.parse(sku) })))
}

async function connect(hub: Hub, location: string): Promise<void> {
  const made = await createConnection(hub, SCOPE, {
    id: CONNECTION, connector: 'shopify', name: 'World', credentials: CREDENTIALS, settings: { shop: SHOP, notifyCustomer: false },
    roles: ['orders', 'inventory', 'tracking'], mode: 'live', tellWhen: 'handed_over',
  })
  if (made.is === 'refused') throw new Error(`${made.code}: ${made.message} ${JSON.stringify(made.detail)}`)
  await putLocations(hub, SCOPE, CONNECTION, [{ location, centerIds: CENTERS.map((id) => CenterId.parse(id)) }])
  await putMethods(hub, SCOPE, CONNECTION, METHODS.map((method) => ({ method, shipOptionId: OPTION })))
}
