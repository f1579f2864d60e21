import { VendorError } from '../../core/ports/connector.ts'

/**
 * Refuses an address before it leaves: only the connector's own hosts, by https, on the default port, without user info. A base URL
 * (an emulator, set by the operator) stands in for the list, scheme and port included. Credentials never go anywhere else (I33).
 */
export function checkHost(url: string, hosts: readonly string[], baseUrl: string | null): void {
  if (!URL.canParse(url)) throw refused('no address')
  const target = new URL(url)
  if (target.username !== '' || target.password !== '') throw refused('an address with user info')
  if (baseUrl !== null) {
    if (target.origin !== new URL(baseUrl).origin) throw refused(target.host)
    return
  }
  // `host` has the port where it is not the default, so `vendor.example:8443` matches no entry by accident.
  if (target.protocol !== 'https:' || !hosts.some((host) => host.toLowerCase() === target.host)) throw refused(target.host)
}

function refused(what: string): VendorError {
  return new VendorError('malformed', 'no', `refused to call ${what}: it is not among the connector's hosts`, { code: 'host_refused' })
}
