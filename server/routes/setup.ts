import type { Center, Merchant, Product, ShipOption } from '../../core/model/setup.ts'
import { createCenter, getCenter, listCenters, patchCenter } from '../../hub/setup/centers.ts'
import { createMerchant, getMerchant, listMerchants } from '../../hub/setup/merchants.ts'
import { listProducts, upsertProducts } from '../../hub/setup/products.ts'
import { createShipOption, getShipOption, listShipOptions, patchShipOption } from '../../hub/setup/ship-options.ts'
import type { CenterId, MerchantId, ShipOptionId, Sku } from '../../core/model/ids.ts'
import { given, paged, pageOf, saved } from '../answers.ts'
import type { Handlers } from '../ask.ts'
import { time } from '../edge/values.ts'
import { notFound, Problem } from '../problem.ts'
import type { Answer } from '../schema.ts'

const stamps = (one: { version: number; createdAt: number; updatedAt: number }) => ({ version: one.version, createdAt: time(one.createdAt), updatedAt: time(one.updatedAt) })

const merchantView = (one: Merchant): Answer<'getMerchant'> => ({ id: one.id, ...stamps(one), name: one.name, currency: one.currency })
const centerView = (one: Center): Answer<'createCenter'> => ({ id: one.id, ...stamps(one), name: one.name, country: one.country, priority: one.priority, active: one.active })
const optionView = (one: ShipOption): Answer<'createShipOption'> => ({ id: one.id, ...stamps(one), name: one.name, carrier: one.carrier, service: one.service, active: one.active })
const productView = (one: Product): Answer<'createProduct'> => ({ id: one.id, merchantId: one.merchantId, ...stamps(one), sku: one.sku, name: one.name, active: one.active })

const viewed = <T, V>(one: T | null, view: (one: T) => V): V | null => (one === null ? null : view(one))

export const setupRoutes: Handlers = {
  listMerchants: async ({ hub, caller, query }) => paged(await listMerchants(hub, caller.merchantId, pageOf(query)), merchantView),
  createMerchant: async ({ hub, caller, body, newId }) => merchantView(await saved(await createMerchant(hub, { id: newId, name: body.name, currency: body.currency ?? null }, caller))),
  getMerchant: async ({ hub, caller, params }) => {
    const merchant = await getMerchant(hub, caller.merchantId, params.id as MerchantId)
    if (!merchant) throw notFound()
    return merchantView(merchant)
  },

  listCenters: async ({ hub, query }) => paged(await listCenters(hub, pageOf(query)), centerView),
  createCenter: async ({ hub, caller, body, newId }) => centerView(await saved(await createCenter(hub, { id: newId, ...body }, caller))),
  patchCenter: async ({ hub, caller, params, body, ifMatch }) => {
    const id = params.id as CenterId
    return centerView(await saved(await patchCenter(hub, id, ifMatch, given(body), caller), async () => viewed(await getCenter(hub, id), centerView)))
  },

  listShipOptions: async ({ hub, query }) => paged(await listShipOptions(hub, pageOf(query)), optionView),
  createShipOption: async ({ hub, caller, body, newId }) => optionView(await saved(await createShipOption(hub, { id: newId, ...body }, caller))),
  patchShipOption: async ({ hub, caller, params, body, ifMatch }) => {
    const id = params.id as ShipOptionId
    return optionView(await saved(await patchShipOption(hub, id, ifMatch, given(body), caller), async () => viewed(await getShipOption(hub, id), optionView)))
  },

  listProducts: async ({ hub, scope, query }) => paged(await listProducts(hub, scope.merchantId, pageOf(query)), productView),
  createProduct: async ({ hub, scope, body }) => {
    const [made] = await upsertProducts(hub, scope, [{ ...given(body), sku: body.sku as Sku }])
    if (!made) throw new Problem('unexpected', 'Nothing was saved.')
    return productView(await saved(made))
  },
}
