// Calls operations over fetch: credential, idempotency key, tries, deadline, and the answer as a value or an error.
import { PosthouseApiError, PosthouseConnectionError } from './failure.ts'
import { readJson } from './json.ts'
import type { Call, CallOptions, Operation } from './operation.ts'
import { type RequestParts, requestOf } from './request.ts'
import { pauseAfter } from './retry.ts'
import { createTokenSource, fixedToken, type IssuedToken, type TokenSource } from './token.ts'
import { systemWorld, type World } from './world.ts'

/** Which server, which app, and how the client proves itself. */
export interface PosthouseOptions {
  /** `https://push.example.com`, with a path where a proxy puts the server below one. */
  readonly server: string
  readonly org: string
  readonly app: string
  /** With `clientSecret`: the client fetches and renews the app token itself. */
  readonly clientId?: string | undefined
  readonly clientSecret?: string | undefined
  /** A token from elsewhere, of the app or of a user; goes before client id and secret. */
  readonly token?: string | undefined
  /** The operator's key, for the operations below `/admin/v1`. */
  readonly adminKey?: string | undefined
  /** For one call with its repeats; absent = 30 seconds. */
  readonly timeoutMs?: number | undefined
  /** In place of the global `fetch`. */
  readonly fetch?: typeof fetch | undefined
}

const timeoutMsDefault = 30_000

/** A caller for one app of one server. Keeps a token and nothing else; there is nothing to close. */
export function createCaller(options: PosthouseOptions, world: World = worldOf(options)): Call {
  const base = options.server.replace(/\/+$/, '')
  const token = tokenSourceOf(options, world, (operation, input) => call<Grant>(operation, input))
  const credentialOf = async (operation: Operation, signal: AbortSignal): Promise<Credential | undefined> => {
    switch (operation.credential) {
      case 'none':
        return undefined
      case 'admin':
        if (options.adminKey === undefined) throw new TypeError(`${operation.name} needs adminKey`)
        return { text: options.adminKey }
      case 'optional':
      case 'app':
        if (token !== undefined) return { text: await token.get(signal), source: token }
        if (operation.credential === 'optional') return undefined
        throw new TypeError(`${operation.name} needs a token, or clientId and clientSecret`)
    }
  }
  const call: Call = async <Reply>(operation: Operation, input: object = {}, said: CallOptions = {}) => {
    const parts = requestOf(operation, input, options)
    checkKey(said.idempotencyKey)
    const signal = world.deadline(said.timeoutMs ?? options.timeoutMs ?? timeoutMsDefault, said.signal)
    const key = operation.idempotent === true ? (said.idempotencyKey ?? world.uuid()) : undefined
    const answer = await answered(world, { base, operation, parts, key, signal, credentialOf })
    said.onAnswer?.(answer)
    return readAnswer(operation, answer) as Reply
  }
  return call
}

/** A key that no header can hold would be a request that never leaves, and look like one that nobody answered. */
function checkKey(key: string | undefined): void {
  if (key === undefined || /^[\x21-\x7e]{1,255}$/.test(key)) return
  throw new TypeError('idempotencyKey must be 1 to 255 characters of printable ASCII, without spaces')
}

interface Credential {
  readonly text: string
  /** Where another one may be had once this one is refused. */
  readonly source?: TokenSource
}

