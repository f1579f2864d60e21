/** What the demo's shop sells, and where it stands. Plain data: a dozen things a small outdoor brand would sell. */
export const ITEMS = [
  { sku: 'TENT-2P-GRN', name: 'Two-person tent, green', stock: [60, 25] },
  { sku: 'TENT-4P-GRN', name: 'Four-person tent, green', stock: [20, 30] },
  { sku: 'BAG-DOWN-M', name: 'Down sleeping bag, M', stock: [120, 80] },
  { sku: 'BAG-DOWN-L', name: 'Down sleeping bag, L', stock: [90, 70] },
  { sku: 'MAT-FOAM', name: 'Foam mat', stock: [300, 200] },
  { sku: 'STOVE-GAS', name: 'Gas stove', stock: [150, 90] },
  { sku: 'MUG-STEEL', name: 'Steel mug', stock: [500, 400] },
  { sku: 'LAMP-HEAD', name: 'Head lamp', stock: [260, 240] },
  { sku: 'ROPE-8MM', name: 'Rope, 8 mm', stock: [100, 60] },
  { sku: 'KNIFE-FOLD', name: 'Folding knife', stock: [80, 120] },
  { sku: 'BOTTLE-1L', name: 'Water bottle, 1 l', stock: [350, 350] },
  { sku: 'SOCKS-WOOL', name: 'Wool socks', stock: [6, 4] },
] as const

export const CENTERS = [
  { name: 'Moreno Valley', country: 'US', priority: 1 },
  { name: 'Allentown', country: 'US', priority: 2 },
] as const

export const SHIP_OPTIONS = [
  { name: 'Standard', carrier: 'usps', service: 'ground_advantage' },
  { name: '2-Day Express', carrier: 'ups', service: '2nd_day_air' },
  { name: 'Overnight', carrier: 'fedex', service: 'standard_overnight' },
] as const

/** The store's methods. The third is not mapped at first, so that its orders wait until the merchant maps it; the last is what the stand-in calls it where whoever places an order names none. */
export const METHODS = [
  { title: 'Economy', shipOption: 'Standard', mapped: true },
  { title: 'Express', shipOption: '2-Day Express', mapped: true },
  { title: 'Express Saver', shipOption: '2-Day Express', mapped: false },
  { title: 'Standard', shipOption: 'Standard', mapped: true },
] as const

export const ADDRESSES = [
  { firstName: 'Ada', lastName: 'Moss', address1: '12 Orchard Row', city: 'Portland', provinceCode: 'OR', zip: '97201', countryCode: 'US' },
  { firstName: 'Ben', lastName: 'Holm', address1: '408 Lakeview Ave', city: 'Madison', provinceCode: 'WI', zip: '53703', countryCode: 'US' },
  { firstName: 'Cleo', lastName: 'Park', address1: '77 Mission St', city: 'San Francisco', provinceCode: 'CA', zip: '94105', countryCode: 'US' },
  { firstName: 'Dev', lastName: 'Rao', address1: '9 Peachtree Pl', city: 'Atlanta', provinceCode: 'GA', zip: '30309', countryCode: 'US' },
] as const
