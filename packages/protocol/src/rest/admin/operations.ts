// What an operator does to a running server: an app token at hand, a credential asked, a backup, a new master key, a look at the
// server itself. All for the holder of the operator's key.
import { Type } from 'typebox'
import { day, kibibyte, second } from '../../units.ts'
import { endpoint } from '../endpoint.ts'

const closed = { additionalProperties: false } as const
const appParams = { org: Type.String(), app: Type.String() }
const common = {
  access: 'admin',
  envelope: 'bare',
  bodyBytesMax: 8 * kibibyte,
  idempotent: false,
  query: Type.Object({}, closed),
  body: Type.Object({}, closed),
} as const

/** Longest life of a token issued here: it is for one piece of work, not for an app's server. */
const tokenLifeSecondsMax: number = day / second

/** `POST /admin/v1/apps/{org}/{app}/tokens`: ten minutes unless `ttlSeconds` says otherwise. */
const appTokenIssue = endpoint({
  ...common,
  name: 'operations.issueToken',
  role: 'admin',
  summary: 'Issue a short-lived app token without the client secret',
  method: 'POST',
  path: '/admin/v1/apps/:org/:app/tokens',
  bodyKind: 'json',
  params: Type.Object(appParams),
  body: Type.Object({ ttlSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: tokenLifeSecondsMax })) }, closed),
  reply: Type.Object(
    {
      token: Type.String(),
      /** Epoch ms. */
      expiresAt: Type.Integer(),
    },
    closed,
  ),
})

/** A text in both languages. */
const bilingual = Type.Object({ en: Type.String(), zh: Type.String() }, closed)

/** What a check found. */
export const finding = Type.Object(
  {
    level: Type.Union([Type.Literal('ok'), Type.Literal('warn'), Type.Literal('error')]),
    /** Stable, kebab-case. */
    code: Type.String(),
    /** In English. */
    text: Type.String(),
    /** In Chinese. */
    zh: Type.String(),
    /** What to do; absent where nothing is to be done. */
    fix: Type.Optional(bilingual),
  },
  closed,
)

/** `POST /admin/v1/apps/{org}/{app}/notifiers/{name}/check`: asks the vendor; reaches no phone. */
const notifierCheck = endpoint({
  ...common,
  name: 'operations.checkNotifier',
  role: 'operator',
  summary: "Ask the vendor whether a notifier's credential works, without reaching a phone",
  method: 'POST',
  path: '/admin/v1/apps/:org/:app/notifiers/:name/check',
  bodyKind: 'none',
  params: Type.Object({ ...appParams, name: Type.String() }),
  reply: Type.Object(
    {
      name: Type.String(),
      /** The vendor's name in the Easemob interface. */
      provider: Type.String(),
      findings: Type.Array(finding),
    },
    closed,
  ),
})

/** `POST /admin/v1/backup`: the server writes the file; an existing one is never replaced. */
const backupWrite = endpoint({
  ...common,
  name: 'operations.backup',
  role: 'admin',
  summary: 'Write a consistent copy of the database to a new file on the server',
  method: 'POST',
  path: '/admin/v1/backup',
  bodyKind: 'json',
  params: Type.Object({}),
  /** An absolute path on the server's machine. */
  body: Type.Object({ path: Type.String({ minLength: 2, maxLength: 4096 }) }, closed),
  reply: Type.Object({ path: Type.String() }, closed),
})

/** `POST /admin/v1/master-key/rotate`: may be repeated; an interrupted rotation goes on where it stopped. */
const masterKeyRotate = endpoint({
  ...common,
  name: 'operations.rotateMasterKey',
  role: 'admin',
  summary: 'Replace the master key and wrap every stored secret anew',
  method: 'POST',
  path: '/admin/v1/master-key/rotate',
  bodyKind: 'none',
  params: Type.Object({}),
  /** How many stored secrets were wrapped anew. */
  reply: Type.Object({ rewrapped: Type.Integer() }, closed),
})

/** `GET /admin/v1/info`. */
const serverInfo = endpoint({
  ...common,
  name: 'operations.info',
  role: 'viewer',
  summary: 'Version, database and what was counted today',
  method: 'GET',
  path: '/admin/v1/info',
  bodyKind: 'none',
  params: Type.Object({}),
  reply: Type.Object(
    {
      version: Type.String(),
      database: Type.Union([Type.Literal('sqlite'), Type.Literal('postgres')]),
      /** What an acknowledged write survives, as the database states it: `WAL, synchronous=FULL`. */
      durability: Type.String(),
      /** The number of this process among those that share the database. */
      node: Type.Integer(),
      sandbox: Type.Boolean(),
      /** Zone of start dates, quiet hours and days of statistics. */
      timeZone: Type.String(),
      /** Where the server listens; absent for the moment before it does. */
      addresses: Type.Optional(Type.Object({ main: Type.String(), admin: Type.String() }, closed)),
      /** The base URL that clients and vendors are told, where one is set. */
      publicUrl: Type.Optional(Type.String()),
      /** The server's clock, epoch ms. */
      now: Type.Integer(),
      /** Apps, and deliveries of the present UTC day over all of them. */
      counts: Type.Object(
        {
          apps: Type.Integer(),
          targeted: Type.Integer(),
          success: Type.Integer(),
          fail: Type.Integer(),
          error: Type.Integer(),
          /** What vendors reported today, of whatever day the pushes are. */
          arrived: Type.Integer(),
          clicked: Type.Integer(),
        },
        closed,
      ),
    },
    closed,
  ),
})

/** The endpoints of this resource. */
export const operationEndpoints = { appTokenIssue, notifierCheck, backupWrite, masterKeyRotate, serverInfo }