interface Errand {
  readonly base: string
  readonly operation: Operation
  readonly parts: RequestParts
  readonly key: string | undefined
  readonly signal: AbortSignal
  readonly credentialOf: (operation: Operation, signal: AbortSignal) => Promise<Credential | undefined>
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** Tries until there is an answer of 200, or an error that another try would not change. */
async function answered(world: World, errand: Errand): Promise<Answer> {
  const { operation, key, signal } = errand
  const repeatable = operation.method === 'GET' || key !== undefined || operation === tokenGrant
  let renewed = false
  for (let number = 1; ; number += 1) {
    const credential = await errand.credentialOf(operation, signal)
    const answer = await tried(world, errand, credential)
    if (!(answer instanceof Error) && answer.status === 200) return answer
    const failure = answer instanceof Error ? answer : failureOf(operation, answer)
    if (failure instanceof PosthouseApiError && failure.status === 401 && !renewed && credential?.source) {
      renewed = true
      if (credential.source.refused(credential.text)) continue
    }
    const { status, code, retryAfterMs } = failure instanceof PosthouseApiError ? failure : nothing
    const pauseMs = pauseAfter({ status, code, retryAfterMs, number, repeatable })
    if (pauseMs === undefined) throw failure
    await world.wait(pauseMs, signal)
  }
}

const nothing = { status: undefined, code: undefined, retryAfterMs: undefined }

/** One request; an answer that did not come is returned as an error, an abort is thrown. */
async function tried(
  { fetch }: World,
  { base, operation, parts, key, signal }: Errand,
  credential: Credential | undefined,
): Promise<Answer | PosthouseConnectionError> {
  try {
    const response = await fetch(`${base}${parts.target}`, {
      method: operation.method,
      headers: {
        ...(parts.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(credential === undefined ? {} : { authorization: `Bearer ${credential.text}` }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      body: parts.body ?? null,
      // A redirect would repeat the request, or turn it into another one.
      redirect: 'manual',
      signal,
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  } catch (cause) {
    if (signal.aborted) throw signal.reason
    return new PosthouseConnectionError(operation.name, cause)
  }
}

/** The value of an answer of 200; what a proxy says with that status, JSON or not, is an error. */
function readAnswer(operation: Operation, answer: Answer): unknown {
  const value = jsonOf(operation, answer)
  if (typeof value !== 'object' || value === null) throw failureOf(operation, answer)
  if (operation.unwrap !== true) return value
  if (!('data' in value)) throw failureOf(operation, answer)
  return value.data
}

function jsonOf({ ids }: Operation, { text }: Answer): unknown {
  try {
    return readJson(text, ids)
  } catch {
    return undefined
  }
}

function failureOf({ name }: Operation, { status, headers, text }: Answer): PosthouseApiError {
  const seconds = headers.get('retry-after')
  const retryAfterMs = seconds !== null && /^[0-9]{1,6}$/.test(seconds) ? Number(seconds) * 1_000 : undefined
  const { error, exception, error_description: description } = bodyOf(text)
  return new PosthouseApiError(name, {
    status,
    code: typeof error === 'string' ? error : 'not_json',
    exception: typeof exception === 'string' ? exception : '',
    description: typeof description === 'string' ? description : text.slice(0, 200),
    retryAfterMs,
  })
}

/** The members of an error body; of none where a proxy answered with something else. */
function bodyOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {}
  }
}

interface Grant {
  readonly access_token: string
  readonly expires_in: number
}

/** The grant of an app; another token does no harm, so it is repeated like a request that reads. */
const tokenGrant: Operation = {
  name: 'tokens.issue',
  method: 'POST',
  path: '/{org}/{app}/token',
  body: 'members',
  credential: 'none',
}

function tokenSourceOf(
  { token, clientId, clientSecret }: PosthouseOptions,
  world: World,
  ask: (operation: Operation, input: object) => Promise<Grant>,
): TokenSource | undefined {
  if (token !== undefined) return fixedToken(token)
  if (clientId === undefined || clientSecret === undefined) return undefined
  const input = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
  const fetchToken = async (): Promise<IssuedToken> => {
    const { access_token: text, expires_in: expiresInSeconds } = await ask(tokenGrant, input)
    return { text, expiresInSeconds }
  }
  return createTokenSource(fetchToken, world.now)
}

/** Browsers' `fetch` must be called on its own global. */
function worldOf({ fetch: given }: PosthouseOptions): World {
  return systemWorld(given ?? ((input, init) => globalThis.fetch(input, init)))
}
