import { expect, it } from 'vitest'
import type { ShipmentNews } from '../../core/model/drafts.ts'
import { CARRIERS, trackingUrl } from '../../core/tracking/carriers.ts'
import { companyOf, isListed } from './company.ts'
import { retrackingOf, trackingOf } from './tracking-input.ts'
import type { Fulfillment } from './wire.ts'

it.each<[string, ShipmentNews['parcels'], unknown]>([
  ['a carrier of the list, by its exact name', [{ carrier: 'fedex', trackingNumber: '1', url: null }], { company: 'FedEx', numbers: ['1'] }],
  ['punctuation and case do not matter to us', [{ carrier: 'DHL_Express', trackingNumber: '1', url: null }], { company: 'DHL Express', numbers: ['1'] }],
  ['another carrier, with its address', [{ carrier: 'Moonlight Couriers', trackingNumber: '1', url: 'https://m.example/1' }], { company: 'Moonlight Couriers', numbers: ['1'], urls: ['https://m.example/1'] }],
  ['addresses stand at the numbers’ places: all or none', [{ carrier: 'ups', trackingNumber: '1', url: 'https://u.example/1' }, { carrier: 'ups', trackingNumber: '2', url: null }], { company: 'UPS', numbers: ['1', '2'] }],
  ['two carriers have no one company', [{ carrier: 'ups', trackingNumber: '1', url: null }, { carrier: 'usps', trackingNumber: '2', url: null }], { numbers: ['1', '2'] }],
  ['an address that is none is left out', [{ carrier: 'ups', trackingNumber: '1', url: 'javascript:alert(1)' }], { company: 'UPS', numbers: ['1'] }],
  ['no parcels', [], null],
])('tracking: %s', (_what, parcels, tracking) => {
  expect(trackingOf({ parcels })).toEqual(tracking)
})

it.each(CARRIERS.map(({ code }) => code))('S0.3: a number of %s can be clicked at the store: by the listed name, or by its address', (carrier) => {
  const url = trackingUrl(carrier, '1')
  const { company, urls } = trackingOf({ parcels: [{ carrier, trackingNumber: '1', url }] })!
  expect(isListed(company!) || urls !== undefined).toBe(true)
  // A person reads it: no code of ours.
  expect(company).not.toMatch(/_/)
})

const standing = (...infos: [number: string, url: string | null][]): Fulfillment => ({
  id: 'gid://shopify/Fulfillment/7', status: 'SUCCESS', trackingInfo: infos.map(([number, url]) => ({ number, url })), fulfillmentLineItems: { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] },
})
const parcels = [{ carrier: 'ups', trackingNumber: 'NEW', url: 'https://u.example/NEW' }]

it.each<[string, Fulfillment, unknown]>([
  ['all of ours, and none of the old', standing(['OLD', 'https://u.example/OLD']), { company: companyOf('ups'), numbers: ['NEW'], urls: ['https://u.example/NEW'] }],
  ['C7: what somebody added, with its address', standing(['OLD', null], ['X', 'https://x.example/X']), { company: 'UPS', numbers: ['NEW', 'X'], urls: ['https://u.example/NEW', 'https://x.example/X'] }],
  ['addresses only where all have one', standing(['OLD', null], ['X', null]), { company: 'UPS', numbers: ['NEW', 'X'] }],
  ['ours once', standing(['NEW', null], ['OLD', null]), { company: 'UPS', numbers: ['NEW'], urls: ['https://u.example/NEW'] }],
])('an update replaces everything, so it says: %s', (_what, fulfillment, tracking) => {
  expect(retrackingOf({ parcels }, fulfillment, ['OLD'])).toEqual(tracking)
})
