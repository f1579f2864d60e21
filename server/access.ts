import type { Role } from '../core/model/actor.ts'
import type { RouteName, SCOPES } from './schema.ts'

export type TokenScope = (typeof SCOPES)[number]

/**
 * Who may do what. `roles`: null is everybody, without a token. `scope`: a token that lists scopes needs this one; a token without
 * any may do all that its role may. `for`: whose things the route deals with: one merchant's, a center's, or the 3PL's.
 */
export interface Row { readonly roles: readonly Role[] | null; readonly scope: TokenScope | null; readonly for: 'merchant' | 'center' | '3pl' | 'anyone' }

const operator: readonly Role[] = ['administrator']
const floor: readonly Role[] = ['administrator', 'warehouse']
const readers: readonly Role[] = ['administrator', 'owner', 'staff', 'readonly']
const writers: readonly Role[] = ['administrator', 'owner', 'staff']
const owners: readonly Role[] = ['administrator', 'owner']
const all: readonly Role[] = ['administrator', 'warehouse', 'owner', 'staff', 'readonly']

const row = (roles: readonly Role[] | null, scope: TokenScope | null, of: Row['for']): Row => ({ roles, scope, for: of })

/** The one table of route × role. A route without a row does not compile, and a test holds it equal to the router and to OpenAPI. */
export const ACCESS: Readonly<Record<RouteName, Row>> = {
  getSession: row(all, null, 'anyone'),
  listTokens: row(owners, 'access', 'anyone'),
  createToken: row(owners, 'access', 'anyone'),
  revokeToken: row(owners, 'access', 'anyone'),
  listMerchants: row(readers, 'setup', 'anyone'),
  createMerchant: row(operator, 'setup', '3pl'),
  getMerchant: row(readers, 'setup', 'anyone'),
  listCenters: row(all, 'setup', 'anyone'),
  createCenter: row(operator, 'setup', '3pl'),
  patchCenter: row(operator, 'setup', '3pl'),
  listShipOptions: row(all, 'setup', 'anyone'),
  createShipOption: row(operator, 'setup', '3pl'),
  patchShipOption: row(operator, 'setup', '3pl'),
  listProducts: row(readers, 'setup', 'merchant'),
  createProduct: row(writers, 'setup', 'merchant'),

  listConnectors: row(readers, 'connections', 'anyone'),
  listConnections: row(readers, 'connections', 'merchant'),
  createConnection: row(owners, 'connections', 'merchant'),
  getConnection: row(readers, 'connections', 'merchant'),
  patchConnection: row(owners, 'connections', 'merchant'),
  disconnect: row(owners, 'connections', 'merchant'),
  checkConnection: row(writers, 'connections', 'merchant'),
  syncConnection: row(writers, 'connections', 'merchant'),
  pauseConnection: row(writers, 'connections', 'merchant'),
  resumeConnection: row(writers, 'connections', 'merchant'),
  rotateConnection: row(owners, 'connections', 'merchant'),
  connectionActivity: row(readers, 'connections', 'merchant'),
  listPrivacyRequests: row(readers, 'connections', 'merchant'),
  // What an export holds is a customer's: for whoever answers to them.
  getPrivacyRequest: row(owners, 'connections', 'merchant'),
  compareStock: row(readers, 'connections', 'merchant'),
  confirmStock: row(writers, 'connections', 'merchant'),
  getSetup: row(readers, 'connections', 'merchant'),
  listSetupItems: row(readers, 'connections', 'merchant'),
  previewStartAt: row(writers, 'connections', 'merchant'),

  listMethods: row(readers, 'connections', 'merchant'),
  putMethods: row(writers, 'connections', 'merchant'),
  listItems: row(readers, 'connections', 'merchant'),
  putItems: row(writers, 'connections', 'merchant'),
  listLocations: row(readers, 'connections', 'merchant'),
  putLocations: row(writers, 'connections', 'merchant'),
  previewMethods: row(writers, 'connections', 'merchant'),
  previewItems: row(writers, 'connections', 'merchant'),
  undoMethods: row(writers, 'connections', 'merchant'),
  undoItems: row(writers, 'connections', 'merchant'),
  undoLocations: row(writers, 'connections', 'merchant'),

  getAutomation: row(readers, 'connections', 'merchant'),
  putAutomation: row(writers, 'connections', 'merchant'),

  listOrders: row(readers, 'orders', 'merchant'),
  countOrders: row(readers, 'orders', 'merchant'),
  createOrder: row(writers, 'orders', 'merchant'),
  getOrder: row(readers, 'orders', 'merchant'),
  patchOrder: row(writers, 'orders', 'merchant'),
  cancelOrder: row(writers, 'orders', 'merchant'),
  holdOrder: row(writers, 'orders', 'merchant'),
  releaseOrder: row(writers, 'orders', 'merchant'),
  retryOrder: row(writers, 'orders', 'merchant'),
  bulkOrders: row(writers, 'orders', 'merchant'),
  orderTimeline: row(readers, 'orders', 'merchant'),
  orderTracking: row(readers, 'orders', 'merchant'),

  listInventory: row(readers, 'inventory', 'merchant'),
  receive: row(floor, 'inventory', 'merchant'),
  adjust: row(floor, 'inventory', 'merchant'),
  putSnapshot: row(floor, 'inventory', 'merchant'),
  listPushes: row(readers, 'inventory', 'merchant'),
  pushAgain: row(writers, 'inventory', 'merchant'),

  listTasks: row(floor, 'warehouse', 'center'),
  pick: row(floor, 'warehouse', 'center'),
  picked: row(floor, 'warehouse', 'center'),
  label: row(floor, 'warehouse', 'center'),
  relabel: row(floor, 'warehouse', 'center'),
  handOver: row(floor, 'warehouse', 'center'),
  pickMany: row(floor, 'warehouse', 'center'),
  pickedMany: row(floor, 'warehouse', 'center'),
  labelMany: row(floor, 'warehouse', 'center'),
  relabelMany: row(floor, 'warehouse', 'center'),
  handOverMany: row(floor, 'warehouse', 'center'),

  reportScans: row(operator, 'tracking', '3pl'),
  listDeliveries: row(readers, 'operations', 'merchant'),
  getDelivery: row(readers, 'operations', 'merchant'),
  replayDelivery: row(writers, 'operations', 'merchant'),
  listCalls: row(readers, 'operations', 'merchant'),
  getCall: row(readers, 'operations', 'merchant'),
  retryCall: row(writers, 'operations', 'merchant'),
  dropCall: row(writers, 'operations', 'merchant'),
  // Where no merchant is named: what the 3PL's own people did for none.
  listEvents: row(readers, 'events', 'anyone'),

  getOpenapi: row(null, null, 'anyone'),
  live: row(null, null, 'anyone'),
  ready: row(null, null, 'anyone'),
}

/** The row's verdict on a token, before anything is read. */
export function mayUse(access: Row, caller: { role: Role; scopes: readonly string[] }): boolean {
  if (access.roles === null) return true
  return access.roles.includes(caller.role) && (access.scope === null || caller.scopes.length === 0 || caller.scopes.includes(access.scope))
}
