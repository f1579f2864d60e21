import { type RouteName, ROUTES } from '../../../server/schema.ts'
import type { Ids } from './world.ts'

export interface Request { query?: Record<string, string>; body?: Record<string, unknown>; params?: Record<string, string> }
/** A request about the things named by `ids`, by one whose own are `own`. A route that names none is the same for everybody. */
export type About = (ids: Ids, world: { option: string; own: Ids }) => Request

const AT = '2026-11-20T00:00:00Z'
const scan = (ids: Ids) => ({ scanId: 'scan-1', by: 'station', taskId: ids.task })
const parcels = (ids: Ids) => [{ trackingNumber: ids.trackingNumber, carrier: 'ups' }]
const byId = (part: keyof Ids): About => ids => ({ params: { id: ids[part] } })
const command = (part: keyof Ids, body: Record<string, unknown> = {}): About => ids => ({ params: { id: ids[part] }, body })
const nothing: About = () => ({})
const floor = (more: (ids: Ids) => Record<string, unknown> = () => ({})): About => ids => ({ params: { id: ids.shipment }, body: { ...scan(ids), ...more(ids) } })
const floors = (more: (ids: Ids) => Record<string, unknown> = () => ({})): About => ids => ({ body: { rows: [{ shipmentId: ids.shipment, ...scan(ids), ...more(ids) }] } })

/** One request of every operation, for the thing that it is about. A route without a line here does not compile. */
const FIRST: Readonly<Record<RouteName, About>> = {
  getSession: nothing, listTokens: ids => ({ query: { merchantId: ids.merchant } }), createToken: ids => ({ body: { name: 'new', role: 'staff', merchantId: ids.merchant } }), revokeToken: byId('token'),
  listMerchants: nothing, createMerchant: () => ({ body: { name: 'New' } }), getMerchant: byId('merchant'),
  listCenters: nothing, createCenter: () => ({ body: { name: 'New', country: 'US' } }), patchCenter: command('center', { priority: 1 }),
  listShipOptions: nothing, createShipOption: () => ({ body: { name: 'New' } }), patchShipOption: (_ids, { option }) => ({ params: { id: option }, body: { carrier: null } }),
  listProducts: ids => ({ query: { merchantId: ids.merchant } }), createProduct: ids => ({ body: { merchantId: ids.merchant, sku: 'NEW' } }),
  listConnectors: nothing, listConnections: ids => ({ query: { merchantId: ids.merchant } }),
  createConnection: ids => ({ body: { merchantId: ids.merchant, connector: 'fake', name: 'new', credentials: { key: 'k' } } }),
  getConnection: byId('connection'), patchConnection: command('connection', { name: 'renamed' }), checkConnection: command('connection'), syncConnection: command('connection'), pauseConnection: command('connection'), resumeConnection: command('connection'),
  rotateConnection: command('connection', { credentials: { key: 'other' } }), disconnect: byId('connection'), connectionActivity: byId('connection'), listPrivacyRequests: byId('connection'), getPrivacyRequest: ids => ({ params: { id: ids.connection, requestId: ids.privacy } }), compareStock: byId('connection'), confirmStock: command('connection'),
  getSetup: byId('connection'), listSetupItems: ids => ({ params: { id: ids.connection }, query: { state: 'unknown' } }), previewStartAt: ids => ({ params: { id: ids.connection }, query: { startAt: AT } }),
  listMethods: byId('connection'), putMethods: (ids, { option }) => ({ params: { id: ids.connection }, body: { data: [{ method: 'Ground', shipOptionId: option }] } }), previewMethods: command('connection', { methods: ['Ground'] }),
  previewItems: command('connection', { data: [{ item: 'item-1', sku: 'A' }] }), undoMethods: command('connection'), undoItems: command('connection'), undoLocations: command('connection'),
  listItems: byId('connection'), putItems: command('connection', { data: [{ item: 'item-1', sku: 'A' }] }), listLocations: byId('connection'), putLocations: ids => ({ params: { id: ids.connection }, body: { data: [{ location: ids.location, centerIds: [] }] } }),
  getAutomation: ids => ({ query: { merchantId: ids.merchant } }), putAutomation: ids => ({ body: { merchantId: ids.merchant, rules: [{ name: 'gifts', connectionIds: [ids.connection], when: { tags: ['gift'] }, does: { hold: true } }] } }),
  listOrders: ids => ({ query: { connectionId: ids.connection } }), countOrders: ids => ({ query: { merchantId: ids.merchant } }),
  createOrder: (ids, { option }) => ({ body: { merchantId: ids.merchant, reference: ids.reference, shipOptionId: option, lines: [{ sku: 'OTHER', quantity: 1 }], recipient: { name: 'N' } } }),
  getOrder: byId('order'), patchOrder: command('order', { tags: ['x'] }), holdOrder: command('order'), releaseOrder: command('order'), retryOrder: command('order'), cancelOrder: command('order'),
  bulkOrders: ids => ({ body: { action: 'hold', ids: [ids.order] } }), orderTimeline: byId('order'), orderTracking: byId('shipment'),
  listInventory: ids => ({ query: { sku: ids.product } }),
  receive: ids => ({ body: { merchantId: ids.merchant, rows: [{ cause: 'c', sku: ids.product, centerId: ids.center, quantity: 1 }] } }), adjust: ids => ({ body: { merchantId: ids.merchant, rows: [{ cause: 'c', sku: ids.product, centerId: ids.center, delta: 1 }] } }),
  putSnapshot: ids => ({ body: { merchantId: ids.merchant, asOf: AT, rows: [{ sku: ids.product, centerId: ids.center, quantity: 50 }] } }), listPushes: ids => ({ query: { connectionId: ids.connection } }), pushAgain: ids => ({ body: { merchantId: ids.merchant, connectionId: ids.connection } }),
  listTasks: ids => ({ query: { centerId: ids.center } }), pick: floor(), picked: floor(), label: floor(ids => ({ parcels: parcels(ids) })), relabel: floor(ids => ({ parcels: parcels(ids) })), handOver: floor(),
  pickMany: floors(), pickedMany: floors(), labelMany: floors(ids => ({ parcels: parcels(ids) })), relabelMany: floors(ids => ({ parcels: parcels(ids) })), handOverMany: floors(),
  reportScans: ids => ({ body: { events: [{ eventId: 'e', carrier: 'ups', trackingNumber: ids.trackingNumber, status: 'in_transit', at: AT }] } }),
  listDeliveries: ids => ({ query: { merchantId: ids.merchant } }), getDelivery: byId('delivery'), replayDelivery: command('delivery'),
  listCalls: ids => ({ query: { merchantId: ids.merchant } }), getCall: byId('call'), retryCall: command('call'), dropCall: command('call', { reason: 'r' }),
  listEvents: ids => ({ query: { merchantId: ids.merchant } }), getOpenapi: nothing, live: nothing, ready: nothing,
}

