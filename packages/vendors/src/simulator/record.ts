// What a simulator received and what it delivered to phones, bounded, and without the credentials that were used.
import { type Delivered, RECORD_MAX, type Received } from './contract.ts'
import type { Exchange } from './exchange.ts'

/** What {@link SimulatorRecord.receive} hands back: the place for a refusal's reason. */
export interface ReceivedEntry {
  /** Notes the vendor's reason or code. */
  refuse(reason: string): void
}

/** Headers whose value is a credential. */
const SECRET_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'auth-token',
  'authtoken',
  'auth_token',
  'x-api-key',
  'crypto-key',
])
/** Members that are credentials wherever they stand in a JSON or form body. */
const SECRET_MEMBERS: ReadonlySet<string> = new Set([
  'client_secret',
  'clientsecret',
  'secret',
  'app_secret',
  'appsecret',
  'master_secret',
  'mastersecret',
  'assertion',
  'client_assertion',
  'access_token',
  'refresh_token',
  'auth_token',
  'authtoken',
  'sign',
  'password',
  'private_key',
])
/** Stands where a credential stood. */
const REDACTED = '[redacted]'

/** The record of one simulator: at most {@link RECORD_MAX} of each kind, the oldest go first. */
export class SimulatorRecord {
  readonly #received: Received[] = []
  readonly #delivered: Delivered[] = []
  #receivedCount = 0
  readonly #listeners = new Set<(push: Delivered) => void>()

  get received(): readonly Received[] {
    return this.#received
  }

  /** How many requests came, those included that are no longer kept. */
  get receivedCount(): number {
    return this.#receivedCount
  }

  get delivered(): readonly Delivered[] {
    return this.#delivered
  }

  /** Notes a request; its status follows by itself when the exchange is answered, and stays `none` when it never is. */
  receive(on: 'push' | 'auth', exchange: Exchange, atMs: number): ReceivedEntry {
    const entry: { -readonly [K in keyof Received]: Received[K] } = {
      atMs,
      on,
      method: exchange.method,
      path: withoutQuerySecrets(exchange.path),
      headers: withoutSecretHeaders(exchange.headers),
      body: withoutSecretMembers(exchange.body.toString(), on),
      status: 'none',
    }
    keep(this.#received, entry)
    this.#receivedCount += 1
    exchange.onAnswer(status => {
      entry.status = status
    })
    return {
      refuse: reason => {
        entry.reason = reason
      },
    }
  }

  /** Notes a push as taken for a phone and tells the listeners. */
  deliver(push: Delivered): void {
    const clean = { ...push, headers: withoutSecretHeaders(push.headers) }
    keep(this.#delivered, clean)
    for (const run of [...this.#listeners]) run(clean)
  }

  /** Calls `run` for every later push; the returned function stops it. */
  onDelivered(run: (push: Delivered) => void): () => void {
    // Wrapped, so that the same function registered twice is two listeners.
    const listener = (push: Delivered): void => run(push)
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }
}

function keep<T>(list: T[], entry: T): void {
  list.push(entry)
  if (list.length > RECORD_MAX) list.shift()
}

function withoutSecretHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(headers).filter(([name]) => !SECRET_HEADERS.has(name.toLowerCase()))
  return Object.fromEntries(entries)
}

function withoutQuerySecrets(path: string): string {
  const at = path.indexOf('?')
  return at === -1 ? path : `${path.slice(0, at)}?${withoutFormSecrets(path.slice(at + 1))}`
}

/**
 * A push keeps its JSON byte for byte, because no vendor's push has a credential there; forms do (`sign`, `auth_token`).
 * A body of an authentication request that cannot be read is not kept at all.
 */
function withoutSecretMembers(body: string, on: 'push' | 'auth'): string {
  if (body === '') return ''
  if (/^[\w.%+-]+=/.test(body)) return withoutFormSecrets(body)
  return on === 'push' ? body : withoutJsonSecrets(body)
}

function withoutJsonSecrets(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body, (name, value: unknown) => (isSecretMember(name) ? REDACTED : value)))
  } catch (cause) {
    if (cause instanceof SyntaxError) return REDACTED
    throw cause
  }
}

function withoutFormSecrets(form: string): string {
  const pairs = form.split('&').map(pair => {
    const name = pair.split('=', 1)[0] ?? ''
    return isSecretMember(name) ? `${name}=${REDACTED}` : pair
  })
  return pairs.join('&')
}

function isSecretMember(name: string): boolean {
  return SECRET_MEMBERS.has(name.toLowerCase())
}
