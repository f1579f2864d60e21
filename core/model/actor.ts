import type { CenterId, MerchantId } from './ids.ts'

export const ROLES = ['administrator', 'warehouse', 'owner', 'staff', 'readonly'] as const
/** administrator and warehouse are the 3PL's, owner, staff and readonly a merchant's (INTERFACES, HTTP API). */
export type Role = (typeof ROLES)[number]

/** Who does it. Every human action is a note in the feed under this name. */
export type Actor =
  | { is: 'system'; name: string }
  | { is: 'connection'; id: string }
  | { is: 'carrier'; id: string }
  | { is: 'token' | 'user'; id: string; role: Role; merchantId: MerchantId | null; centers: readonly CenterId[] | null; scopes: readonly string[] }

/** The classes of actor that the transition table names (REQUIREMENTS S1.24). */
export type ActorClass = 'system' | 'merchant' | 'floor' | 'carrier' | 'channel' | 'administrator'
