import { type EmulatorReply, type EmulatorRequest } from '../../kit/emulator/exchange.ts'
import type { Context } from './context.ts'
import type { Shop } from './model.ts'

/** Where files are posted to. At Shopify that is a host of its own (shopify-staged-uploads.storage.googleapis.com); a stand-in has one. */
export const UPLOADS = '/staged-uploads/'

interface UploadInput { readonly filename: string; readonly mimeType: string; readonly httpMethod?: string | null; readonly resource: string }
type Parameter = { readonly name: string; readonly value: string }
/** A target that was given out. `content` once its file was posted. */
export interface Upload { readonly parameters: readonly Parameter[]; content: string | null }

/** Targets for files to come, each with the parameters that its POST has to repeat. */
export function stageUploads({ world, shop, base }: Context, input: readonly UploadInput[]): Record<string, unknown> {
  const stagedTargets = input.map(({ filename, mimeType }) => {
    const key = `tmp/${shop.id}/bulk/${world.id()}/${filename}`
    const parameters = [
      { name: 'Content-Type', value: mimeType }, { name: 'success_action_status', value: '201' }, { name: 'acl', value: 'private' }, { name: 'key', value: key },
      { name: 'policy', value: Buffer.from(key).toString('base64') },
    ]
    shop.uploads.set(key, { parameters, content: null })
    return { url: `${base}${UPLOADS}`, resourceUrl: null, parameters }
  })
  return { stagedTargets, userErrors: [] }
}

/** A form that was posted: 201, or the storage's refusal. All parameters as they were given, the file last. */
export function receiveUpload(shops: Iterable<Shop>, { method, headers, body }: EmulatorRequest): EmulatorReply {
  const boundary = /boundary="?([^";]+)/.exec(headers['content-type'] ?? '')?.[1]
  if (method !== 'POST' || boundary === undefined) return xml(400, 'InvalidArgument', 'A form is expected.')
  const parts = partsOf(body ?? '', boundary)
  const file = parts.at(-1)
  const given = new Map(parts.slice(0, -1).map(({ name, value }) => [name, value]))
  const upload = [...shops].map(({ uploads }) => uploads.get(given.get('key') ?? '')).find((found) => found !== undefined)
  if (!upload) return xml(403, 'AccessDenied', 'Access denied.')
  // What stands after the file is ignored by the storage, so a parameter there is one that is missing.
  const missing = upload.parameters.find(({ name, value }) => given.get(name) !== value)
  if (missing || file?.name !== 'file') return xml(400, 'InvalidPolicyDocument', `The field ${missing?.name ?? 'file'} is missing, wrong, or after the file.`)
  upload.content = file.value
  return { status: 201, headers: { 'content-type': 'application/xml' }, body: `<?xml version="1.0"?><PostResponse><Key>${given.get('key')}</Key></PostResponse>` }
}

function partsOf(body: string, boundary: string): Parameter[] {
  return body.split(`--${boundary}`).slice(1, -1).flatMap((part) => {
    const at = part.indexOf('\r\n\r\n')
    const name = /name="([^"]+)"/.exec(part.slice(0, at))?.[1]
    return at < 0 || name === undefined ? [] : [{ name, value: part.slice(at + 4).replace(/\r\n$/, '') }]
  })
}

const xml = (status: number, code: string, message: string): EmulatorReply =>
  ({ status, headers: { 'content-type': 'application/xml' }, body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>` })
