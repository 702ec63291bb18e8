// Finds the server, the operator's key and the app: flags win over the environment, the environment over what `serve` left in its data
// directory. A key found in a file goes to the server of that file only.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { appEndpoints, type Endpoint, type EndpointReply, operationEndpoints } from '@posthouse/protocol'
import { type CallInput, type Client, callEndpoint, type Replied } from './client.ts'
import type { Context } from './command.ts'
import { CommandError, exits, usageError } from './exit.ts'

/** A server, spoken to as its operator. */
export interface Connection {
  readonly server: string
  /** Where its console and the operator's interface are. */
  readonly admin: string
  /** Absolute path of the data directory that was looked at. */
  readonly data: string
  /** The sandbox's file, when it belongs to this server. */
  readonly demo: Demo | undefined
  operate<E extends Endpoint>(endpoint: E, input?: CallInput<E>): Promise<EndpointReply<E>>
}

/** One app on a server. */
export interface AppConnection {
  readonly connection: Connection
  readonly org: string
  readonly name: string
  /** As the operator, below `/admin/v1/apps/{org}/{app}`. */
  operate<E extends Endpoint>(endpoint: E, input?: CallInput<E>): Promise<EndpointReply<E>>
  /** As the app itself, with a token that is issued at the first call. */
  call<E extends Endpoint>(endpoint: E, input?: CallInput<E>): Promise<Replied<E>>
}

/** What the sandbox left, as far as commands use it. */
export interface Demo {
  readonly server: string
  readonly org: string
  readonly app: string
  readonly control?: { readonly url: string; readonly token: string }
}

/** The server of a fresh checkout. */
const defaultServer = 'http://127.0.0.1:8099'

/** Finds server and key. Throws a configuration error that says which flag helps; connects to nothing. */
export function connect({ given, io }: Pick<Context, 'given' | 'io'>): Connection {
  const { env } = io
  const data = resolve(io.cwd, given.text('data') ?? env['POSTHOUSE_DATA'] ?? './data')
  const operator = readFile<Operator>(join(data, 'operator.json'))
  const { server, admin } = addressesOf({ given, io }, operator)
  const ownKey = isSameServer(operator?.admin ?? operator?.server, admin) ? operator?.adminKey : undefined
  const token = given.text('admin-key') ?? env['POSTHOUSE_ADMIN_KEY'] ?? ownKey
  if (token === undefined) throw keyMissing(data, admin, operator?.admin ?? operator?.server)
  const demo = readFile<Demo>(join(data, 'demo.json'))
  const client: Client = { server: admin, token }
  return {
    server,
    admin,
    data,
    demo: isSameServer(demo?.server, server) ? demo : undefined,
    operate: async (endpoint, input = {}) => (await callEndpoint(io, client, endpoint, input)).reply,
  }
}

/** What `serve` left; a server of an earlier version named no `admin`. */
interface Operator {
  readonly server?: string
  readonly admin?: string
  readonly adminKey?: string
}

/** Who names either address of the file means both. */
function addressesOf(
  { given, io: { env } }: Pick<Context, 'given' | 'io'>,
  known: Operator | undefined,
): { readonly server: string; readonly admin: string } {
  const asked = checkedServer(given.text('server') ?? env['POSTHOUSE_SERVER'] ?? known?.server ?? defaultServer)
  const isKnown = isSameServer(known?.server, asked) || isSameServer(known?.admin, asked)
  const isAdmin = isKnown && !isSameServer(known?.server, asked)
  const admin = given.text('admin-server') ?? env['POSTHOUSE_ADMIN_SERVER'] ?? (isKnown ? known?.admin : undefined)
  return { server: isAdmin ? checkedServer(known?.server ?? asked) : asked, admin: checkedServer(admin ?? asked) }
}

/** Finds the app: `--app`, `POSTHOUSE_APP`, the demo app, or the only one. Throws a usage error that lists them otherwise. */
export async function connectApp(context: Pick<Context, 'given' | 'io'>): Promise<AppConnection> {
  const connection = connect(context)
  const named = context.given.text('app') ?? context.io.env['POSTHOUSE_APP']
  if (named !== undefined) return appOn(context, connection, appRef(named))
  const { demo } = connection
  if (demo) return appOn(context, connection, { org: demo.org, name: demo.app })
  const { apps } = await connection.operate(appEndpoints.appList, { query: { limit: 100 } })
  const [only] = apps
  if (only && apps.length === 1) return appOn(context, connection, only)
  throw apps.length === 0
    ? usageError({
        en: 'There is no app yet: create one with `posthouse app create ORG/APP`.',
        zh: '还没有应用：请用 `posthouse app create ORG/APP` 创建。',
      })
    : severalApps(apps.map(({ org, name }) => `${org}/${name}`))
}

