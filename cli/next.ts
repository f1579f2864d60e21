/** As it has to be typed in a shell. */
export const typed = (name: string): string => (/^[\w.-]+$/.test(name) ? name : `"${name.replaceAll(/["$`\\]/g, '\\$&')}"`)

/** The command that mends a finding of a connection, by its code. What has none is mended elsewhere. */
const BY_CODE: Readonly<Record<string, (name: string) => string>> = {
  credentials: name => `crossdock connections rotate ${name}`, credentials_refused: name => `crossdock connections rotate ${name}`,
  door_bad_signature: name => `crossdock connections rotate ${name}`,
  needs_reauth: name => `crossdock connections rotate ${name}`, uninstalled: name => `crossdock connections resume ${name}`, paused: name => `crossdock connections resume ${name}`,
  observing: name => `crossdock connections setup ${name} --mode live`, no_roles: name => `crossdock connections setup ${name} --roles orders,inventory,tracking`,
  stock_not_confirmed: name => `crossdock inventory compare ${name}`, unmapped_ship_option: name => `crossdock mappings list ${name} --unmapped`, inactive_ship_option: name => `crossdock mappings list ${name}`, no_location_mapped: name => `crossdock mappings list ${name} --kind locations`,
}
export const commandFor = ({ code, is }: { code: string; is: string }, connection: string): string | null => (is === 'ok' ? null : BY_CODE[code]?.(typed(connection)) ?? null)
