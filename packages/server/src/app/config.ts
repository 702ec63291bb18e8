// Every setting, declared once: key, unit, default, range, words. Flags win over the environment, the environment over the file;
// unknown keys are refused. The only room that knows environment variables.
import { parseArgs } from 'node:util'

/** How a server runs. */
export interface Config {
  readonly port: number
  readonly host: string
  /** Directory of the database, the keys and, in the sandbox, `demo.json`. */
  readonly data: string
  /** `postgres://…`, or a path of a SQLite file; empty = `posthouse.db` in {@link data}. */
  readonly database: string
  readonly sandbox: boolean
  /** File that says where simulators run outside this process (`posthouse simulators` writes it); empty = the real services. */
  readonly simulators: string
  /** Proxies on the way to vendors, as vendor-proxies.ts reads them; empty = none. A secret. */
  readonly vendorProxy: string
  /** The operator's key; empty = made on first start and kept in `admin.key` in {@link data}. */
  readonly adminKey: string
  /** Base URL under which clients reach this server; empty = from host and port. */
  readonly publicUrl: string
  /** Callback URLs may be plain http. */
  readonly callbackHttp: boolean
  /** Networks that callbacks may reach although they are private, in CIDR form. */
  readonly callbackNetworks: readonly string[]
  /** Ports that callbacks may use besides 443, 80, 8443 and 8080. */
  readonly callbackPorts: readonly number[]
  /** Addresses of proxies whose `X-Forwarded-*` headers are believed, in CIDR form. */
  readonly trustedProxies: readonly string[]
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** What this process does: answers requests always; plans and sends pushes, delivers callbacks where named. */
  readonly roles: readonly string[]
  /** How long open work may take to end at a stop, ms. */
  readonly drainMs: number
  /** Places of base/failpoint.ts at which the process dies, `place:hit`; refused outside tests. */
  readonly failpoints: readonly string[]
  /** Divides every lease, so that a test need not wait for them; refused outside tests. */
  readonly leaseDivisor: number
}

/** One setting as a person sees it. */
export interface Setting {
  readonly key: keyof Config
  readonly kind: 'text' | 'integer' | 'switch' | 'list' | 'ports'
  readonly fallback: string
  readonly text: string
  readonly min?: number
  readonly max?: number
  readonly choices?: readonly string[]
  readonly secret?: true
  /** For tests: no help text names it. */
  readonly hidden?: true
}

/** The settings, in the order of the help text. */
export const settings: readonly Setting[] = [
  { key: 'port', kind: 'integer', fallback: '8099', min: 0, max: 65_535, text: 'port to listen on; 0 = any free one' },
  { key: 'host', kind: 'text', fallback: '127.0.0.1', text: 'address to listen on; 0.0.0.0 = every interface' },
  { key: 'data', kind: 'text', fallback: './data', text: 'directory of the database and the keys' },
  {
    key: 'database',
    kind: 'text',
    fallback: '',
    text: 'postgres://… for PostgreSQL 15 or later; default: SQLite in the data directory',
    secret: true,
  },
  { key: 'sandbox', kind: 'switch', fallback: 'false', text: 'all vendors are local simulators, with a demo app' },
  {
    key: 'simulators',
    kind: 'text',
    fallback: '',
    text: 'file of running simulators to send to instead of the vendors',
  },
  { key: 'vendorProxy', kind: 'text', fallback: '', text: 'proxy URL for vendors, or apns=URL,fcm=URL', secret: true },
  {
    key: 'adminKey',
    kind: 'text',
    fallback: '',
    text: "the operator's key; default: made on first start",
    secret: true,
  },
  { key: 'publicUrl', kind: 'text', fallback: '', text: 'base URL under which clients reach this server' },
  { key: 'callbackHttp', kind: 'switch', fallback: 'false', text: 'callback URLs may be plain http' },
  {
    key: 'callbackNetworks',
    kind: 'list',
    fallback: '',
    text: 'private networks that callbacks may reach, CIDR, comma-separated',
  },
  {
    key: 'callbackPorts',
    kind: 'ports',
    fallback: '',
    text: 'ports that callbacks may use besides 443, 80, 8443 and 8080, comma-separated',
  },
  {
    key: 'trustedProxies',
    kind: 'list',
    fallback: '',
    text: 'proxies whose X-Forwarded-* is believed, CIDR, comma-separated',
  },
  {
    key: 'logLevel',
    kind: 'text',
    fallback: 'info',
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
    text: 'least level that is logged',
  },
  {
    key: 'leaseDivisor',
    kind: 'integer',
    fallback: '1',
    min: 1,
    max: 100,
    text: 'for tests: divides every lease',
    hidden: true,
  },
  { key: 'failpoints', kind: 'list', fallback: '', text: 'for tests: places to die at, place:hit', hidden: true },
  {
    key: 'roles',
    kind: 'list',
    fallback: 'push,callback',
    choices: ['push', 'callback'],
    text: 'lanes that work in this process: push, callback',
  },
  {
    key: 'drainMs',
    kind: 'integer',
    fallback: '8000',
    min: 0,
    max: 60_000,
    text: 'ms that open work may take to end at a stop',
  },
]

/** Settings that cannot be used; one line per fault. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(faults.join('\n'))
    this.faults = faults
  }
}

/** Where settings come from. */
export interface ConfigSources {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** Reads the config file; undefined when there is none. */
  readonly readFile: (path: string) => string | undefined
}

/** The process's own environment, for composing {@link ConfigSources}. */
export function processEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env
}

