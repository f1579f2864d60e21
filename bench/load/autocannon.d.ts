/** The part of autocannon that is used here; the package comes without types. */
declare module 'autocannon' {
  interface Request { method: string; path: string; headers: Record<string, string>; body: Buffer; setupRequest?(request: Request): Request }
  interface Options { url: string; connections: number; duration: number; overallRate: number; requests: readonly Request[] }
  interface Result {
    latency: { p50: number; p99: number; max: number }
    requests: { total: number }
    duration: number
    errors: number
    timeouts: number
    non2xx: number
    '2xx': number
  }
  function autocannon(options: Options): Promise<Result>
  export default autocannon
}
