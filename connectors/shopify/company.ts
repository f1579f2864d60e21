import { BY_COUNTRY, EVERYWHERE } from './companies.ts'

/** Other names of a listed company: our codes, and what floors call it. Where the list has it once a language, what is written in Latin letters is the English one. */
const ALSO: Readonly<Record<string, string>> = {
  asendia: 'Asendia USA', auspost: 'Australia Post', lonestar: 'Lone Star Overnight', nzpost: 'New Zealand Post', tforce: 'TForce Final Mile', uds: 'United Delivery Service',
  japanpost: 'Japan Post (EN)', sagawa: 'Sagawa (EN)', yamato: 'Yamato (EN)',
}

/** Codes of ours that the list has no company for: their names, for people to read; their numbers carry a URL. */
const UNLISTED: Readonly<Record<string, string>> = { deutschepostdhl: 'DHL Paket', laposte: 'La Poste', uniuni: 'UniUni', veho: 'Veho' }

/** Compared without case, accents, spaces and punctuation: a code is written in none of them. */
const folded = (name: string): string => name.normalize('NFKD').toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

const LISTED: ReadonlySet<string> = new Set([...EVERYWHERE, ...Object.values(BY_COUNTRY).flat()])
const NAMES: ReadonlyMap<string, string> = new Map([...Object.entries(UNLISTED), ...Object.entries(ALSO), ...[...LISTED].map((name) => [folded(name), name] as const)])

/** Shopify's name of the carrier, or the carrier as we have it: then the number needs its URL. */
export const companyOf = (carrier: string): string => NAMES.get(folded(carrier)) ?? carrier

/** On Shopify's list, under exactly this name. */
export const isListed = (company: string): boolean => LISTED.has(company)
