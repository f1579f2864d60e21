import { z } from 'zod'

const text = (max: number) => z.string().max(max)

/** Who gets the parcel. Personal: stands only in the sealed part of an order. `country` is ISO 3166 alpha-2 as the channel gave it. */
export const Recipient = z.object({
  name: text(255).default(''),
  company: text(255).optional(),
  address1: text(255).default(''),
  address2: text(255).optional(),
  city: text(255).default(''),
  region: text(100).optional(),
  postalCode: text(40).optional(),
  country: text(2).default(''),
  phone: text(60).optional(),
  email: text(255).optional(),
})
export type Recipient = z.infer<typeof Recipient>

/** Everything personal of an order, sealed together. */
export interface Person { recipient: Recipient | null; note?: string }
