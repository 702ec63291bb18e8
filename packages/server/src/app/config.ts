// From flags, environment and file to settings: flags win over the environment, the environment over the file; unknown keys are
// refused. The only room that knows environment variables.
import { parseArgs } from 'node:util'
import { parseJson } from '../base/json.ts'
import { isTimeZone } from '../domain/wall-clock.ts'
import { adminPortOf, hasAdminListener } from './listeners.ts'
import { type Config, flagOf, type Setting, settings, variableOf } from './settings.ts'

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
  /** The flags of Node that this process was started with, besides those of `NODE_OPTIONS`; none by default. */
  readonly nodeFlags?: readonly string[]
}

/** The process's own environment, for composing {@link ConfigSources}. */
export function processEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env
}

/** Reads every source. Throws {@link ConfigError} with all faults at once. */
export function readConfig(sources: ConfigSources): Config {
  const faults: string[] = []
  const flags = readFlags(sources.argv, faults)
  const fromEnv = readEnvironment(sources, faults)
  const path = flags.get('config') ?? sources.env['POSTHOUSE_CONFIG']
  const fromFile = readConfigFile(sources, path, faults)
  const values = new Map<string, unknown>()
  for (const setting of settings) {
    const given = flags.get(setting.key) ?? fromEnv.get(setting.key) ?? fromFile.get(setting.key) ?? setting.fallback
    values.set(setting.key, readSetting(setting, given, faults))
  }
  const config = Object.fromEntries(values) as unknown as Config
  if (faults.length === 0) checkTogether(config, sources.env, faults)
  checkNodeFlags(sources, faults)
  if (faults.length > 0) throw new ConfigError(faults)
  return config
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
const otherVariables: readonly string[] = [
  'POSTHOUSE_CONFIG',
  'POSTHOUSE_SERVER',
  'POSTHOUSE_ADMIN_SERVER',
  'POSTHOUSE_APP',
]

function readEnvironment({ env, readFile }: ConfigSources, faults: string[]): Map<string, string> {
  const values = new Map<string, string>()
  const secrets = settings.filter(({ secret }) => secret)
  const inFiles = new Map(secrets.map(({ key }) => [`${variableOf(key)}_FILE`, key]))
  const known = new Map(settings.map(setting => [variableOf(setting.key), setting.key]))
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('POSTHOUSE_') || value === undefined || otherVariables.includes(name)) continue
    const key = known.get(name)
    const inFile = inFiles.get(name)
    if (key) values.set(key, value)
    else if (inFile === undefined) faults.push(`unknown environment variable ${name}`)
    else if (env[variableOf(inFile)] !== undefined) faults.push(`${name} and ${variableOf(inFile)} exclude each other`)
    else values.set(inFile, readSecret(name, readFile(value), faults))
  }
  return values
}

/** A secret that was put into a file, as container platforms do; the line's end is no part of it. */
function readSecret(name: string, text: string | undefined, faults: string[]): string {
  const secret = text?.trim() ?? ''
  if (secret === '') faults.push(`the file that ${name} names cannot be read, or is empty`)
  return secret
}

function readConfigFile(sources: ConfigSources, path: string | undefined, faults: string[]): Map<string, string> {
  const values = new Map<string, string>()
  const text = path === undefined ? sources.readFile('posthouse.json') : sources.readFile(path)
  if (text === undefined) {
    if (path !== undefined) faults.push(`config file ${path} cannot be read`)
    return values
  }
  try {
    const parsed = parseJson(text)
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

const portMax = 65_535

function readSetting(
  setting: Setting,
  text: string,
  faults: string[],
): string | number | boolean | readonly string[] | readonly number[] | undefined {
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
    case 'port': {
      if (text === '') return undefined
      const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
      if (!(port <= portMax)) faults.push(`${name} must be a port number, or 0 for any free one`)
      return port
    }
    case 'ports': {
      const ports = text
        .split(',')
        .filter(part => part.trim() !== '')
        .map(Number)
      if (!ports.every(port => Number.isInteger(port) && port > 0 && port <= portMax))
        faults.push(`${name} must be port numbers`)
      return ports
    }
    case 'zone':
      if (!isTimeZone(text)) faults.push(`${name} must be a time zone such as Asia/Shanghai`)
      return text
    case 'url':
      return readUrl(name, text, faults)
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

/** Longest base URL: vendors take receipt addresses of 128 bytes, and a receipt's path has 58. */
const urlCharsMax = 70

/** A base URL; a slash at its end is dropped, so that paths can be put after it. */
function readUrl(name: string, text: string, faults: string[]): string {
  if (text === '') return text
  const isBase =
    URL.canParse(text) &&
    // Written out: "https:host" is a URL for browsers, and not for vendors.
    /^https?:\/\/[^/]/i.test(text) &&
    !/[?#@\s\\]/.test(text) &&
    text.length <= urlCharsMax &&
    !/[^\x21-\x7e]/.test(text)
  if (!isBase)
    faults.push(`${name} must be a URL such as https://push.example.com, of at most ${urlCharsMax} characters`)
  return text.replace(/\/+$/, '')
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
  checkListeners(config, faults)
  if (config.adminKey !== '' && config.adminKey.length < 32) faults.push('adminKey must have at least 32 characters')
  if (config.metricsToken !== '' && config.metricsToken.length < 16)
    faults.push('metricsToken must have at least 16 characters')
  if (config.database !== '' && /^[a-z]+:\/\//.test(config.database) && !/^postgres(ql)?:\/\//.test(config.database)) {
    faults.push('database must be a postgres:// URL or the path of a SQLite file')
  }
  checkCluster(config, faults)
}

/**
 * Flags of Node by which what is in memory (keys, tokens, what users wrote) comes into files or out of a port: reports, snapshots of the heap
 * and the debugger (S54).
 */
const revealing = /^--(report-|heapsnapshot-|heap-prof|inspect|debug-port|abort-on-uncaught-exception)/

function checkNodeFlags({ env, nodeFlags = [] }: ConfigSources, faults: string[]): void {
  if (env['NODE_ENV'] !== 'production') return
  const given = [...(env['NODE_OPTIONS'] ?? '').split(/[\s"]+/), ...nodeFlags].map(flag => flag.replaceAll('_', '-'))
  for (const flag of new Set(given.filter(one => revealing.test(one)).map(one => one.split('=')[0])))
    faults.push(`${flag} is refused with NODE_ENV=production: it lays open what is in memory`)
}

function checkCluster({ database, databasePooled, nats, roles }: Config, faults: string[]): void {
  const isPostgres = /^postgres(ql)?:\/\//.test(database)
  if (roles.length === 0) faults.push('roles must name at least one of api, gateway, worker')
  if (nats !== '' && !isPostgres) faults.push('nats needs a postgres:// database: nodes share one record')
  if (databasePooled && !isPostgres) faults.push('databasePooled needs a postgres:// database')
  if (!nats.split(',').every(one => one === '' || /^(nats|tls):\/\/[^\s/]+$/.test(one)))
    faults.push('nats must be addresses such as nats://host:4222, separated by commas')
}

function checkListeners(config: Config, faults: string[]): void {
  if (!hasAdminListener(config)) {
    if (config.adminHost !== defaultAdminHost)
      faults.push('adminHost needs adminPort: with host on loopback one port answers everything')
    return
  }
  const adminPort = adminPortOf(config)
  if (adminPort > portMax) faults.push('adminPort must be given: there is no port after this one')
  if (adminPort !== 0 && adminPort === config.port) faults.push('adminPort must be another one than port')
}

const defaultAdminHost = settings.find(setting => setting.key === 'adminHost')?.fallback
