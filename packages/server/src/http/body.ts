// From the bytes of a request body to a value. JSON is read whatever the content type says, because real clients send it without
// one (spec/easemob.md §1.1); forms are read only where an endpoint takes uploads. Limits come before parsing (S30, S31).
import { isUtf8 } from 'node:buffer'
import multipart from '@fastify/multipart'
import { type Endpoint, kibibyte } from '@posthouse/protocol'
import type { FastifyBodyParser, FastifyInstance, FastifyRequest } from 'fastify'
import { sha256 } from '../base/crypto.ts'
import { PosthouseError } from '../base/failure.ts'
import { JsonRefused, parseJson } from '../base/json.ts'

/** Most fields of a form; the longest form of spec/easemob.md §3.1 has ten. */
const formFieldsMax = 32
/** Longest value of one form field, bytes. */
const formFieldBytesMax: number = 16 * kibibyte

/** What all fields and part headers of a form may add to its file. */
const formOverheadBytesMax: number = formFieldsMax * formFieldBytesMax

/** Teaches a server to read bodies of JSON. */
export function readBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  const read: FastifyBodyParser<Buffer> = (request, bytes, done) => {
    try {
      done(null, bodyValue(request, bytes))
    } catch (refused) {
      done(refused as Error)
    }
  }
  // By its name too: what is known only as "anything" is parsed as a media type first, with every request.
  for (const type of ['application/json', '*']) server.addContentTypeParser(type, { parseAs: 'buffer' }, read)
}

/** Teaches a part of a server to read forms as well; apart, because the plugin puts hooks on every request around it. */
export function readForms(server: FastifyInstance, uploadBytesMax: number): void {
  server.register(multipart, {
    limits: {
      fields: formFieldsMax,
      fieldSize: formFieldBytesMax,
      fieldNameSize: 100,
      files: 1,
      fileSize: uploadBytesMax,
      parts: formFieldsMax + 1,
    },
  })
}

/** Before the body is read: refuses what cannot be read, and makes the framework forget a content type that does not matter. */
export function prepareBody(request: FastifyRequest, endpoint: Endpoint): void {
  const { headers } = request.raw
  refuseEncoded(request)
  const contentType = headers['content-type']
  if (contentType === undefined) return
  const form = endpoint.bodyKind === 'json-or-multipart' && /^multipart\/form-data *;/i.test(contentType)
  if (!form) headers['content-type'] = 'application/json'
  // The form reader bounds each part; what says it is larger than all of them together is not read at all.
  else if (Number(headers['content-length']) > endpoint.bodyBytesMax + formOverheadBytesMax)
    throw new PosthouseError('body_too_large', { limit: endpoint.bodyBytesMax })
}

/** The same where a handler is given the bytes: no content type matters. */
export function prepareBytes(request: FastifyRequest): void {
  refuseEncoded(request)
  request.raw.headers['content-type'] = 'application/json'
}

function refuseEncoded(request: FastifyRequest): void {
  const encoding = request.raw.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') throw new PosthouseError('media_type_unsupported')
}

/** Reads a form, if the request is one: text fields as strings, the file's bytes as base64 under its field's name. */
export async function readForm(request: FastifyRequest): Promise<void> {
  if (!request.isMultipart()) return
  try {
    request.body = await formOf(request)
  } catch (cause) {
    if (cause instanceof PosthouseError || (cause instanceof Error && 'code' in cause)) throw cause
    // What the form reader has no code for is always about the bytes that came.
    throw new PosthouseError('argument_illegal', { reason: 'the multipart form cannot be read' }, { cause })
  }
}

async function formOf(request: FastifyRequest): Promise<Readonly<Record<string, string>>> {
  const form: Record<string, string> = {}
  for await (const part of request.parts()) {
    const { fieldname: name } = part
    const refused = new PosthouseError('parameter_invalid', { field: name.slice(0, 64) })
    if (name === '__proto__' || Object.hasOwn(form, name)) throw refused
    if (part.type === 'file') form[name] = (await part.toBuffer()).toString('base64')
    else if (part.valueTruncated || part.fieldnameTruncated) throw refused
    else form[name] = String(part.value)
  }
  return form
}

function bodyValue(request: FastifyRequest, bytes: Buffer): unknown {
  const { endpoint, readsBytes } = request.routeOptions.config
  if (readsBytes) return bytes
  if (endpoint === undefined || endpoint.bodyKind === 'none') return undefined
  if (request.arrival.idempotencyKey !== undefined) request.arrival.bodyDigest = sha256(bytes)
  if (!isUtf8(bytes)) throw new JsonRefused('the body is not UTF-8')
  const text = bytes.toString('utf8')
  // A byte order mark is no JSON, but editors on Windows write one.
  return parseJson(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, endpoint.bodyKeysMax)
}
