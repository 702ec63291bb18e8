// Hostile requests for any list of endpoints: paths, queries, bodies and tokens that nobody means well with, and the one thing that
// must hold of every answer. Which endpoints, and on which server, is the caller's to say.
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { type Endpoint, errors } from '@posthouse/protocol'
import fc from 'fast-check'

/** A server under attack. */
export interface Target {
  readonly base: string
  readonly endpoints: readonly Endpoint[]
  /** An existing app, so that attacks get past the door. */
  readonly org: string
  readonly app: string
  /** Working credentials of every kind, and of another app. */
  readonly tokens: readonly string[]
  /** Where a request says it comes from, for a server that believes this machine about that. */
  readonly addressOf?: () => string
}

/** One request, ready to be written. */
export interface HostileRequest {
  readonly endpoint: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** An answer as it came. */
export interface HostileAnswer {
  readonly status: number
  readonly contentType: string
  readonly text: string
}

/** Sends `runs` hostile requests; throws with the shrunk request and its seed when an answer is not a documented one. */
export async function attack(
  target: Target,
  options: { readonly runs: number; readonly seed?: number },
): Promise<void> {
  const { runs, seed } = options
  await fc.assert(
    fc.asyncProperty(hostileRequest(target), async hostile => {
      const from = target.addressOf?.()
      demandDocumented(await send(target.base, hostile, from === undefined ? {} : { 'x-forwarded-for': from }))
    }),
    { numRuns: runs, ...(seed === undefined ? {} : { seed }) },
  )
}

/** Requests against any of the target's endpoints. */
function hostileRequest(target: Target): fc.Arbitrary<HostileRequest> {
  return fc.constantFrom(...target.endpoints).chain(endpoint =>
    fc.record({
      endpoint: fc.constant(endpoint.name),
      method: fc.oneof(
        { weight: 9, arbitrary: fc.constant(endpoint.method) },
        fc.constantFrom('PATCH', 'PUT', 'DELETE', 'POST'),
      ),
      path: fc.tuple(hostilePath(endpoint, target), hostileQuery(endpoint)).map(([path, query]) => path + query),
      headers: hostileHeaders(target.tokens),
      body: endpoint.method === 'GET' ? fc.constant('') : hostileBody(endpoint),
    }),
  )
}

/** Every answer is a success or an error body of the catalogue, as JSON, and never the server's own fault (S45, I15). */
export function demandDocumented({ status, contentType, text }: HostileAnswer): void {
  assert.match(contentType, /^application\/json/)
  const body = JSON.parse(text) as Record<string, unknown>
  if (status < 300) return
  assert.deepEqual(Object.keys(body), ['error', 'exception', 'timestamp', 'duration', 'error_description'], text)
  const known = Object.values(errors).some(
    entry => entry.status === status && entry.error === body['error'] && entry.exception === body['exception'],
  )
  assert.ok(known, `${status} ${text}`)
  assert.ok(status < 500, `${status} ${text}`)
  assert.doesNotMatch(text, /at .*\.ts:|SQLITE|node:internal/)
}

/** Writes a request byte for byte and reads the whole answer. */
function send(base: string, hostile: HostileRequest, more: Readonly<Record<string, string>>): Promise<HostileAnswer> {
  const { hostname, port } = new URL(base)
  // Node frames the body of a DELETE only when it is told the length.
  const headers = { ...hostile.headers, ...more, 'content-length': String(Buffer.byteLength(hostile.body)) }
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { hostname, port, method: hostile.method, path: hostile.path, headers, agent: false },
      answer => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('error', reject)
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            contentType: answer.headers['content-type'] ?? '',
            text: Buffer.concat(chunks).toString(),
          }),
        )
      },
    )
    outgoing.on('error', reject)
    outgoing.end(hostile.body)
  })
}

/** Texts that have broken somebody's server before. */
const nastyTexts = [
  '',
  '.',
  '..',
  '../../etc/passwd',
  'a/b',
  "' OR 1=1 --",
  '%00',
  '\u0000',
  '\ud800',
  '\u202eevil',
  '\r\nSet-Cookie: a=b',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '__proto__',
  'constructor',
  'x'.repeat(300),
  '😀'.repeat(70),
  'ALICE',
  '-1',
  '1e999',
  '99999999999999999999999999',
  'NaN',
]

const nastyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...nastyTexts),
  fc.string({ unit: 'binary', maxLength: 40 }),
)