const inOwn = (part: 'connection' | 'order', body: (ids: Ids) => Record<string, unknown>): About => (ids, { own }) => ({ params: { id: own[part] }, body: body(ids) })
const item = (ids: Ids) => ({ data: [{ item: ids.item, sku: ids.product }] })

/** Requests about one's own thing that name another's inside: in a filter, a list, a line. */
const INSIDE: Partial<Record<RouteName, readonly About[]>> = {
  revokeToken: [(ids, { own }) => ({ params: { id: own.token }, query: { merchantId: ids.merchant } })],
  createProduct: [(ids, { own }) => ({ body: { merchantId: own.merchant, sku: ids.product } })],
  createToken: [(ids, { own }) => ({ body: { name: 'new', role: 'warehouse', merchantId: own.merchant, centers: [ids.center] } })],
  getPrivacyRequest: [(ids, { own }) => ({ params: { id: own.connection, requestId: ids.privacy } })],
  previewItems: [inOwn('connection', item)], putItems: [inOwn('connection', item)],
  putAutomation: [(ids, { own }) => ({ body: { merchantId: own.merchant, rules: [{ name: 'gifts', connectionIds: [ids.connection], when: { skus: [ids.product] }, does: { hold: true } }] } })],
  listOrders: (['reference', 'order', 'trackingNumber', 'product'] as const).map(part => ids => ({ query: { q: ids[part] } })),
  createOrder: [(ids, { option, own }) => ({ body: { merchantId: own.merchant, reference: 'forwarded', shipOptionId: option, storeOrder: { connectionId: ids.connection, externalId: ids.external }, lines: [{ sku: ids.product, quantity: 1 }], recipient: { name: 'N' } } })],
  patchOrder: [inOwn('order', ids => ({ lines: [{ id: ids.line, sku: ids.product, quantity: 1 }] }))],
  bulkOrders: [ids => ({ body: { action: 'retry', filter: { connectionId: ids.connection } } })],
  pushAgain: [(ids, { own }) => ({ body: { merchantId: own.merchant, connectionId: own.connection, items: [ids.item] } })],
}

/** Every request of an operation. */
export const requestsOf = (name: RouteName): readonly About[] => [FIRST[name], ...(INSIDE[name] ?? [])]

/** Without a version, what replaces a whole would be refused before it is looked at. */
export function headersOf(name: RouteName): Record<string, string> {
  const { method, replaces }: { method: string; replaces?: true } = ROUTES[name]
  return method === 'PUT' && replaces ? { 'if-match': '*' } : {}
}
