import type { Problem } from '../server/schema.ts'
import type { Check } from './checks.ts'
import { CliError, exitOf } from './exit.ts'

/** What the hub refused, with everything that helps to go on: the fields that are wrong and what the vendor was found to say. */
export function refused(status: number, text: string): CliError {
  const problem = problemOf(text)
  if (!problem) return new CliError(exitOf(status), 'not_a_hub', `The answer (${status}) is not a hub's.`, { hint: 'check the address' })
  const { code, detail, requestId, fields, checks } = problem
  return new CliError(exitOf(status), code, detail, {
    requestId, hint: NEXT[code] ?? `docs/errors.md says more about "${code}"`,
    ...(fields && { fields: fields.map(({ field, message }) => ({ field, message })) }), ...(Array.isArray(checks) && { checks: checks as Check[] }),
  })
}

/** What next, where it is a flag or a command of this program. */
const NEXT: Readonly<Record<string, string>> = {
  unauthorized: 'crossdock login keeps another token, or set CROSSDOCK_TOKEN',
  forbidden: 'log in with a token that may: crossdock login --profile NAME, then --profile NAME with the command',
  merchant_required: 'name it with --merchant, by name or id',
  connection_check_failed: 'mend that and give the same command again; nothing was changed',
  role_is_off: 'crossdock connections setup CONNECTION --roles … switches it on (name all that are to be on)',
  stock_not_confirmed: 'crossdock inventory compare CONNECTION, then crossdock connections setup CONNECTION --confirm-stock',
  center_mapped_twice: 'take it out there first: crossdock mappings set CONNECTION LOCATION none --kind locations',
  wrong_state: 'crossdock orders show says where an order is, crossdock connections show where a connection is',
  fulfillment_started: 'crossdock orders show says how far it is; on the floor nobody but the warehouse stops it',
  stale_version: 'somebody changed it at this moment: look at it, and give the command again',
  vendor_unavailable: 'crossdock connections check CONNECTION asks the vendor how it is',
  too_many_requests: 'wait, then give the command again',
}

function problemOf(text: string): Problem | null {
  try {
    const value = JSON.parse(text) as Partial<Problem>
    return typeof value.code === 'string' && typeof value.detail === 'string' ? (value as Problem) : null
  } catch {
    return null
  }
}
