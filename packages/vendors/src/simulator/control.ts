// The simulators' remote control: a plain HTTP server on 127.0.0.1 with a bearer token, to read what arrived, to change a token's
// state and to arm faults (spec/vendors.md §0.4). It decides nothing about pushes.
//
//   GET    /                    {simulators: [{vendor, url, endpoints}]}
//   GET    /{vendor}/received   {received: [...]}
//   GET    /{vendor}/delivered  {delivered: [...]}
//   GET    /{vendor}/follow     one line of JSON for each push that is taken from now on
//   POST   /{vendor}/tokens     {token, app, state}   → 204
//   POST   /{vendor}/tokens     {app, index}          {token}: a new one, active
//   POST   /{vendor}/faults     a Fault               → 204
//   DELETE /{vendor}/faults                           → 204
//   POST   /{vendor}/receipts   {fate, token or vendorId, url}   {status, body}: what the receiver answered; url where no push names one
import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Simulator } from './contract.ts'
import { InputError, membersOf, parseFault, parseTokenState } from './fault-input.ts'
import { FOLLOWERS_MAX, follow } from './follow.ts'
import { parseReport, reportTo } from './report.ts'

/** Most bytes of a request body. */
export const CONTROL_BODY_MAX = 65_536

/** How {@link startControl} serves. */
export interface ControlOptions {
  /** 0 = any free port. */
  readonly port: number
  /** What `authorization: Bearer …` must carry. */
  readonly token: string
  /** By vendor name; read at each request, so later additions count. Who started them closes them. */
  readonly simulators: ReadonlyMap<string, Simulator>
  /** Epoch ms, for `unregistered` without a time. */
  readonly now: () => number
}

/** A listening control server. */
export interface Control extends AsyncDisposable {
  /** `http://127.0.0.1:port`. */
  readonly url: string
  readonly port: number
}

interface Reply {
  readonly status: number
  readonly body?: unknown
}

/** Listens; rejects when the port is taken. */
export async function startControl(options: ControlOptions): Promise<Control> {
  const server = createServer((request, response) => void serve(options, request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const close = (): Promise<void> =>
    new Promise(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${port}`, port, [Symbol.asyncDispose]: close }
}

async function serve(options: ControlOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const followed = followedOf(options, request)
  if (followed && follow(followed, response)) return
  const { status, body } = await reply(options, request)
  const text = body === undefined ? '' : JSON.stringify(body)
  const closing = status >= 400 ? { connection: 'close' } : {}
  response.writeHead(status, { 'content-type': 'application/json', ...closing }).end(text)
}

/** The simulator whose deliveries an allowed request wants to follow. */
function followedOf({ simulators, token }: ControlOptions, request: IncomingMessage): Simulator | undefined {
  const vendor = /^\/([^/?]+)\/follow(?:\?|$)/.exec(request.url ?? '')?.[1]
  if (vendor === undefined || request.method !== 'GET' || !isAllowed(request.headers.authorization, token))
    return undefined
  return simulators.get(vendor)
}

async function reply(options: ControlOptions, request: IncomingMessage): Promise<Reply> {
  if (!isAllowed(request.headers.authorization, options.token))
    return refusal(401, 'authorization: Bearer <token> is missing or wrong')
  try {
    return await route(options, request)
  } catch (error) {
    if (error instanceof InputError || error instanceof RangeError) return refusal(400, error.message)
    return refusal(500, error instanceof Error ? error.message : String(error))
  }
}

async function route(options: ControlOptions, request: IncomingMessage): Promise<Reply> {
  const [path = '/'] = (request.url ?? '/').split('?', 1)
  if (path === '/') return request.method === 'GET' ? overview(options) : refusal(405, 'only GET is possible here')
  const [vendor = '', resource = '', ...rest] = path.slice(1).split('/')
  const simulator = options.simulators.get(vendor)
  if (!simulator)
    return refusal(404, `no simulator named ${vendor}; there are: ${[...options.simulators.keys()].join(', ')}`)
  const verb = rest.length > 0 ? '' : `${request.method ?? ''} ${resource}`
  switch (verb) {
    case 'GET received':
      return { status: 200, body: { received: simulator.received } }
    case 'GET delivered':
      return { status: 200, body: { delivered: simulator.delivered } }
    case 'GET follow':
      return refusal(503, `${FOLLOWERS_MAX} listen already`)
    case 'POST tokens':
      return token(simulator, membersOf(await readJson(request), 'the body'), options.now())
    case 'POST faults':
      simulator.arm(parseFault(await readJson(request)))
      return { status: 204 }
    case 'DELETE faults':
      simulator.disarm()
      return { status: 204 }
    case 'POST receipts': {
      const { url, call } = parseReport(simulator, membersOf(await readJson(request), 'the body'))
      return { status: 200, body: await reportTo(url, call) }
    }
    default:
      return refusal(404, `possible: ${VERBS}`)
  }
}

const VERBS = 'GET received, GET delivered, GET follow, POST tokens, POST faults, DELETE faults, POST receipts'

function overview(options: ControlOptions): Reply {
  const simulators = [...options.simulators.values()].map(({ vendor, url, endpoints }) => ({ vendor, url, endpoints }))
  return { status: 200, body: { simulators } }
}

/** Changes a token that is given, or makes one in the vendor's shape. */
function token(simulator: Simulator, body: ReturnType<typeof membersOf>, nowMs: number): Reply {
  const { token: given, app, state, index } = body
  if (typeof app !== 'string' || app === '') throw new InputError('app must be a package or bundle id')
  if (given === undefined && state === undefined) {
    if (!Number.isSafeInteger(index)) throw new InputError('give a token and its state, or an index for a new token')
    return { status: 200, body: { token: simulator.newToken(app, Number(index)) } }
  }
  if (typeof given !== 'string' || given === '') throw new InputError('token must be a text')
  simulator.setToken(given, app, parseTokenState(state, nowMs))
  return { status: 204 }
}

/** Compares digests, so that neither length nor content of the token shows in the time taken. */
function isAllowed(authorization: string | undefined, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${token}`))
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length
    if (sizeBytes > CONTROL_BODY_MAX) throw new InputError(`the body is longer than ${CONTROL_BODY_MAX} bytes`)
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch (cause) {
    throw new InputError('the body is not JSON', { cause })
  }
}

function refusal(status: number, message: string): Reply {
  return { status, body: { error: message } }
}
