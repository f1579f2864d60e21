import type { CommandResult, Order, Todo } from '../model/order.ts'
import type { Person } from '../model/person.ts'
import type { Context, Decision } from './decision.ts'
import { derive, holdKindOf, isOfStock } from './derive.ts'
import { needDiffers, needOf } from './need.ts'
import { hasEnded, isWaiting } from './states.ts'

/** How many results an order remembers; an older repeat finds the state and is refused or harmless by it. */
const REMEMBERED = 20

export interface Noted {
  /** The feed's kind; one a version. */
  kind: string
  /** Names of fields; never their values. */
  changed: readonly string[]
  detail?: Record<string, string | number | boolean | null>
}

interface Settling {
  code: string
  note: Noted | null
  /** `auto`: the revision is raised where the need differs. `always`: raised whatever. `never`: this is the stock's own answer. */
  want?: 'auto' | 'always' | 'never'
  person?: Person | null
  /** Work that follows, besides the want and the note. */
  todo?: readonly Todo[]
}

/**
 * Makes a decision of an order that was changed: status derived, revision raised and one `want` written where the need of stock changed,
 * the note and the command's result put on it. The only place that does any of these.
 */
export function settle(before: Order, after: Order, context: Context, settling: Settling): Decision {
  const shown = derive(after.shipments)
  const reasons = after.shipments.some(isWaiting) ? after.reasons : []
  const shortOf = reasons.some(isOfStock) ? after.shortOf : []
  const moved: Order = {
    ...after, ...shown, reasons, shortOf, holdKind: holdKindOf(shown.status, reasons), updatedAt: context.now,
    todo: [...after.todo, ...(settling.todo ?? [])], commands: remembered(after.commands, context, settling.code),
  }
  const order = noted(wanting(before, moved, settling.want ?? 'auto'), context, settling.note)
  return { is: 'changed', order, code: settling.code, ...(settling.person !== undefined && { person: settling.person }) }
}

function wanting(before: Order, after: Order, want: 'auto' | 'always' | 'never'): Order {
  const raises = want === 'always' || (want === 'auto' && needDiffers(needOf(before), needOf(after)))
  if (!raises) return after
  const revision = after.revision + 1
  return { ...after, revision, todo: [...after.todo.filter(todo => todo.is !== 'want'), { is: 'want', revision }] }
}

function noted(order: Order, context: Context, note: Noted | null): Order {
  if (!note) return order
  const { kind, changed, detail } = note
  return {
    ...order,
    todo: [...order.todo, { is: 'note', kind, version: order.version + 1, at: context.now, actor: context.actor, changed: [...changed], detail: { status: order.status, revision: order.revision, ...detail } }],
  }
}

function remembered(commands: CommandResult[], context: Context, code: string): CommandResult[] {
  return context.commandKey === null ? commands : [...commands, { key: context.commandKey, code, at: context.now }].slice(-REMEMBERED)
}

/** The first answer, where this command was done before under its key. */
export function repeated(order: Order, context: Context): Decision | null {
  const done = context.commandKey === null ? undefined : order.commands.find(command => command.key === context.commandKey)
  return done ? { is: 'same', code: done.code } : null
}

/** Nothing will come of this order any more. */
export const isOver = (order: Order): boolean => order.shipments.every(hasEnded)
