// What a rule is given to try a server with: an app, names that nobody else uses, users and labels that vanish afterwards, and calls
// below the app's path. Knows no rule.
import { randomBytes } from 'node:crypto'
import { ok } from './expect.ts'
import { type Pace, patiently } from './pace.ts'
import type { RawClient, RawRequest, Reply } from './raw-client.ts'

/** An app of the server that is tried. */
export interface AppUnderTest {
  /** `http(s)://host:port`. */
  readonly origin: string
  readonly org: string
  readonly name: string
  readonly clientId: string
  readonly clientSecret: string
  /** A token for the app. */
  readonly token: string
  readonly pace: Pace
}

/** How a call differs from the usual one: app token, JSON with its type, within the documented rate. */
export interface CallOptions {
  /** Another token; null = no `Authorization`. */
  readonly token?: string | null
  readonly headers?: Readonly<Record<string, string>>
  /** Sends at once and takes a 429 for an answer. */
  readonly isUnpaced?: true
}

/** What a user shall be. */
export interface UserWish {
  readonly nickname?: string
}

/** One try of one rule. */
export interface Trial extends AsyncDisposable {
  readonly app: AppUnderTest
  /** A user with a working binding on the app of the command line; only where the rule needs a phone. */
  readonly phone: string
  /** Base URL that stands where the examples of the seed name their host. */
  readonly seedOrigin: string
  /** The server's zone, in which tasks start. */
  readonly timeZone: string
  /** A name of letters, digits and `-`, used by nobody else. */
  name(stem?: string): string
  /** Registers a user with {@link password}. */
  user(wish?: UserWish): Promise<string>
  /** A token of a user, by password. */
  userToken(username: string): Promise<string>
  /** Creates a label, with these users. */
  label(usernames?: readonly string[]): Promise<string>
  /** Calls below the app's path; a body is sent as JSON. */
  call(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Reply>
  /** Sends bytes anywhere on the same server, or to another origin; not paced. */
  raw(request: Omit<RawRequest, 'origin'> & { readonly origin?: string }): Promise<Reply>
  /** The path of a resource of the app, for {@link raw}. */
  path(resource: string): string
  /** Changes settings of the app; only where the rule has an app of its own. */
  settings(change: Readonly<Record<string, unknown>>): Promise<void>
  /** Undoes something when the rule is done; the last one first. */
  after(undo: () => Promise<unknown>): void
}

/** The password of every user that a trial registers. */
export const password = 'Conformance-1'

/** What a trial is made of. */
export interface TrialParts {
  readonly app: AppUnderTest
  readonly client: RawClient
  readonly phone: string
  readonly seedOrigin: string
  readonly timeZone: string
  /** Ends the trial: no call begins after it. */
  readonly signal: AbortSignal
  /** Changes settings of an app; absent without the operator's key. */
  readonly changeSettings?: (app: AppUnderTest, change: Readonly<Record<string, unknown>>) => Promise<void>
}

/** Begins a trial. */
export function beginTrial({ app, client, phone, seedOrigin, timeZone, signal, changeSettings }: TrialParts): Trial {
  const undoing = new AsyncDisposableStack()
  const path = (resource: string): string => `/${app.org}/${app.name}/${resource}`
  const call: Trial['call'] = async (method, resource, body, options = {}) => {
    const { token = app.token, headers = {}, isUnpaced } = options
    const request = {
      method,
      origin: app.origin,
      path: path(resource),
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    }
    signal.throwIfAborted()
    if (isUnpaced) return client.send(request)
    return await patiently(async () => {
      const answered = await app.pace.take(method, resource)
      signal.throwIfAborted()
      return await client.send(request).finally(answered)
    })
  }
  const trial: Trial = {
    app,
    phone,
    seedOrigin,
    timeZone,
    path,
    call,
    name: (stem = 'cf') => `${stem}-${randomBytes(6).toString('hex')}`,
    async user(wish = {}) {
      const username = trial.name('u')
      ok(await call('POST', 'users', [{ username, password, ...wish }]))
      undoing.defer(async () => void (await call('DELETE', `users/${username}`)))
      return username
    },
    async userToken(username) {
      const reply = await call('POST', 'token', { grant_type: 'password', username, password }, { token: null })
      return String(ok(reply).access_token)
    },
    async label(usernames = []) {
      const name = trial.name('l')
      ok(await call('POST', 'push/label', { name }))
      undoing.defer(async () => void (await call('DELETE', `push/label/${name}`)))
      if (usernames.length > 0) ok(await call('POST', `push/label/${name}/user`, { usernames }))
      return name
    },
    raw: request => client.send({ origin: app.origin, ...request }),
    async settings(change) {
      if (!changeSettings) throw new Error('a rule that changes settings must ask for an app of its own')
      await changeSettings(app, change)
    },
    after: undo => undoing.defer(async () => void (await undo())),
    [Symbol.asyncDispose]: () => undoing.disposeAsync(),
  }
  return trial
}
