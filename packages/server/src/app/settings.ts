// Every setting, declared once: key, unit, default, range, words. Refuses to know where a value comes from.

/** How a server runs. */
export interface Config {
  readonly port: number
  readonly host: string
  /**
   * Where the operator's interface and the console are answered when others can reach {@link host}, or when {@link adminPort} is given.
   * Otherwise {@link port} answers them too.
   */
  readonly adminHost: string
  /** undefined = the port after {@link port}, where one is needed; 0 = any free one. */
  readonly adminPort: number | undefined
  /** Directory of the database, the keys and, in the sandbox, `demo.json`. */
  readonly data: string
  /** `postgres://…`, or a path of a SQLite file; empty = `posthouse.db` in {@link data}. */
  readonly database: string
  /** PostgreSQL is reached through a pooler that gives a connection to a transaction, as PgBouncer does. */
  readonly databasePooled: boolean
  /** Connections to PostgreSQL of this process at most, for requests and workers together. */
  readonly databaseConnections: number
  /** Settings of PostgreSQL that may be off although commits can then be lost; by name. */
  readonly databaseMayBeOff: readonly string[]
  /** `nats://host:port`, several separated by commas; empty = this process is alone, or the others are found by the record only. */
  readonly nats: string
  /** What other processes and people call this one; empty = the machine's name. */
  readonly nodeName: string
  /** How long pushes, their outcomes and callbacks are kept after they ended, days. */
  readonly historyDays: number
  /** Once, after a backup was put back: the record may be older than the one that was used last. */
  readonly acceptRestore: boolean
  readonly sandbox: boolean
  /** File that says where simulators run outside this process (`posthouse simulators` writes it); empty = the real services. */
  readonly simulators: string
  /** Proxies on the way to vendors, as vendor-proxies.ts reads them; empty = none. A secret. */
  readonly vendorProxy: string
  /** The operator's key; empty = made on first start and kept in `admin.key` in {@link data}. */
  readonly adminKey: string
  /** The master key's file where it is not `master.key` in {@link data}: then it is never made, only read (and replaced by a rotation). */
  readonly masterKeyFile: string
  /** What whoever scrapes metrics shows; empty = the operator's listener and this machine only. A secret. */
  readonly metricsToken: string
  /**
   * Base URL under which clients and vendors reach this server, without a slash at its end; empty = from host and port for clients,
   * and unknown to vendors.
   */
  readonly publicUrl: string
  /** IANA name of the zone in which `startDate`, quiet hours and days of statistics are meant (seed 002). */
  readonly timeZone: string
  /** Callback URLs may be plain http. */
  readonly callbackHttp: boolean
  /** Networks that callbacks may reach although they are private, in CIDR form. */
  readonly callbackNetworks: readonly string[]
  /** Ports that callbacks may use besides 443, 80, 8443 and 8080. */
  readonly callbackPorts: readonly number[]
  /** Addresses of proxies whose `X-Forwarded-*` headers are believed, in CIDR form. */
  readonly trustedProxies: readonly string[]
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** What this process does: `api` answers requests, `gateway` holds long connections, `worker` plans, sends and reports. */
  readonly roles: readonly string[]
  /** How long open work may take to end at a stop, ms. */
  readonly drainMs: number
  /** How long it goes on as before after SIGTERM while `/readyz` says no, so that balancers turn away from it first, ms. */
  readonly drainWaitMs: number
  /** Places of base/failpoint.ts at which the process dies, `place:hit`; refused outside tests. */
  readonly failpoints: readonly string[]
  /** Origins of web pages that may open the long connection; none = any. */
  readonly clientOrigins: readonly string[]
  /** Most long connections, in all and of one address. */
  readonly clientsMax: number
  readonly clientsPerAddressMax: number
  /** Divides every lease, so that a test need not wait for them; refused outside tests. */
  readonly leaseDivisor: number
}

