import { expect, it } from 'vitest'
import { createShipOption, patchShipOption } from '../hub/setup/ship-options.ts'
import { api } from '../test/support/api.ts'
import { addMerchant } from '../test/support/hub.ts'
import { ReadingShop, STANDARD } from '../test/support/reading-shop.ts'
import { fetchInto, terminal } from '../test/support/terminal.ts'

it('a list of mappings says which is switched off, and whose ship option is', async () => {
  const at = await api({ connectors: [new ReadingShop().connector] })
  await addMerchant(at.hub)
  await createShipOption(at.hub, { id: STANDARD, name: 'Standard' })
  await createShipOption(at.hub, { id: 's2', name: 'Slow' })
  const script = terminal({ fetch: fetchInto(at.app), variables: { CROSSDOCK_URL: 'http://hub.test', CROSSDOCK_TOKEN: await at.token('owner', { merchantId: 'm1' }), HOME: '/nowhere', SHOP_SECRETS: '{"token":"tok_123456789","secret":"sign"}' } })
  await script.run('connections', 'add', 'shop', '--name', 'main', '--secret-env', 'SHOP_SECRETS')
  await script.run('mappings', 'set', 'main', 'Ground', 'Standard')
  await script.run('mappings', 'set', 'main', 'Old', 'Standard', '--inactive')
  await script.run('mappings', 'set', 'main', 'Boat', 'Slow')
  await script.run('mappings', 'set', 'main', 'Sledge', 'Slow', '--inactive')
  await patchShipOption(at.hub, 's2' as never, null, { active: false })
  await script.run('mappings', 'list', 'main', '--plain')
  expect(script.out().trim().split('\n').toSorted()).toEqual(['Boat\tSlow\tship option off\t–', 'Ground\tStandard\t\t–', 'Old\tStandard\tmapping off\t–', 'Sledge\tSlow\tmapping off, ship option off\t–'])
})
