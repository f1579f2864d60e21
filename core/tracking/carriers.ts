/** How a carrier is named by vendors and people, and its page for a number (`{number}`); a code that is not here gets no link (S0.3). */
export interface Carrier {
  readonly code: string
  readonly name: string
  readonly alsoCalled: readonly string[]
  readonly page: string
  /** Code of the carrier whose numbers these are too: people say the one for the other, and a scan by either name is of the same parcel. */
  readonly series?: string
}

export const CARRIERS: readonly Carrier[] = [
  { code: 'usps', name: 'USPS', alsoCalled: ['us postal service', 'united states postal service', 'stamps_com'], page: 'https://tools.usps.com/go/TrackConfirmAction?tLabels={number}' },
  { code: 'ups', name: 'UPS', alsoCalled: ['united parcel service'], page: 'https://www.ups.com/track?tracknum={number}' },
  { code: 'fedex', name: 'FedEx', alsoCalled: ['federal express'], page: 'https://www.fedex.com/fedextrack/?trknbr={number}' },
  { code: 'dhl_express', name: 'DHL Express', alsoCalled: [], page: 'https://www.dhl.com/global-en/home/tracking/tracking-express.html?submit=1&tracking-id={number}' },
  // The bare name is that of the whole group, whose page finds a number of any of them.
  { code: 'dhl', name: 'DHL', alsoCalled: [], page: 'https://www.dhl.com/global-en/home/tracking.html?tracking-id={number}', series: 'dhl_express' },
  { code: 'dhl_ecommerce', name: 'DHL eCommerce', alsoCalled: ['dhl global mail', 'globalmail'], page: 'https://webtrack.dhlecs.com/orders?trackingNumber={number}' },
  { code: 'ontrac', name: 'OnTrac', alsoCalled: [], page: 'https://www.ontrac.com/tracking/?number={number}' },
  { code: 'lasership', name: 'LaserShip', alsoCalled: [], page: 'https://www.ontrac.com/tracking/?number={number}' },
  { code: 'amazon', name: 'Amazon Logistics', alsoCalled: ['amazon shipping', 'amzl', 'amzl_us'], page: 'https://track.amazon.com/tracking/{number}' },
  { code: 'uniuni', name: 'UniUni', alsoCalled: [], page: 'https://www.uniuni.com/tracking/?no={number}' },
  { code: 'veho', name: 'Veho', alsoCalled: [], page: 'https://track.shipveho.com/#/trackingId/{number}' },
  { code: 'canada_post', name: 'Canada Post', alsoCalled: ['postes canada'], page: 'https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={number}' },
  { code: 'purolator', name: 'Purolator', alsoCalled: [], page: 'https://www.purolator.com/en/shipping/tracker?pin={number}' },
  { code: 'royal_mail', name: 'Royal Mail', alsoCalled: [], page: 'https://www.royalmail.com/track-your-item#/tracking-results/{number}' },
  { code: 'evri', name: 'Evri', alsoCalled: ['hermes uk'], page: 'https://www.evri.com/track/parcel/{number}' },
  { code: 'dpd', name: 'DPD', alsoCalled: [], page: 'https://www.dpdgroup.com/nl/mydpd/my-parcels/track?parcelNumber={number}' },
  { code: 'gls', name: 'GLS', alsoCalled: [], page: 'https://gls-group.com/track/{number}' },
  { code: 'deutsche_post_dhl', name: 'DHL Paket', alsoCalled: ['dhl_paket'], page: 'https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode={number}' },
  { code: 'deutsche_post', name: 'Deutsche Post', alsoCalled: [], page: 'https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode={number}', series: 'deutsche_post_dhl' },
  { code: 'postnl', name: 'PostNL', alsoCalled: [], page: 'https://jouw.postnl.nl/track-and-trace/{number}' },
  { code: 'la_poste', name: 'La Poste', alsoCalled: [], page: 'https://www.laposte.fr/outils/suivre-vos-envois?code={number}' },
  { code: 'colissimo', name: 'Colissimo', alsoCalled: [], page: 'https://www.laposte.fr/outils/suivre-vos-envois?code={number}', series: 'la_poste' },
  { code: 'australia_post', name: 'Australia Post', alsoCalled: ['auspost'], page: 'https://auspost.com.au/mypost/track/details/{number}' },
  { code: 'asendia', name: 'Asendia', alsoCalled: ['asendia_us'], page: 'https://tracking.asendia.com/tracking/{number}' },
]

const plain = (name: string): string => name.trim().toLowerCase().replaceAll(/[\s-]+/g, '_')

const BY_NAME = new Map(CARRIERS.flatMap(carrier => [carrier.code, carrier.name, ...carrier.alsoCalled].map(name => [plain(name), carrier] as const)))

/** The carrier behind a name or code, or null: never a guess. */
export const carrierOf = (name: string): Carrier | null => BY_NAME.get(plain(name)) ?? null

/** One spelling of a carrier everywhere: its code where we know it, else the name in lower case. */
export const carrierCode = (name: string): string => carrierOf(name)?.code ?? plain(name)

/** The carrier's page for a number, or null where the carrier is unknown: never a broken link (S0.3). */
export function trackingUrl(carrier: string, trackingNumber: string): string | null {
  return carrierOf(carrier)?.page.replace('{number}', encodeURIComponent(trackingNumber.trim())) ?? null
}

/** A number as carriers compare it: no blanks, capital letters. */
export const numberOf = (written: string): string => written.replaceAll(/\s+/g, '').toUpperCase()

/** The name under which a number stands once for everybody (S0.2). */
export const numberKey = (carrier: string, trackingNumber: string): string => `${carrierOf(carrier)?.series ?? carrierCode(carrier)}:${numberOf(trackingNumber)}`
