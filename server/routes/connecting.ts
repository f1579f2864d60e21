import type { ConnectionId } from '../../core/model/ids.ts'
import { type Setup, setupOf } from '../../hub/connecting/setup.ts'
import { previewStartAt } from '../../hub/connecting/start-at.ts'
import { listItemsIn } from '../../hub/mappings/items-report.ts'
import { found, paged, pageOf } from '../answers.ts'
import type { Handlers } from '../ask.ts'
import { time, timeOr } from '../edge/values.ts'
import { refusal } from '../problem.ts'
import type { Answer } from '../schema.ts'

type View = Answer<'getSetup'>['steps'][number]
const idOf = (params: { id: string }): ConnectionId => params.id as ConnectionId

/** Steps as they are but for their times. */
function stepView(step: Setup['steps'][number]): View {
  switch (step.step) {
    case 'check': return { ...step, found: { ...step.found, at: timeOr(step.found.at) } }
    case 'items': return { ...step, found: { ...step.found, countedAt: time(step.found.countedAt), readAt: timeOr(step.found.readAt) } }
    case 'older_orders': return { ...step, found: { ...step.found, startAt: time(step.found.startAt) } }
    case 'stock': {
      const { at, confirmed, numbers } = step.found
      return { ...step, found: { at: timeOr(at), numbers, confirmed: confirmed && { ...confirmed, at: time(confirmed.at) } } }
    }
    default: return step
  }
}

export const connectingRoutes: Handlers = {
  getSetup: async ({ hub, scope, params }) => {
    const { connection, steps } = found(await setupOf(hub, scope, idOf(params)))
    const { id, merchantId, name, version } = connection
    return { connectionId: id, merchantId, name, version, isComplete: steps.every(({ state }) => state === 'done'), steps: steps.map(stepView) }
  },
  listSetupItems: async ({ hub, scope, params, query }) =>
    paged(found(await listItemsIn(hub, scope, idOf(params), query.state, pageOf(query))), ({ id, item, sku, name, tracked }) => ({ id, item, sku, name, tracked })),
  previewStartAt: async ({ hub, scope, params, query }) => {
    const preview = await previewStartAt(hub, scope, idOf(params), query.startAt)
    if (preview.is === 'refused') throw refusal(preview)
    const { startAt, now, olderOpenOrders, wouldImport } = preview
    return { startAt: time(startAt), now: { startAt: time(now.startAt), olderOpenOrders: now.olderOpenOrders }, olderOpenOrders, wouldImport }
  },
}