/** One app as commands use it. */
export function appOn(
  { io }: Pick<Context, 'io'>,
  connection: Connection,
  { org, name }: { readonly org: string; readonly name: string },
): AppConnection {
  const here = { org, app: name }
  const operate: AppConnection['operate'] = (endpoint, input = {}) =>
    connection.operate(endpoint, { ...input, params: { ...input.params, ...here } })
  let issued: Promise<Client> | undefined
  const issue = async (): Promise<Client> => {
    const { token } = await operate(operationEndpoints.appTokenIssue)
    return { server: connection.server, token }
  }
  return {
    connection,
    org,
    name,
    operate,
    async call(endpoint, input = {}) {
      issued ??= issue()
      return await callEndpoint(io, await issued, endpoint, { ...input, params: { ...input.params, ...here } })
    },
  }
}

/** Reads `ORG/APP`, or an appkey `ORG#APP`. */
export function appRef(text: string): { readonly org: string; readonly name: string } {
  const [org = '', name = '', ...rest] = text.split(/[/#]/)
  if (org !== '' && name !== '' && rest.length === 0) return { org, name }
  throw usageError({
    en: `"${text}" is no app; write ORG/APP, as in acme/chat.`,
    zh: `"${text}" 不是应用；请写成 ORG/APP，例如 acme/chat。`,
  })
}

/** Most apps that a sentence lists. */
const listedMax = 20

function severalApps(names: readonly string[]): CommandError {
  const list = names.slice(0, listedMax).join(', ') + (names.length > listedMax ? ', …' : '')
  return usageError({ en: `Which app? Add --app with one of ${list}.`, zh: `请用 --app 指定应用：${list}。` })
}

function readFile<T extends object>(path: string): (Partial<T> & T) | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')) {
      return undefined
    }
    throw unusable(path, cause)
  }
  try {
    return JSON.parse(text) as T
  } catch (cause) {
    throw unusable(path, cause)
  }
}

function unusable(path: string, cause: unknown): CommandError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new CommandError(
    exits.config,
    {
      en: `${path} cannot be used (${why}); run this as the user of the server, or give --server and --admin-key.`,
      zh: `无法使用 ${path}（${why}）；请以服务器的用户运行，或提供 --server 和 --admin-key。`,
    },
    { cause },
  )
}

function keyMissing(data: string, server: string, other: string | undefined): CommandError {
  const en = other === undefined ? `there is no operator.json in ${data}` : `the one in ${data} is for ${other}`
  const zh = other === undefined ? `${data} 中没有 operator.json` : `${data} 中的密钥属于 ${other}`
  return new CommandError(exits.config, {
    en: `The operator's key of ${server} is not known: ${en}. Give --data, --admin-key or POSTHOUSE_ADMIN_KEY.`,
    zh: `不知道 ${server} 的运维密钥：${zh}。请提供 --data、--admin-key 或 POSTHOUSE_ADMIN_KEY。`,
  })
}

function checkedServer(text: string): string {
  const url = URL.parse(text)
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '' && url.hash === '') {
    return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
  }
  throw new CommandError(exits.config, {
    en: `"${text}" is no base URL of a server; write http://HOST:PORT or https://HOST.`,
    zh: `"${text}" 不是服务器地址；请写成 http://HOST:PORT 或 https://HOST。`,
  })
}

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]', '0.0.0.0', '[::]'])

/** Whether a file's server is the one asked for; the names of this machine are one. */
function isSameServer(known: string | undefined, asked: string): boolean {
  const [a, b] = [URL.parse(known ?? ''), URL.parse(asked)]
  if (!a || !b || a.protocol !== b.protocol || a.port !== b.port) return false
  return a.hostname === b.hostname || (loopback.has(a.hostname) && loopback.has(b.hostname))
}