/** Reads every source. Throws {@link ConfigError} with all faults at once. */
export function readConfig(sources: ConfigSources): Config {
  const faults: string[] = []
  const flags = readFlags(sources.argv, faults)
  const fromEnv = readEnvironment(sources.env, faults)
  const path = flags.get('config') ?? sources.env['POSTHOUSE_CONFIG']
  const fromFile = readConfigFile(sources, path, faults)
  const values = new Map<string, unknown>()
  for (const setting of settings) {
    const given = flags.get(setting.key) ?? fromEnv.get(setting.key) ?? fromFile.get(setting.key) ?? setting.fallback
    values.set(setting.key, readSetting(setting, given, faults))
  }
  const config = Object.fromEntries(values) as unknown as Config
  if (faults.length === 0) checkTogether(config, sources.env, faults)
  if (faults.length > 0) throw new ConfigError(faults)
  return config
}

/** `--callback-http` for `callbackHttp`. */
export function flagOf(key: string): string {
  return key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}

/** `POSTHOUSE_CALLBACK_HTTP` for `callbackHttp`. */
function variableOf(key: string): string {
  return `POSTHOUSE_${flagOf(key).replaceAll('-', '_').toUpperCase()}`
}

function readFlags(argv: readonly string[], faults: string[]): Map<string, string> {
  const options: Record<string, { type: 'string' | 'boolean' }> = { config: { type: 'string' } }
  for (const setting of settings) {
    options[flagOf(setting.key)] = { type: setting.kind === 'switch' ? 'boolean' : 'string' }
  }
  const values = new Map<string, string>()
  try {
    const parsed = parseArgs({ args: [...argv], options, allowNegative: true, allowPositionals: false, strict: true })
    for (const setting of [...settings.map(({ key }) => key), 'config']) {
      const value = parsed.values[flagOf(setting)]
      if (value !== undefined) values.set(setting, String(value))
    }
  } catch (cause) {
    faults.push(cause instanceof Error ? (cause.message.split('\n')[0] ?? cause.message) : String(cause))
  }
  return values
}

/** Variables that are ours but no setting: read elsewhere in this room. */
const otherVariables: readonly string[] = ['POSTHOUSE_CONFIG', 'POSTHOUSE_SERVER', 'POSTHOUSE_APP']

function readEnvironment(env: ConfigSources['env'], faults: string[]): Map<string, string> {
  const values = new Map<string, string>()
  const known = new Map(settings.map(setting => [variableOf(setting.key), setting.key]))
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('POSTHOUSE_') || value === undefined || otherVariables.includes(name)) continue
    const key = known.get(name)
    if (key) values.set(key, value)
    else faults.push(`unknown environment variable ${name}`)
  }
  return values
}

function readConfigFile(sources: ConfigSources, path: string | undefined, faults: string[]): Map<string, string> {
  const values = new Map<string, string>()
  const text = path === undefined ? sources.readFile('posthouse.json') : sources.readFile(path)
  if (text === undefined) {
    if (path !== undefined) faults.push(`config file ${path} cannot be read`)
    return values
  }
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new Error('not a JSON object')
    for (const [key, value] of Object.entries(parsed)) {
      if (!settings.some(setting => setting.key === key)) faults.push(`unknown key "${key}" in the config file`)
      else values.set(key, Array.isArray(value) ? value.join(',') : String(value))
    }
  } catch (cause) {
    faults.push(`config file ${path ?? 'posthouse.json'}: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
  return values
}

function readSetting(
  setting: Setting,
  text: string,
  faults: string[],
): string | number | boolean | readonly string[] | readonly number[] {
  const name = `${setting.key} (--${flagOf(setting.key)}, ${variableOf(setting.key)})`
  switch (setting.kind) {
    case 'integer': {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
      const fits = value >= (setting.min ?? 0) && value <= (setting.max ?? Number.MAX_SAFE_INTEGER)
      if (!fits) faults.push(`${name} must be a whole number from ${setting.min} to ${setting.max}`)
      return value
    }
    case 'switch':
      if (!/^(true|false|1|0)$/.test(text)) faults.push(`${name} must be true or false`)
      return text === 'true' || text === '1'
    case 'list':
      return readList(setting, name, text, faults)
    case 'ports': {
      const ports = text
        .split(',')
        .filter(part => part.trim() !== '')
        .map(Number)
      if (!ports.every(port => Number.isInteger(port) && port > 0 && port < 65_536))
        faults.push(`${name} must be port numbers`)
      return ports
    }
    default:
      if (setting.choices && !setting.choices.includes(text)) {
        faults.push(`${name} must be one of ${setting.choices.join(', ')}`)
      }
      return text
  }
}

function readList(setting: Setting, name: string, text: string, faults: string[]): readonly string[] {
  const parts = text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')
  const { choices } = setting
  if (choices && !parts.every(part => choices.includes(part))) faults.push(`${name} may hold ${choices.join(', ')}`)
  return parts
}

function checkTogether(config: Config, env: ConfigSources['env'], faults: string[]): void {
  if ((config.failpoints.length > 0 || config.leaseDivisor > 1) && env['NODE_ENV'] !== 'test')
    faults.push('failpoints and leaseDivisor are refused unless NODE_ENV=test')
  if (config.sandbox && config.simulators !== '') faults.push('sandbox and simulators exclude each other')
  if ((config.sandbox || config.simulators !== '') && env['NODE_ENV'] === 'production') {
    faults.push('sandbox and simulators are refused with NODE_ENV=production: they never reach a phone')
  }
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    faults.push('NODE_TLS_REJECT_UNAUTHORIZED=0 is refused: it would accept any certificate')
  }
  if (config.adminKey !== '' && config.adminKey.length < 32) faults.push('adminKey must have at least 32 characters')
  if (config.database !== '' && /^[a-z]+:\/\//.test(config.database) && !/^postgres(ql)?:\/\//.test(config.database)) {
    faults.push('database must be a postgres:// URL or the path of a SQLite file')
  }
}
