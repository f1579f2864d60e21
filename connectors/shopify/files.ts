import { type Host, VendorError } from '../../core/ports/connector.ts'

/** Where bulk operations have their files, beside the shop: uploads (A4), and results by signed addresses. */
export const FILE_HOSTS: readonly string[] = ['shopify-staged-uploads.storage.googleapis.com', 'storage.googleapis.com']

export interface Target { url: string; parameters: readonly { name: string; value: string }[] }
export interface Files {
  upload(target: Target, content: string, signal: AbortSignal): Promise<void>
  download(url: string, signal: AbortSignal): Promise<string>
}

/** No token goes there: the addresses are signed. A file alone changes nothing, so a failed upload is surely no write. */
export function filesOf(host: Host): Files {
  return {
    upload: async ({ url, parameters }, content, signal) => host.call('files', 'write', async (transport, ends) => {
      const boundary = `crossdock-${host.id()}`
      // All parameters first and the file last, or the storage refuses the form (A4).
      const fields = [...parameters, { name: 'file"; filename="levels.jsonl', value: content }]
      const body = `${fields.map(({ name, value }) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}--${boundary}--\r\n`
      const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }
      const answer = await transport({ method: 'POST', url, headers, body }, AbortSignal.any([signal, ends])).catch((error: unknown) => { throw unfinished('upload', String(error)) })
      if (answer.status !== 201 && answer.status !== 204) throw unfinished('upload', `HTTP ${answer.status} ${answer.body.slice(0, 200)}`)
    }),
    download: async (url, signal) => host.call('files', 'read', async (transport, ends) => {
      const answer = await transport({ method: 'GET', url, headers: {}, body: null }, AbortSignal.any([signal, ends]))
      if (answer.status !== 200) throw unfinished('download', `HTTP ${answer.status}`)
      return answer.body
    }),
  }
}

const unfinished = (what: string, why: string): VendorError => new VendorError('unavailable', 'no', `${what}: ${why}`, { code: 'file_not_moved' })
