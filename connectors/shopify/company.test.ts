import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { assert, expect, it, type TestContext } from 'vitest'
import { carrierCode } from '../../core/tracking/carriers.ts'
import { needSpecs } from '../../test/support/need.ts'
import { BY_COUNTRY, EVERYWHERE } from './companies.ts'
import { companyOf, isListed } from './company.ts'

/** The names of the published text: a line each, and then by country, `    * **Spain**: SEUR, …`, in lines that go on without indent. */
function published(ctx: Pick<TestContext, 'skip'>): { everywhere: string[]; byCountry: Record<string, string[]> } {
  const schema = gunzipSync(readFileSync(join(needSpecs(ctx), 'shopify', 'admin-2026-10.graphql.gz'))).toString()
  const text = /^type FulfillmentTrackingInfo \{\n\s*"""(.*?)"""/ms.exec(schema)?.[1] ?? assert.fail('no text')
  const [everywhere = '', national = ''] = text.split('shops located in specific countries')
  const whole = national.replaceAll(/\n[ \t]*(?=[^\s*])/g, ' ')
  return {
    everywhere: [...everywhere.matchAll(/^ {4}\* (.+)$/gm)].map(([, name]) => name!),
    byCountry: Object.fromEntries([...whole.matchAll(/^ *\* \*\*(.+?)\*\*: (.+?)\.?\s*$/gm)].map(([, country, names]) => [country!, names!.split(',').map((name) => name.trim())])),
  }
}

it('has every company of the published list, and no other', (ctx) => {
  const list = published(ctx)
  expect(list.everywhere.length).toBeGreaterThan(100)
  expect(EVERYWHERE).toEqual(list.everywhere)
  expect(BY_COUNTRY).toEqual(list.byCountry)
})

const NAMES = [...new Set([...EVERYWHERE, ...Object.values(BY_COUNTRY).flat()])]
/** As a label keeps it (core/shipping/label.ts). */
const toldFor = (written: string): string => companyOf(carrierCode(written))

it('S0.3: what the floor writes on a label comes out exactly as it is listed, whatever its case and blanks', () => {
  expect(NAMES.filter((name) => toldFor(name) !== name || toldFor(` ${name.toUpperCase()} `) !== name || toldFor(name.toLowerCase().replaceAll(' ', '_')) !== name)).toEqual([])
})

it.each([
  ['ups', 'UPS'], ['postnord_se', 'PostNord SE'], ['Ninja Van', 'NinjaVan'], ['osterreichische post', 'Österreichische Post'], ['R+L carriers', 'R+L Carriers'], ['auspost', 'Australia Post'],
  ['Japan Post', 'Japan Post (EN)'], ['dhl', 'DHL'], ['DHL-Express', 'DHL Express'], ['dhl_paket', 'DHL Paket'], ['Amazon Logistics', 'Amazon'],
])('a carrier %s is the company %s', (written, company) => {
  expect(toldFor(written)).toBe(company)
})

it('who is not on the list keeps the own name', () => {
  expect(['La Poste', 'veho', 'PostNord', 'constructor'].map((name) => [toldFor(name), isListed(toldFor(name))])).toEqual([['La Poste', false], ['Veho', false], ['postnord', false], ['constructor', false]])
})
