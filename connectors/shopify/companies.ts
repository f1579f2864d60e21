/**
 * Shopify's list of tracking companies, exactly as it is written there: capitals, accents and brackets matter (published schema 2026-10,
 * FulfillmentTrackingInfo.company). Shown for shops of any country, and for those of one.
 */
export const EVERYWHERE: readonly string[] = [
  '4PX', 'AGS', 'Amazon', 'Amazon Logistics UK', 'An Post', 'Anjun Logistics', 'APC', 'Asendia USA', 'Australia Post', 'Bonshaw', 'BPost',
  'BPost International', 'Canada Post', 'Canpar', 'CDL Last Mile', 'China Post', 'Chronopost', 'Chukou1', 'Colissimo', 'Comingle', 'Coordinadora',
  'Correios', 'Correos', 'CTT', 'CTT Express', 'Cyprus Post', 'Delnext', 'Deutsche Post', 'DHL eCommerce', 'DHL eCommerce Asia', 'DHL Express',
  'DPD', 'DPD Local', 'DPD UK', 'DTD Express', 'DX', 'Eagle', 'Estes', 'Evri', 'FedEx', 'First Global Logistics', 'First Line', 'FSC', 'Fulfilla',
  'GLS', 'Guangdong Weisuyi Information Technology (WSE)', 'Heppner Internationale Spedition GmbH & Co.', 'Iceland Post', 'IDEX', 'Israel Post',
  'Japan Post (EN)', 'Japan Post (JA)', 'La Poste Colissimo', 'La Poste Burkina Faso', 'Lasership', 'Latvia Post', 'Lietuvos Paštas', 'Logisters',
  'Lone Star Overnight', 'M3 Logistics', 'Meteor Space', 'Mondial Relay', 'New Zealand Post', 'NinjaVan', 'North Russia Supply Chain (Shenzhen) Co.',
  'OnTrac', 'Packeta', 'Pago Logistics', 'Ping An Da Tengfei Express', 'Pitney Bowes', 'Portal PostNord', 'Poste Italiane', 'PostNL', 'PostNord DK',
  'PostNord NO', 'PostNord SE', 'Purolator', 'Qxpress', 'Qyun Express', 'Royal Mail', 'Royal Shipments', 'Sagawa (EN)', 'Sagawa (JA)', 'Sendle',
  'SF Express', 'SFC Fulfillment', 'ShipBob', 'SHREE NANDAN COURIER', 'Singapore Post', 'Southwest Air Cargo', 'StarTrack', 'Step Forward Freight',
  'Swiss Post', 'TForce Final Mile', 'Tinghao', 'TNT', 'Toll IPEC', 'United Delivery Service', 'UPS', 'USPS', 'Venipak', 'We Post', 'Whistl',
  'Wizmo', 'WMYC', 'Xpedigo', 'XPO Logistics', 'Yamato (EN)', 'Yamato (JA)', 'YiFan Express', 'YunExpress',
]

export const BY_COUNTRY: Readonly<Record<string, readonly string[]>> = {
  Australia: [
    'Australia Post', 'Sendle', 'Aramex Australia', 'TNT Australia', 'Hunter Express', 'Couriers Please', 'Bonds', 'Allied Express',
    'Direct Couriers', 'Northline', 'GO Logistics',
  ],
  Austria: ['Österreichische Post'],
  Bulgaria: ['Speedy'],
  Canada: ['Intelcom', 'BoxKnight', 'Loomis', 'GLS'],
  China: ['China Post', 'DHL eCommerce Asia', 'WanbExpress', 'YunExpress', 'Anjun Logistics', 'SFC Fulfillment', 'FSC'],
  Czechia: ['Zásilkovna'],
  Germany: ['Deutsche Post (DE)', 'Deutsche Post (EN)', 'DHL', 'DHL Express', 'Swiship', 'Hermes', 'GLS'],
  Spain: ['SEUR'],
  France: ['Colissimo', 'Mondial Relay', 'Colis Privé', 'GLS'],
  'United Kingdom': ['Evri', 'DPD UK', 'Parcelforce', 'Yodel', 'DHL Parcel', 'Tuffnells'],
  Greece: ['ACS Courier'],
  'Hong Kong SAR': ['SF Express'],
  Ireland: ['Fastway', 'DPD Ireland'],
  India: ['DTDC', 'India Post', 'Delhivery', 'Gati KWE', 'Professional Couriers', 'XpressBees', 'Ecom Express', 'Ekart', 'Shadowfax', 'Bluedart'],
  Italy: ['BRT', 'GLS Italy'],
  Japan: ['エコ配', '西濃運輸', '西濃スーパーエキスプレス', '福山通運', '日本通運', '名鉄運輸', '第一貨物'],
  Netherlands: ['DHL Parcel', 'DPD'],
  Norway: ['Bring'],
  Poland: ['Inpost'],
  Turkey: ['PTT', 'Yurtiçi Kargo', 'Aras Kargo', 'Sürat Kargo'],
  'United States': ['GLS', 'Alliance Air Freight', 'Pilot Freight', 'LSO', 'Old Dominion', 'Pandion', 'R+L Carriers', 'Southwest Air Cargo'],
  'South Africa': ['Fastway', 'Skynet'],
}
