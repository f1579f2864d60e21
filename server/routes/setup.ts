import type { Center, Merchant, Product, ShipOption } from '../../core/model/setup.ts'
import { createCenter, listCenters, patchCenter } from '../../hub/setup/centers.ts'
import { createMerchant, getMerchant, listMerchants } from '../../hub/setup/merchants.ts'
import { listProducts, upsertProducts } from '../../hub/setup/products.ts'
import { createShipOption, listShipOptions, patchShipOption } from '../../hub/setup/ship-options.ts'
import type { CenterId, MerchantId, ShipOptionId, Sku } from '../../core/model/ids.ts'
import type { Handlers } from '../ask.ts'
import { pageOf, paged, savedOr } from '../answers.ts'
import { time } from '../edge/values.ts'
import { notFound, Problem } from '../problem.ts'
import type { Answer } from '../schema.ts'

const stamps = (one: { version: number; createdAt: number; updatedAt: number }) => ({ version: one.version, createdAt: time(one.createdAt), updatedAt: time(one.updatedAt) })

const merchantView = (one: Merchant): Answer<'getMerchant'> => ({ id: one.id, ...stamps(one), name: one.name, currency: one.currency })
const centerView = (one: Center): Answer<'createCenter'> => ({ id: one.id, ...stamps(one), name: one.name, country: one.country, priority: one.priority, active: one.active })
const optionView = (one: ShipOption): Answer<'createShipOption'> => ({ id: one.id, ...stamps(one), name: one.name, carrier: one.carrier, service: one.service, active: one.active })
const productView = (one: Product): Answer<'createProduct'> => ({ id: one.id, merchantId: one.merchantId, ...stamps(one), sku: one.sku, name: one.name, active: one.active })

export const setupRoutes: Handlers = {
  listMerchants: async ({ hub, caller, query }) => paged(await listMerchants(hub, caller.merchantId, pageOf(query)), merchantView),
  createMerchant: async ({ hub, body, newId }) => merchantView(savedOr(await createMerchant(hub, { id: newId, name: body.name, ...(body.currency === undefined ? {} : { currency: body.currency }) }))),
  getMerchant: async ({ hub, caller, params }) => {
    const merchant = await getMerchant(hub, caller.merchantId, params.id as MerchantId)
    if (!merchant) throw notFound()
    return merchantView(merchant)
  },

  listCenters: async ({ hub, query }) => paged(await listCenters(hub, pageOf(query)), centerView),
  createCenter: async ({ hub, body, newId }) => centerView(savedOr(await createCenter(hub, { id: newId, ...body }))),
  patchCenter: async ({ hub, params, body, ifMatch }) => centerView(savedOr(await patchCenter(hub, params.id as CenterId, ifMatch, given(body)), centerView, async () => hub.store.get('centers', null, params.id))),

  listShipOptions: async ({ hub, query }) => paged(await listShipOptions(hub, pageOf(query)), optionView),
  createShipOption: async ({ hub, body, newId }) => optionView(savedOr(await createShipOption(hub, { id: newId, ...body }))),
  patchShipOption: async ({ hub, params, body, ifMatch }) => optionView(savedOr(await patchShipOption(hub, params.id as ShipOptionId, ifMatch, given(body)))),

  listProducts: async ({ hub, scope, query }) => paged(await listProducts(hub, scope.merchantId, pageOf(query)), productView),
  createProduct: async ({ hub, scope, body }) => {
    const [saved] = await upsertProducts(hub, scope, [{ sku: body.sku as Sku, name: body.name }])
    if (!saved) throw new Problem('unexpected', 'Nothing was saved.')
    return productView(savedOr(saved))
  },
}
