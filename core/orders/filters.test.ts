import { describe, expect, it } from 'vitest'
import { after, AROUND, by, draft, imported, intake, NOW, person, processing, SHOP, STANDARD } from '../../test/support/orders.ts'
import type { OrderDraft } from '../model/drafts.ts'
import type { ConnectionId, ShipOptionId } from '../model/ids.ts'
import type { Order } from '../model/order.ts'
import type { Rule } from '../model/rules.ts'
import { edit } from './edit.ts'
import { rulingOf } from './filters.ts'
import { release } from './hold.ts'
import { received } from './receive.ts'

const rule = (more: Partial<Rule>): Rule => ({ name: 'rule', active: true, when: { tags: ['vip'] }, does: { hold: true }, ...more })
const usd = (minor: number) => ({ minor, currency: 'USD' })
const FAST = 'fast' as ShipOptionId
const around = { ...AROUND, options: { ...AROUND.options, activeOptions: new Set([STANDARD, FAST]) } }
const said = (order: Order | null, rules: Rule[], more: Partial<OrderDraft> = {}) => received(order, draft({ updatedAt: NOW + 1_000, ...more }), intake({ rules, around }))
const came = (rules: Rule[], more: Partial<OrderDraft> = {}): Order => imported(more, { rules, around })
const codes = (order: Order) => order.reasons.map(({ code, subject }) => `${code} ${subject ?? ''}`.trim())

describe('S5.9: what a rule fits', () => {
  it.each<[string, Rule['when'], boolean]>([
    ['a tag, whatever its case', { tags: ['VIP '] }, true], ['one of several tags', { tags: ['x', 'vip'] }, true], ['another tag', { tags: ['x'] }, false],
    ['the country', { countries: ['US', 'CA'] }, true], ['another country', { countries: ['CA'] }, false],
    ['a SKU', { skus: ['MUG'] }, true], ['a SKU that was taken out', { skus: ['CUP'] }, false],
    ['where it was sold', { sources: ['pos'] }, true], ['elsewhere', { sources: ['web'] }, false],
    ['from a value on', { value: { from: usd(1_250) } }, true], ['above it', { value: { from: usd(1_251) } }, false], ['up to a value', { value: { to: usd(1_249) } }, false],
    ['another currency fits no value', { value: { from: { minor: 1, currency: 'EUR' } } }, false],
    ['all conditions at once', { tags: ['vip'], countries: ['US'], value: { from: usd(1), to: usd(9_999) } }, true], ['one that does not fit is enough', { tags: ['vip'], countries: ['CA'] }, false],
  ])('%s', (_what, when, fits) => {
    const order = draft({ tags: ['vip'], source: 'POS', lines: [draft().lines[0]!, { ...draft().lines[0]!, externalId: 'l2', sku: 'CUP', quantity: 0, parts: [] }] })
    expect(rulingOf(order, [rule({ when })], SHOP).holds).toHaveLength(fits ? 1 : 0)
  })

  it('what an order does not say fits no condition about it', () => {
    const mute = draft({ recipient: 'redacted', total: null, source: null })
    for (const when of [{ countries: ['US'] }, { sources: ['web'] }, { value: {} }]) expect(rulingOf(mute, [rule({ when })], SHOP).holds).toEqual([])
  })

  it('a recipient that the store hides fits the country that it shows', () => {
    const hidden = draft({ recipient: 'redacted', country: 'US' })
    expect([['US'], ['CA']].map((countries) => rulingOf(hidden, [rule({ when: { countries } })], SHOP).holds.length)).toEqual([1, 0])
    expect(said(null, [rule({ when: { countries: ['US'] }, does: { ignore: true } })], { recipient: 'redacted', country: 'US' })).toEqual({ is: 'ignored', code: 'filtered' })
    expect(came([], { recipient: 'redacted', country: 'US' })).toMatchObject({ destination: null, reasons: [{ code: 'person_data_missing' }] })
  })

  it('off, or of another connection, a rule is passed over; several add up, the first ship option stands', () => {
    const order = draft({ tags: ['vip'] })
    expect(rulingOf(order, [rule({ active: false }), rule({ connectionIds: ['other' as ConnectionId] })], SHOP).holds).toEqual([])
    const both = rulingOf(order, [rule({ name: 'a', does: { shipOptionId: FAST, tags: ['x'] } }), rule({ name: 'b', does: { hold: true, shipOptionId: STANDARD, tags: ['x', 'y'] } })], SHOP)
    expect(both).toMatchObject({ ignoredBy: null, shipOptionId: FAST, tags: ['x', 'y'], holds: [{ code: 'special_requirement', subject: 'rule “b”' }] })
  })
})

describe('S5.9: what a rule does', () => {
  const vip = { tags: ['vip'] }
  it('ignores: nothing is kept, and once it fits no more the order comes', () => {
    const rules = [rule({ does: { ignore: true } })]
    expect(said(null, rules, vip)).toEqual({ is: 'ignored', code: 'filtered' })
    expect(said(null, rules)).toMatchObject({ is: 'changed', code: 'imported' })
  })

  it('holds with its name until a person lets it go, and then not again', () => {
    const rules = [rule({ name: 'Wholesale' })]
    const held = came(rules, vip)
    expect(held).toMatchObject({ status: 'action_required', reasons: [{ code: 'special_requirement', message: 'Held for a decision: rule “Wholesale”.' }] })
    const free = after(release(held, by(person('owner'))))
    expect(free).toMatchObject({ status: 'import_review', reasons: [] })
    expect(said(free, rules, { ...vip, total: usd(99) })).toMatchObject({ is: 'changed', order: { reasons: [] } })
    expect(after(said(free, [...rules, rule({ name: 'Other' })], { ...vip, total: usd(99) })).reasons).toMatchObject([{ subject: 'rule “Other”' }])
  })

  it('tags and sets the ship option, before the mapping and after a person', () => {
    const rules = [rule({ does: { tags: ['fragile'], shipOptionId: FAST } })]
    const order = came(rules, { ...vip, method: 'Nobody mapped this' })
    expect(order).toMatchObject({ status: 'import_review', tags: ['vip', 'fragile'], shipOptionId: FAST })
    expect(after(said(order, rules, { ...vip, total: usd(1) }))).toMatchObject({ tags: ['vip', 'fragile'], shipOptionId: FAST, status: 'import_review' })
    const chosen = after(edit(order, { shipOptionId: STANDARD, tags: ['mine'] }, null, around, by(person('owner'))))
    expect(after(said(chosen, rules, { ...vip, total: usd(1) }))).toMatchObject({ tags: ['mine'], shipOptionId: STANDARD })
  })

  it('an option that is not active holds like a mapping to one', () => {
    expect(codes(imported(vip, { rules: [rule({ does: { shipOptionId: 'gone' as ShipOptionId } })] }))).toEqual(['inactive_ship_option gone'])
  })

  it('applies to the store’s next word on an order that has not begun, and not to one that is only read again', () => {
    const order = came([], vip)
    expect(received(order, draft(vip), intake({ rules: [rule({})], around }))).toEqual({ is: 'same', code: 'same_content' })
    expect(after(said(processing(order), [rule({})], vip))).toMatchObject({ status: 'action_required', shipments: [{ centerId: null }] })
    expect(after(said(order, [rule({ does: { ignore: true } })], { ...vip, total: usd(5) })).status).toBe('import_review')
  })
})
