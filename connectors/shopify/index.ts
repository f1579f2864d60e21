import type { Connector } from '../../core/ports/connector.ts'
import { watchBudget } from './budget.ts'
import { check } from './check.ts'
import { BUCKET, clientOf } from './client.ts'
import { isFollowed } from './codes.ts'
import { door } from './door.ts'
import { FILE_HOSTS, filesOf } from './files.ts'
import { renew } from './grant.ts'
import { itemsOf } from './items.ts'
import { levelsOf } from './levels.ts'
import { listsOf } from './lists.ts'
import { movedWorkOf } from './moved-work.ts'
import { olderOpenOrders } from './older-open-orders.ts'
import { ordersOf } from './orders.ts'
import { setLevelsOf } from './set-levels.ts'
import { Credentials, hostsOf, Settings } from './settings.ts'
import { tellScanOf } from './tell-scan.ts'
import { tellShipmentOf } from './tell-shipment.ts'

export const shopify: Connector<Credentials, Settings> = {
  id: 'shopify',
  label: 'Shopify',
  credentials: Credentials,
  settings: Settings,
  roles: ['orders', 'inventory', 'tracking'],
  // The smallest plan (observed: 2,000 points, 100 a second); every answer corrects it.
  limits: { [BUCKET]: { capacity: 2_000, perSecond: 100, concurrent: 8 } },
  // A write was seen to be carried out up to 8 s after its time-out (vendor-faults.json).
  settleMs: 15_000,
  hosts: (at) => (at.baseUrl === null ? [...hostsOf(at), ...FILE_HOSTS] : hostsOf(at)),
  account: (at) => `shopify:${at.settings.shop}`,
  storeIdentity: (at) => `shopify:${at.settings.shop}`,
  open(at, host) {
    const { host: watched, budget } = watchBudget(host)
    const client = clientOf(at, watched)
    const levels = levelsOf(client, host)
    const orders = ordersOf(client, host, at.settings)
    return {
      orders,
      movedOrders: movedWorkOf(client, host, orders, at.settings),
      items: itemsOf(client, host),
      levels,
      tellShipment: tellShipmentOf(client, at.settings.notifyCustomer),
      tellScan: tellScanOf(client),
      setLevels: setLevelsOf({ client, files: filesOf(host), host, levels, budget }, at.settings),
      lists: listsOf(client),
      olderOpenOrders: olderOpenOrders(client),
    }
  },
  check,
  renew,
  wantsScans: (settings, carrier) => settings.tellScans === true && !isFollowed(carrier),
  door,
}
