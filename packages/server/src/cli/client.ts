// Calls the server by its declared endpoints: path, credential and envelope come from the declaration, the reply has its type. Knows
// no command.
import { type Endpoint, type EndpointInput, type EndpointReply, errors, second } from '@posthouse/protocol'
import { keepDigits } from '../base/json.ts'
import { CommandError, exits, interrupted } from './exit.ts'
import type { CommandIo, HttpAnswer, HttpRequest } from './io.ts'
import { pause } from './pause.ts'

/** A server and a credential for it. */
export interface Client {
  /** Without a slash at the end. */
  readonly server: string
  readonly token: string
}

/** What a call gives besides the endpoint. */
export interface CallInput<E extends Endpoint> {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: EndpointInput<E>['query']
  readonly body?: EndpointInput<E>['body']
  readonly headers?: Readonly<Record<string, string>>
}

/** A reply without its envelope, and the answer's headers. */
export interface Replied<E extends Endpoint> {
  readonly reply: EndpointReply<E>
  readonly headers: Readonly<Record<string, string>>
}

/** How often a call that came too soon is repeated, and the longest wait before that. */
const waitsMax = 2
const waitMsMax: number = 5 * second

/**
 * Calls an endpoint; waits where the server names a time to wait that is not long. Throws {@link CommandError}: not reachable,
 * credential refused, or the server's own sentence.
 */
export async function callEndpoint<E extends Endpoint>(
  io: Pick<CommandIo, 'http' | 'signal' | 'clock' | 'stderr'>,
  client: Client,
  endpoint: E,
  input: CallInput<E>,
): Promise<Replied<E>> {
  const hasBody = endpoint.bodyKind !== 'none'
  const request: HttpRequest = {
    method: endpoint.method,
    url: `${client.server}${pathOf(endpoint, input.params ?? {})}${queryOf(input.query)}`,
    headers: {
      authorization: `Bearer ${client.token}`,
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
      ...input.headers,
    },
    body: hasBody ? JSON.stringify(input.body ?? {}) : undefined,
    signal: io.signal,
  }
  let answer = await exchange(io, request)
  for (let waits = 0; waits < waitsMax && isTooSoon(answer); waits += 1) {
    io.stderr.write(`${tooSoon(answer)}\n`)
    await pause(io.clock, waitMsOf(answer), io.signal)
    answer = await exchange(io, request)
  }
  const value = jsonOf(answer, client.server)
  if (answer.status !== 200) throw refusalOf(answer.status, value, endpoint)
  // The server's replies have passed its own types; the command line trusts its server.
  const reply = (endpoint.envelope === 'push' ? value['data'] : value) as EndpointReply<E>
  return { reply, headers: answer.headers }
}

/** Whether the server wants the same call again after a short while. A call that is over a limit was not begun: it may be repeated. */
function isTooSoon(answer: HttpAnswer): boolean {
  return answer.status === 429 && waitMsOf(answer) > 0 && waitMsOf(answer) <= waitMsMax
}

function waitMsOf({ headers }: HttpAnswer): number {
  const seconds = headers['retry-after'] ?? ''
  return /^\d{1,6}$/.test(seconds) ? Number(seconds) * second : 0
}

/** In both languages: who calls an endpoint does not know the reader's. */
function tooSoon(answer: HttpAnswer): string {
  const seconds = waitMsOf(answer) / second
  return `429: waiting ${seconds} s for the app's rate limit (调用过于频繁，等待 ${seconds} 秒)`
}

/** Sends a request; throws `unreachable` where no answer comes. */
export async function exchange(io: Pick<CommandIo, 'http' | 'signal'>, request: HttpRequest): Promise<HttpAnswer> {
  try {
    return await io.http(request)
  } catch (cause) {
    if (io.signal.aborted) throw interrupted(cause)
    const { origin } = new URL(request.url)
    const why = causeWords(cause)
    throw new CommandError(
      exits.unreachable,
      {
        en: `Nothing answers at ${origin} (${why}). Start it with \`posthouse serve\`, or name another with --server.`,
        zh: `${origin} 没有响应（${why}）。请用 \`posthouse serve\` 启动，或用 --server 指定其他地址。`,
      },
      { cause },
    )
  }
}

/** The members of a JSON object's text, ids of 64 bits as decimal text; throws `unreachable` when something else than Posthouse answered. */
export function jsonOf({ text, status }: HttpAnswer, server: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text, keepDigits)
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>
    throw new SyntaxError('not an object')
  } catch (cause) {
    throw new CommandError(
      exits.unreachable,
      {
        en: `What answers at ${server} is not Posthouse (status ${status}); check --server.`,
        zh: `${server} 的响应不是来自 Posthouse（状态 ${status}）；请检查 --server。`,
      },
      { cause },
    )
  }
}

function pathOf(endpoint: Endpoint, params: Readonly<Record<string, string>>): string {
  return endpoint.path.replace(/:([a-zA-Z]+)/g, (_whole, name: string) => {
    const value = params[name]
    if (value === undefined) throw new Error(`endpoint ${endpoint.name} needs the parameter ${name}`)
    return encodeURIComponent(value)
  })
}

function queryOf(query: unknown): string {
  const given = Object.entries(query ?? {}).map(([name, value]) => [name, String(value)])
  return given.length === 0 ? '' : `?${new URLSearchParams(Object.fromEntries(given))}`
}

function refusalOf(status: number, body: Readonly<Record<string, unknown>>, endpoint: Endpoint): CommandError {
  const said = String(body['error_description'] ?? body['error'] ?? '')
  if (status === 401) {
    return new CommandError(exits.refused, {
      en: `The server refused the credential (${said}). Give the operator's key with --admin-key or --data.`,
      zh: `服务器拒绝了凭据（${said}）。请用 --admin-key 或 --data 提供运维密钥。`,
    })
  }
  if (status === 404 && body['error_description'] === errors.path_unknown.text && endpoint.access === 'admin') {
    return new CommandError(exits.unreachable, {
      en: 'The server does not answer its operator there. Name the address of its admin interface with --admin-server.',
      zh: '服务器不在该地址提供管理接口。请用 --admin-server 指定管理接口的地址。',
    })
  }
  const again = status === 429 || status === 503
  return new CommandError(exits.failed, {
    en: `The server refused this (${status}): ${said}.${again ? ' Try again later.' : ''}`,
    zh: `服务器拒绝了此操作（${status}）：${said}。${again ? '请稍后再试。' : ''}`,
  })
}

function causeWords(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const { code } = cause as { readonly code?: unknown }
  return typeof code === 'string' ? code : cause.message
}