/** One setting as a person sees it. */
export interface Setting {
  readonly key: keyof Config
  readonly kind: 'text' | 'integer' | 'port' | 'switch' | 'list' | 'ports' | 'url' | 'zone'
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
  {
    key: 'adminHost',
    kind: 'text',
    fallback: '127.0.0.1',
    text: 'address of the console and the admin interface, where they have a port of their own',
  },
  {
    key: 'adminPort',
    kind: 'port',
    fallback: '',
    text: 'port of its own for the console and the admin interface; 0 = any free one; default: none while host is loopback, else port + 1',
  },
  { key: 'data', kind: 'text', fallback: './data', text: 'directory of the database and the keys' },
  {
    key: 'database',
    kind: 'text',
    fallback: '',
    text: 'postgres://… for PostgreSQL 15 or later; default: SQLite in the data directory',
    secret: true,
  },
  {
    key: 'databasePooled',
    kind: 'switch',
    fallback: 'false',
    text: 'PostgreSQL is behind PgBouncer or another pooler that works by transaction',
  },
  {
    key: 'databaseConnections',
    kind: 'integer',
    fallback: '18',
    min: 4,
    max: 1_000,
    text: 'most connections of this process to PostgreSQL, half for requests and half for workers',
  },
  {
    key: 'databaseMayBeOff',
    kind: 'list',
    fallback: '',
    choices: ['synchronous_commit', 'fsync', 'full_page_writes'],
    text: 'settings of PostgreSQL that may be off, although what was acknowledged can then be lost: synchronous_commit, fsync, full_page_writes',
  },
  {
    key: 'nats',
    kind: 'text',
    fallback: '',
    text: 'nats://host:port of the NATS servers by which nodes hear each other, separated by commas',
    secret: true,
  },
  { key: 'nodeName', kind: 'text', fallback: '', text: "name of this node for people; default: the machine's name" },
  {
    key: 'historyDays',
    kind: 'integer',
    fallback: '30',
    min: 3,
    max: 3_650,
    text: 'days that pushes, outcomes and callbacks are kept',
  },
  {
    key: 'acceptRestore',
    kind: 'switch',
    fallback: 'false',
    text: 'start on a SQLite file that is older than the one used last: a backup that was put back',
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
  {
    key: 'masterKeyFile',
    kind: 'text',
    fallback: '',
    text: 'file of the master key, the same on every node; default: master.key in the data directory, made on first start',
  },
  {
    key: 'metricsToken',
    kind: 'text',
    fallback: '',
    text: 'bearer token for /metrics; default: only from this machine or by the admin port',
    secret: true,
  },
  {
    key: 'publicUrl',
    kind: 'url',
    fallback: '',
    text: 'base URL under which clients and vendors reach this server, https://push.example.com',
  },
  {
    key: 'timeZone',
    kind: 'zone',
    fallback: 'Asia/Shanghai',
    text: 'time zone of start dates and quiet hours, as in the IANA database',
  },
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
  {
    key: 'clientOrigins',
    kind: 'list',
    fallback: '',
    text: 'origins of web pages that may open the long connection, comma-separated; default: any',
  },
  {
    key: 'clientsMax',
    kind: 'integer',
    fallback: '100000',
    min: 1,
    max: 1_000_000,
    text: 'most long connections at the same time',
  },
  {
    key: 'clientsPerAddressMax',
    kind: 'integer',
    fallback: '1000',
    min: 1,
    max: 1_000_000,
    text: 'most long connections of one address',
  },
  { key: 'failpoints', kind: 'list', fallback: '', text: 'for tests: places to die at, place:hit', hidden: true },
  {
    key: 'roles',
    kind: 'list',
    fallback: 'api,gateway,worker',
    choices: ['api', 'gateway', 'worker'],
    text: 'what this process does: api, gateway, worker',
  },
  {
    key: 'drainMs',
    kind: 'integer',
    fallback: '8000',
    min: 0,
    max: 60_000,
    text: 'ms that open work may take to end at a stop',
  },
  {
    key: 'drainWaitMs',
    kind: 'integer',
    fallback: '0',
    min: 0,
    max: 60_000,
    text: 'ms that it goes on after SIGTERM while /readyz says no, so that a load balancer turns away first',
  },
]

/** `--callback-http` for `callbackHttp`. */
export function flagOf(key: string): string {
  return key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}

/** `POSTHOUSE_CALLBACK_HTTP` for `callbackHttp`. */
export function variableOf(key: string): string {
  return `POSTHOUSE_${flagOf(key).replaceAll('-', '_').toUpperCase()}`
}
