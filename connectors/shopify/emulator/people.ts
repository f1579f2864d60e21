import type { EmulatorRandom } from '../../kit/emulator/random.ts'
import type { Address } from './model.ts'

// Made-up people at made-up numbers in real places: city, province, its code and a ZIP of that city.
const FIRST = ['Ada', 'Bruno', 'Chidi', 'Dana', 'Elif', 'Farid', 'Grace', 'Hugo', 'Imani', 'Jonas', 'Keiko', 'Lena'] as const
const LAST = ['Abara', 'Berg', 'Costa', 'Dietz', 'Eriksen', 'Fischer', 'Garcia', 'Haddad', 'Ito', 'Jensen', 'Kowalski', 'Lund'] as const
const STREETS = ['Alder Street', 'Birch Avenue', 'Cedar Lane', 'Dogwood Drive', 'Elm Court', 'Foundry Road', 'Garden Way', 'Harbor Street'] as const
const PLACES = [
  ['Portland', 'Oregon', 'OR', '97209'], ['Austin', 'Texas', 'TX', '78701'], ['Columbus', 'Ohio', 'OH', '43215'], ['Denver', 'Colorado', 'CO', '80202'],
  ['Albany', 'New York', 'NY', '12207'], ['Tampa', 'Florida', 'FL', '33602'], ['Madison', 'Wisconsin', 'WI', '53703'], ['Fresno', 'California', 'CA', '93721'],
] as const

/** Somebody who buys. */
export function somebody(random: EmulatorRandom): { readonly address: Address; readonly email: string } {
  const [firstName, lastName] = [random.pick(FIRST), random.pick(LAST)]
  const [city, province, provinceCode, zip] = random.pick(PLACES)
  const address: Address = {
    firstName, lastName, company: null, address1: `${random.integer(1, 999)} ${random.pick(STREETS)}`, address2: null, city, province, provinceCode, zip,
    country: 'United States', countryCode: 'US', phone: `+1555${String(random.integer(0, 9_999_999)).padStart(7, '0')}`,
  }
  return { address, email: `${firstName}.${lastName}@shopper.example`.toLowerCase() }
}
