import type { Kind } from './records.ts'

/**
 * A named read: the columns that must be equal, then the order of the page (always ended by id), each with its own index.
 * `merchantId` in `equal` binds a tenant's read; a read without it is for the system's own lanes only.
 */
export interface ReadSpec { kind: Kind; equal: readonly string[]; order: readonly string[]; direction: 'asc' | 'desc' }

export const READS = {
  ordersNewest: { kind: 'orders', equal: ['merchantId'], order: ['importedAt', 'id'], direction: 'desc' },
  ordersByStatus: { kind: 'orders', equal: ['merchantId', 'status'], order: ['importedAt', 'id'], direction: 'desc' },
  ordersByConnection: { kind: 'orders', equal: ['merchantId', 'connectionId'], order: ['importedAt', 'id'], direction: 'desc' },
  ordersUpdated: { kind: 'orders', equal: ['merchantId'], order: ['updatedAt', 'id'], direction: 'asc' },
  ordersWithTodo: { kind: 'orders', equal: ['merchantId', 'hasTodo'], order: ['updatedAt', 'id'], direction: 'asc' },
  ordersWithStockTodo: { kind: 'orders', equal: ['merchantId', 'hasStockTodo'], order: ['updatedAt', 'id'], direction: 'asc' },
  everyOrderWithTodo: { kind: 'orders', equal: ['hasTodo'], order: ['updatedAt', 'id'], direction: 'asc' },
  linksOfOrder: { kind: 'links', equal: ['merchantId', 'orderId'], order: ['id'], direction: 'asc' },
  stockCommandsByState: { kind: 'stockCommands', equal: ['merchantId', 'state'], order: ['askedAt', 'id'], direction: 'asc' },
  everyPendingStockCommand: { kind: 'stockCommands', equal: ['state'], order: ['askedAt', 'id'], direction: 'asc' },
  journalBySeq: { kind: 'journal', equal: ['merchantId'], order: ['seq', 'id'], direction: 'asc' },
  journalNewest: { kind: 'journal', equal: ['merchantId'], order: ['seq', 'id'], direction: 'desc' },
  rowsBySku: { kind: 'rows', equal: ['merchantId'], order: ['sku', 'id'], direction: 'asc' },
  rowsOfSku: { kind: 'rows', equal: ['merchantId', 'sku'], order: ['id'], direction: 'asc' },
  activeHolds: { kind: 'holds', equal: ['merchantId', 'active'], order: ['id'], direction: 'asc' },
  publishedOfConnection: { kind: 'published', equal: ['merchantId', 'connectionId'], order: ['item', 'id'], direction: 'asc' },
  publishedByState: { kind: 'published', equal: ['merchantId', 'connectionId', 'state'], order: ['item', 'id'], direction: 'asc' },
  feedBySeq: { kind: 'feed', equal: ['merchantId'], order: ['seq', 'id'], direction: 'asc' },
  feedNewest: { kind: 'feed', equal: ['merchantId'], order: ['seq', 'id'], direction: 'desc' },
  feedOfSubject: { kind: 'feed', equal: ['merchantId', 'subject'], order: ['seq', 'id'], direction: 'asc' },
  openCallsOfAccount: { kind: 'calls', equal: ['account', 'open'], order: ['dueAt', 'id'], direction: 'asc' },
  callsOfSubject: { kind: 'calls', equal: ['merchantId', 'subject'], order: ['createdAt', 'id'], direction: 'asc' },
  callsNewest: { kind: 'calls', equal: ['merchantId'], order: ['createdAt', 'id'], direction: 'desc' },
  callsByState: { kind: 'calls', equal: ['merchantId', 'state'], order: ['createdAt', 'id'], direction: 'desc' },
  pendingDeliveries: { kind: 'deliveries', equal: ['account', 'state'], order: ['dueAt', 'id'], direction: 'asc' },
  deliveriesNewest: { kind: 'deliveries', equal: ['merchantId'], order: ['receivedAt', 'id'], direction: 'desc' },
  deliveriesByState: { kind: 'deliveries', equal: ['merchantId', 'state'], order: ['receivedAt', 'id'], direction: 'desc' },
  sealedKeysByAge: { kind: 'sealedKeys', equal: ['merchantId'], order: ['at', 'id'], direction: 'asc' },
  cursorsOfConnection: { kind: 'cursors', equal: ['merchantId', 'connectionId'], order: ['id'], direction: 'asc' },
  methodsOfConnection: { kind: 'methods', equal: ['merchantId', 'connectionId'], order: ['id'], direction: 'asc' },
  locationsOfConnection: { kind: 'locations', equal: ['merchantId', 'connectionId'], order: ['id'], direction: 'asc' },
  itemsOfConnection: { kind: 'items', equal: ['merchantId', 'connectionId'], order: ['id'], direction: 'asc' },
  itemsOfSku: { kind: 'items', equal: ['merchantId', 'connectionId', 'sku'], order: ['id'], direction: 'asc' },
  productsBySku: { kind: 'products', equal: ['merchantId'], order: ['sku', 'id'], direction: 'asc' },
  skipsOfConnection: { kind: 'skips', equal: ['merchantId', 'connectionId'], order: ['at', 'id'], direction: 'desc' },
  skipsByCode: { kind: 'skips', equal: ['merchantId', 'connectionId', 'what', 'code'], order: ['at', 'id'], direction: 'desc' },
  skipsByAge: { kind: 'skips', equal: ['merchantId'], order: ['at', 'id'], direction: 'asc' },
  everyMerchant: { kind: 'merchants', equal: [], order: ['createdAt', 'id'], direction: 'asc' },
  everyConnection: { kind: 'connections', equal: [], order: ['createdAt', 'id'], direction: 'asc' },
  connectionsOfMerchant: { kind: 'connections', equal: ['merchantId'], order: ['createdAt', 'id'], direction: 'asc' },
  connectionsOfAccount: { kind: 'connections', equal: ['account'], order: ['createdAt', 'id'], direction: 'asc' },
  everyCenter: { kind: 'centers', equal: [], order: ['createdAt', 'id'], direction: 'asc' },
  everyShipOption: { kind: 'shipOptions', equal: [], order: ['name', 'id'], direction: 'asc' },
  everyToken: { kind: 'tokens', equal: [], order: ['createdAt', 'id'], direction: 'asc' },
  tokensOfMerchant: { kind: 'tokens', equal: ['boundTo'], order: ['createdAt', 'id'], direction: 'asc' },
  dueLanes: { kind: 'lanes', equal: [], order: ['nextAt', 'id'], direction: 'asc' },
  requestsByAge: { kind: 'requests', equal: [], order: ['at', 'id'], direction: 'asc' },
  scansByAge: { kind: 'earlyScans', equal: [], order: ['receivedAt', 'id'], direction: 'asc' },
  scansOfNumber: { kind: 'earlyScans', equal: ['numberKey', 'state'], order: ['receivedAt', 'id'], direction: 'asc' },
  tasksOfCenter: { kind: 'tasks', equal: ['centerId'], order: ['seq', 'id'], direction: 'asc' },
  tasksOfShipment: { kind: 'tasks', equal: ['shipmentId'], order: ['seq', 'id'], direction: 'desc' },
  newestTask: { kind: 'tasks', equal: ['centerId'], order: ['seq', 'id'], direction: 'desc' },
} as const satisfies Record<string, ReadSpec>

export type ReadName = keyof typeof READS
