import { describe, expect, it } from 'vitest'
import answers from './fixtures/answers.json' with { type: 'json' }
import { methodOf } from './method.ts'
import { Order } from './wire.ts'

type Raw = NonNullable<(typeof answers)['orders.get']['data']['nodes'][0]>
interface Work { name?: string | null; type?: string; status?: string; service?: boolean }
const line = (title: string, more: { code?: string; isRemoved?: boolean } = {}) => ({ title, code: 'C', isRemoved: false, ...more })

/** An order with these works and shipping lines; `shipped`: something of it was. */
function methodFor(works: readonly Work[], lines: ReturnType<typeof line>[], { shipped = false } = {}): string | null {
  const order = structuredClone(answers['orders.get'].data.nodes[0]) as Raw
  const [work] = order.fulfillmentOrders.nodes
  order.shippingLines.nodes = lines
  if (!shipped) order.fulfillments = []
  order.fulfillmentOrders.nodes = works.map(({ name = null, type = 'SHIPPING', status = 'OPEN', service = false }) => ({
    ...work!, status, assignedLocation: { location: { id: 'gid://shopify/Location/31', isFulfillmentService: service } }, deliveryMethod: { methodType: type, presentedName: name },
  })) as Raw['fulfillmentOrders']['nodes']
  return methodOf(Order.parse(order))
}

const economy = { name: 'Economy' }
const overnight = { name: 'Overnight' }
const pickup = { name: 'Downtown Store', type: 'PICK_UP' }

describe('S2.11: the method of an order', () => {
  it.each<[string, Work[], ReturnType<typeof line>[], string | null]>([
    ['is what the buyer chose for our work, not the pickup that stands first', [pickup, { name: 'Express 1-day' }], [line('Downtown Store'), line('Express 1-day')], 'Express 1-day'],
    ['has all names where our parts differ: a combination to be mapped, no guess', [economy, overnight], [line('Economy'), line('Overnight')], 'Economy + Overnight'],
    ['is the same combination whatever stands first', [overnight, economy], [line('Overnight'), line('Economy')], 'Economy + Overnight'],
    ['is one where all parts have it', [economy, economy], [line('Economy')], 'Economy'],
    ['is the one shipping line’s, verbatim, whatever the work calls it', [{ name: 'Express' }], [line(' Express  (2 days) ')], ' Express  (2 days) '],
    ['of a draft order without lines is what the work says, verbatim', [{ name: ' By van ' }], [], ' By van '],
    ['leaves out what another’s service sends', [economy, { ...overnight, service: true }], [line('Economy'), line('Overnight')], 'Economy'],
    ['is the service’s where nobody else sends anything', [{ ...overnight, service: true }], [line('Overnight')], 'Overnight'],
    ['leaves out work that ended before anything was shipped', [{ ...economy, status: 'CLOSED' }, overnight], [line('Economy'), line('Overnight')], 'Overnight'],
    ['is the line that took the place of the one chosen', [economy], [line('Economy', { isRemoved: true }), line('Overnight')], 'Overnight'],
    ['of work that says nothing is the shipping line’s', [{}], [line('Economy')], 'Economy'],
    ['of work that says nothing, with two lines, is not guessed either', [{}], [line('Economy'), line('Overnight'), line('Economy')], 'Economy + Overnight'],
    ['a title that is empty: the code', [{}], [line('', { code: 'STD' })], 'STD'],
    ['only lines that were removed', [{}], [line('Economy', { isRemoved: true })], null],
    ['none at all', [{}], [], null],
    ['no work that is shown', [], [line('Economy')], 'Economy'],
  ])('%s', (_what, works, lines, method) => {
    expect(methodFor(works, lines)).toBe(method)
  })

  it('does not change while its parts are shipped one after the other', () => {
    const lines = [line('Economy'), line('Overnight')]
    const closed = (work: Work): Work => ({ ...work, status: 'CLOSED' })
    const says = [methodFor([economy, overnight], lines), methodFor([closed(economy), overnight], lines, { shipped: true }), methodFor([closed(economy), closed(overnight)], lines, { shipped: true })]
    expect(new Set(says)).toEqual(new Set(['Economy + Overnight']))
  })

  it('is no longer than a mapping can be', () => {
    expect(methodFor([{ name: 'a'.repeat(200) }, { name: 'b'.repeat(200) }], [])).toHaveLength(255)
  })
})
