import { typed } from './next.ts'
import { type Setup, type StepName, type StepOf, stepOf } from './steps.ts'

/** The command that does what a step of connecting says is next; null where it is nobody's here. */
const OF_STEP: { readonly [N in StepName]: (step: StepOf<N>, name: string, setup: Setup) => string | null } = {
  check: (_step, name) => `crossdock connections check ${name}`,
  locations: ({ found }, name) => `crossdock mappings set ${name} ${typed(found.unmapped[0]?.name ?? 'LOCATION')} CENTER --kind locations`,
  items: ({ state }, name) => (state === 'done' ? `crossdock mappings list ${name} --kind items --unmapped` : `crossdock connections check ${name}`),
  methods: ({ found }, name, setup) => (found.unmapped[0] !== undefined ? `crossdock mappings set ${name} ${typed(found.unmapped[0])} SHIP-OPTION` : found.total > 0 ? `crossdock mappings list ${name}` : hasRole(setup, 'orders') ? null : `crossdock connections setup ${name} --roles orders`),
  older_orders: (_step, name) => `crossdock connections setup ${name} --start-at 30d --dry-run`,
  stock: ({ found }, name) => (found.numbers === null || found.numbers.compared === 0 ? `crossdock inventory compare ${name}` : `crossdock connections setup ${name} --confirm-stock`),
  roles: ({ found }, name) => (found.roles.some(({ isOn, isPaused }) => isOn && isPaused) ? `crossdock connections resume ${name}` : `crossdock connections setup ${name} ${found.roles.some(({ isOn }) => isOn) ? '--mode live' : '--roles orders,inventory,tracking'}`),
}

export function commandOf<N extends StepName>(setup: Setup, name: N, connection: string): string | null {
  const step = stepOf(setup, name)
  return step.next === null || step.state === 'running' ? null : (OF_STEP[name] as (step: StepOf<N>, name: string, setup: Setup) => string | null)(step, typed(connection), setup)
}

const hasRole = (setup: Setup, role: string): boolean => stepOf(setup, 'roles').found.roles.some(one => one.role === role && one.isOn)
