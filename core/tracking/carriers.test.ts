import { describe, expect, it } from 'vitest'
import { carrierCode, CARRIERS, numberKey, trackingUrl } from './carriers.ts'

describe('carriers', () => {
  it.each(CARRIERS.map(({ code, page }) => [code, page] as const))('S0.3: %s has a page for a number, by https', (code, page) => {
    expect(page.split('{number}')).toHaveLength(2)
    expect(new URL(trackingUrl(code, ' 1Z 9 ') ?? '').protocol).toBe('https:')
  })

  it('every name means one carrier', () => {
    const names = CARRIERS.flatMap(({ code, name, alsoCalled }) => [...new Set([code, name, ...alsoCalled].map(carrierCode))])
    expect(names).toHaveLength(CARRIERS.length)
  })

  it.each([['UPS', 'ups'], ['Federal Express', 'fedex'], ['DHL Express', 'dhl_express'], ['dhl-express', 'dhl_express'], ['Bob’s  Vans', 'bob’s_vans']])('%s is %s', (written, code) => {
    expect(carrierCode(written)).toBe(code)
  })

  it('S0.3: an unknown carrier has no link; S0.2: one number is written one way', () => {
    expect(trackingUrl('Bob’s Vans', '1')).toBeNull()
    expect(trackingUrl('ups', 'a/b?c')).toBe('https://www.ups.com/track?tracknum=a%2Fb%3Fc')
    expect(numberKey('United Parcel Service', '1z 999 aa1')).toBe('ups:1Z999AA1')
    for (const [said, other] of [['DHL', 'DHL Express'], ['Colissimo', 'La Poste'], ['Deutsche Post', 'DHL Paket']] as const) expect(numberKey(said, '1')).toBe(numberKey(other, '1'))
  })
})