const nastyValue: fc.Arbitrary<unknown> = fc.oneof(
  nastyText,
  fc.constantFrom(null, true, -1, 0, 1.5, 2 ** 53, -(2 ** 63), [], {}, [[]], ''),
  fc.jsonValue({ maxDepth: 3 }),
)

function hostilePath(endpoint: Endpoint, target: Target): fc.Arbitrary<string> {
  const parts = endpoint.path.split('/').map(part => {
    if (part === ':org') return mostly(target.org)
    if (part === ':app') return mostly(target.app)
    if (!part.startsWith(':')) return fc.constant(part)
    return fc.oneof(
      fc.constant('alice'),
      nastyText.map(encodeSegment),
      fc.constantFrom('%', '%zz', '%ff', '%2e%2e', '%252f'),
    )
  })
  return fc.tuple(...parts).map(segments => segments.join('/'))
}

function mostly(text: string): fc.Arbitrary<string> {
  return fc.oneof({ weight: 15, arbitrary: fc.constant(text) }, nastyText.map(encodeSegment))
}

function hostileQuery(endpoint: Endpoint): fc.Arbitrary<string> {
  const { properties = {} } = endpoint.query as { readonly properties?: object }
  const name = fc.oneof(
    fc.constantFrom(...Object.keys(properties), 'limit', 'cursor', '__proto__'),
    nastyText.map(encodeSegment),
  )
  const pair = fc.tuple(name, fc.oneof(nastyText.map(encodeSegment), fc.constantFrom('1', '%zz', '%')))
  return fc
    .array(pair, { maxLength: 4 })
    .map(pairs => (pairs.length === 0 ? '' : `?${pairs.map(p => p.join('=')).join('&')}`))
}

function hostileHeaders(tokens: readonly string[]): fc.Arbitrary<Record<string, string>> {
  const authorization = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...tokens).map(token => `Bearer ${token}`) },
    fc.constantFrom(
      '',
      'Bearer',
      'Bearer ',
      'Bearer x y',
      'Basic YTpi',
      `Bearer YWMt${'A'.repeat(43)}`,
      'Bearer ZHQtAAAA',
    ),
  )
  const contentType = fc.constantFrom(
    'application/json',
    'text/plain',
    'x',
    'multipart/form-data; boundary=b',
    'multipart/form-data',
    '',
  )
  const others = fc.constantFrom<Record<string, string>>(
    {},
    { 'content-encoding': 'gzip' },
    { 'idempotency-key': 'k' },
    { 'idempotency-key': '\t' },
  )
  return fc
    .tuple(authorization, contentType, others)
    .map(([auth, type, other]) => ({ authorization: auth, 'content-type': type, ...other }))
}

/** Bodies that resemble what the endpoint wants, with one or all members spoilt, and bodies that resemble nothing. */
function hostileBody(endpoint: Endpoint): fc.Arbitrary<string | Uint8Array> {
  const members = membersOf(endpoint.body)
  const member = fc.constantFrom(...members, 'other', '__proto__', 'constructor')
  const object = fc.array(fc.tuple(member, nastyValue), { maxLength: 8 }).map(pairs => Object.fromEntries(pairs))
  return fc.oneof(
    { weight: 6, arbitrary: object.map(value => JSON.stringify(value)) },
    fc.array(object, { maxLength: 5 }).map(value => JSON.stringify(value)),
    nastyValue.map(value => JSON.stringify(value)),
    fc.constantFrom(
      '',
      '{',
      '[',
      '"',
      'nul',
      '{"a":1,"a":2}',
      '{"__proto__":{"a":1}}',
      '[1e999]',
      '['.repeat(5_000),
      '\ufeff{}',
    ),
    fc.constantFrom('--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nx\r\n--b--', '--b\r\n', '--b--'),
    fc.uint8Array({ maxLength: 60 }),
  )
}

/** The names of an object's members, and of the members of a union's or list's objects. */
function membersOf(schema: object): readonly string[] {
  const {
    properties,
    items,
    anyOf = [],
  } = schema as {
    readonly properties?: object
    readonly items?: object
    readonly anyOf?: readonly object[]
  }
  return [...Object.keys(properties ?? {}), ...(items ? membersOf(items) : []), ...anyOf.flatMap(membersOf)]
}

/** Everything encoded that a request line cannot carry; lone surrogates as the bytes that some clients send for them. */
function encodeSegment(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : '%ed%a0%80'
}
