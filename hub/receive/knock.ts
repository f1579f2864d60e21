import type { RawDelivery, Reply } from '../../core/ports/connector.ts'
import type { Hub } from '../hub.ts'
import { knockClosed } from '../privacy/closed-door.ts'
import { accept, type Turn } from './accept.ts'

/** A vendor's call at a door: taken in, or, where the connection is disconnected, asked whether it is about persons. */
export async function knock(hub: Hub, id: string, raw: RawDelivery, turn: Turn = new Map()): Promise<Reply> {
  const said = await accept(hub, id, raw, turn)
  return said.status === 404 ? await knockClosed(hub, id, raw) ?? said : said
}
