import type { GraphQLResolveInfo } from 'graphql'
import { sees } from './access.ts'
import { runInBulk } from './bulk.ts'
import type { Context } from './context.ts'
import { invalidId } from './failures.ts'
import { fulfill, retrack } from './fulfill.ts'
import { cancelFulfillment } from './fulfillment-cancel.ts'
import { addEvent, type EventInput } from './fulfillment-event.ts'
import { gid, numberOf } from './gid.ts'
import { activate, type ActivateArguments } from './inventory-activate.ts'
import { setQuantities, type SetQuantitiesInput } from './inventory-set.ts'
import { once } from './once.ts'
import type { UserError } from './model.ts'
import { type SubscriptionInput, subscribe } from './subscribe.ts'
import { stageUploads } from './uploads.ts'
import { type TrackingInput, trackingOf } from './tracking.ts'

interface FulfillmentInput {
  readonly lineItemsByFulfillmentOrder: readonly { readonly fulfillmentOrderId: string; readonly fulfillmentOrderLineItems?: readonly { readonly id: string; readonly quantity: number }[] | null }[]
  readonly trackingInfo?: TrackingInput | null
}

/** The log says `refused` where the answer is 200 with user errors. */
function refused(context: Context, field: string, userErrors: readonly UserError[]): Record<string, unknown> {
  context.outcome = 'refused'
  return { [field]: null, userErrors }
}

/** Fields of Mutation. */
export const MUTATIONS = {
  fulfillmentCreate: ({ fulfillment: input }: { readonly fulfillment: FulfillmentInput }, context: Context) => {
    const { world, shop } = context
    const groups = input.lineItemsByFulfillmentOrder.map(({ fulfillmentOrderId, fulfillmentOrderLineItems }) => {
      mustBe(fulfillmentOrderId, 'FulfillmentOrder')
      for (const { id } of fulfillmentOrderLineItems ?? []) mustBe(id, 'FulfillmentOrderLineItem')
      return { id: fulfillmentOrderId, lines: fulfillmentOrderLineItems ?? null }
    })
    const done = fulfill(world, shop, { groups, tracking: trackingOf(input.trackingInfo) }, (from) => sees(shop, from, 'write'))
    return 'errors' in done ? refused(context, 'fulfillment', done.errors) : { fulfillment: done.fulfillment, userErrors: [] }
  },

  fulfillmentTrackingInfoUpdate: (args: { readonly fulfillmentId: string; readonly trackingInfoInput: TrackingInput }, context: Context) => {
    const found = context.shop.fulfillments.get(mustBe(args.fulfillmentId, 'Fulfillment'))
    if (!found) return refused(context, 'fulfillment', [{ field: ['fulfillmentId'], message: 'Fulfillment does not exist.' }])
    retrack(context.world, context.shop, found, trackingOf(args.trackingInfoInput))
    return { fulfillment: found, userErrors: [] }
  },

  fulfillmentCancel: ({ id }: { readonly id: string }, context: Context) => {
    const found = context.shop.fulfillments.get(mustBe(id, 'Fulfillment'))
    if (!found) return refused(context, 'fulfillment', [{ field: ['id'], message: 'Fulfillment not found.' }])
    if (found.status === 'SUCCESS') cancelFulfillment(context.world, context.shop, found)
    return { fulfillment: found, userErrors: [] }
  },

  fulfillmentEventCreate: ({ fulfillmentEvent: input }: { readonly fulfillmentEvent: EventInput }, context: Context) => {
    const found = context.shop.fulfillments.get(mustBe(input.fulfillmentId, 'Fulfillment'))
    if (!found) return refused(context, 'fulfillmentEvent', [{ field: ['fulfillmentEvent', 'fulfillmentId'], message: 'Fulfillment does not exist.' }])
    return { fulfillmentEvent: addEvent(context.world, context.shop, found, input), userErrors: [] }
  },

  inventorySetQuantities: ({ input }: { readonly input: SetQuantitiesInput }, context: Context, info: GraphQLResolveInfo) =>
    once(context, info, input, 'inventoryAdjustmentGroup', () => setQuantities(context, input)),

  inventoryActivate: (args: ActivateArguments, context: Context, info: GraphQLResolveInfo) =>
    once(context, info, args, 'inventoryLevel', () => activate(context, args)),

  stagedUploadsCreate: ({ input }: { readonly input: Parameters<typeof stageUploads>[1] }, context: Context) => stageUploads(context, input),

  bulkOperationRunMutation: (args: Parameters<typeof runInBulk>[1], context: Context) => runInBulk(context, args),

  webhookSubscriptionCreate: ({ topic, webhookSubscription: input }: { readonly topic: string; readonly webhookSubscription: SubscriptionInput }, context: Context) => {
    const made = subscribe(context.world, context.shop, topic, input)
    return 'id' in made ? { webhookSubscription: made, userErrors: [] } : refused(context, 'webhookSubscription', made)
  },

  webhookSubscriptionDelete: ({ id }: { readonly id: string }, context: Context) => {
    const number = mustBe(id, 'WebhookSubscription')
    if (!context.shop.subscriptions.delete(number)) {
      return refused(context, 'deletedWebhookSubscriptionId', [{ field: ['id'], message: 'Webhook subscription does not exist' }])
    }
    return { deletedWebhookSubscriptionId: gid('WebhookSubscription', number), userErrors: [] }
  },
}

function mustBe(id: string, type: string): number {
  const number = numberOf(id, type)
  if (number === null) throw invalidId()
  return number
}
