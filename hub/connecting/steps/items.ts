import type { Instant } from '../../../core/model/ids.ts'
import type { Hub } from '../../hub.ts'
import { itemsReport } from '../../mappings/items-report.ts'
import type { ItemsReport } from '../findings.ts'
import { readAtOf } from '../../receive/pages.ts'
import { type Connection, type Step } from '../step.ts'

export interface ItemsFound extends ItemsReport { countedAt: Instant; readAt: Instant | null }

/** “142 of 160 matched, 18 unknown, 2 twice, 3 without SKU”: the 160 have a SKU of their own. */
export const inWords = ({ matched, unknown, twice, withoutSku }: ItemsReport): string => `${matched} of ${matched + unknown} matched, ${unknown} unknown, ${twice} twice, ${withoutSku} without SKU`

const NEXT: readonly { readonly when: (report: ItemsReport) => boolean; readonly next: string }[] = [
  { when: ({ twice }) => twice > 0, next: 'A SKU on several items is never guessed: give each its own at the store, or choose which SKU an item is. Until then nothing is told of them, and their orders wait.' },
  { when: ({ unknown }) => unknown > 0, next: 'Add the unknown SKUs as products, or choose which product an item is.' },
  { when: ({ withoutSku }) => withoutSku > 0, next: 'Give the items without SKU one at the store, or choose which product each is.' },
  { when: ({ untracked }) => untracked > 0, next: 'The store does not count some of the matched items: have it track their quantity, or nothing is told of them.' },
]

/** How far the store's items are read, and where each stands. New and changed ones are matched by the poll. */
export async function itemsStep(hub: Hub, connection: Connection): Promise<Step<'items', ItemsFound>> {
  const { roles, pausedRoles } = connection
  const cursor = await hub.store.get('cursors', connection.merchantId, `${connection.id}:items`)
  const readAt = cursor && readAtOf(cursor)
  const isWhole = readAt !== null
  const { report, at } = await itemsReport(hub, connection, isWhole)
  const isRead = roles.length === 0 || roles.some(role => (role === 'orders' || role === 'inventory') && !pausedRoles.includes(role))
  const found = { ...report, countedAt: at, readAt }
  if (!isWhole && isRead) return { step: 'items', state: 'running', says: report.total === 0 ? 'The store’s items are being read.' : `${inWords(report)} so far.`, next: 'Nothing: if it does not move within some minutes, check the connection.', found }
  if (!isWhole) return { step: 'items', state: 'waiting', says: `${inWords(report)} so far; reading is paused, or no role needs the items.`, next: 'Resume the connection, or switch on orders or inventory.', found }
  return { step: 'items', state: 'done', says: `${inWords(report)}.`, next: NEXT.find(({ when }) => when(report))?.next ?? null, found }
}
