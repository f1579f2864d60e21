import type { Actor, ActorClass, Role } from '../model/actor.ts'

const OF_ROLE: Readonly<Record<Role, ActorClass | null>> = {
  administrator: 'administrator', warehouse: 'floor', owner: 'merchant', staff: 'merchant', readonly: null,
}

/** The class that the transition table names; null may move nothing (S1.24). */
export function classOf(actor: Actor): ActorClass | null {
  if (actor.is === 'system') return 'system'
  if (actor.is === 'connection') return 'channel'
  if (actor.is === 'carrier') return 'carrier'
  return OF_ROLE[actor.role]
}
