// Apps, for the operator: create, show, set. Secrets are shown once, when the app is created.
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'
import { settings, settingsChange } from './app-settings.ts'

const closed = { additionalProperties: false } as const
const appParams = Type.Object({ org: Type.String(), app: Type.String() })
const common = {
  access: 'admin',
  envelope: 'bare',
  bodyBytesMax: 8 * kibibyte,
  idempotent: false,
  query: Type.Object({}, closed),
  body: Type.Object({}, closed),
} as const

/** An app as it is shown. */
const appView = Type.Object(
  {
    /** ZEGO's AppID. */
    id: Type.Integer(),
    org: Type.String(),
    name: Type.String(),
    appkey: Type.String(),
    uuid: Type.String(),
    clientId: Type.String(),
    settings: Type.Object(settings, closed),
    /** Epoch ms. */
    createdAt: Type.Integer(),
  },
  closed,
)

/** `POST /admin/v1/apps`. */
const appCreate = endpoint({
  ...common,
  name: 'apps.create',
  role: 'admin',
  summary: 'Create an app; its secrets are shown this once',
  method: 'POST',
  path: '/admin/v1/apps',
  bodyKind: 'json',
  params: Type.Object({}),
  body: Type.Object({ org: Type.String(), name: Type.String(), ...settingsChange }, closed),
  reply: Type.Object(
    {
      app: appView,
      clientSecret: Type.String(),
      /** 64 hex digits, for ZEGO's SDK. */
      appSign: Type.String(),
      /** 32 characters, for ZEGO's server tokens. */
      serverSecret: Type.String(),
    },
    closed,
  ),
})

/** `GET /admin/v1/apps`: in order of id. */
const appList = endpoint({
  ...common,
  name: 'apps.list',
  role: 'viewer',
  anyApp: true,
  summary: 'Apps in order of id',
  method: 'GET',
  path: '/admin/v1/apps',
  bodyKind: 'none',
  params: Type.Object({}),
  query: Type.Object(
    {
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
      /** The id of the last app already seen. */
      cursor: Type.Optional(Type.Integer({ minimum: 1 })),
    },
    closed,
  ),
  reply: Type.Object({ apps: Type.Array(appView), cursor: Type.Optional(Type.Integer()) }, closed),
})

/** `GET /admin/v1/apps/{org}/{app}`. */
const appGet = endpoint({
  ...common,
  name: 'apps.get',
  role: 'viewer',
  summary: 'One app',
  method: 'GET',
  path: '/admin/v1/apps/:org/:app',
  bodyKind: 'none',
  params: appParams,
  reply: Type.Object({ app: appView }, closed),
})

/** `PUT /admin/v1/apps/{org}/{app}/settings`: changes the given members. */
const appSettings = endpoint({
  ...common,
  name: 'apps.settings',
  role: 'admin',
  summary: 'Change settings of an app',
  method: 'PUT',
  path: '/admin/v1/apps/:org/:app/settings',
  bodyKind: 'json',
  params: appParams,
  body: Type.Object(settingsChange, closed),
  reply: Type.Object({ app: appView }, closed),
})

/**
 * `POST /admin/v1/apps/{org}/{app}/secrets/{secret}`: the earlier one ends at once. The ServerSecret stays: the addresses at which vendors report
 * receipts are made of it.
 */
const appSecretReplace = endpoint({
  ...common,
  name: 'apps.replaceSecret',
  role: 'admin',
  summary: 'Replace the client secret or the AppSign; the new one is shown this once',
  method: 'POST',
  path: '/admin/v1/apps/:org/:app/secrets/:secret',
  bodyKind: 'none',
  params: Type.Object({
    org: Type.String(),
    app: Type.String(),
    secret: Type.Union([Type.Literal('clientSecret'), Type.Literal('appSign')]),
  }),
  reply: Type.Object({ value: Type.String() }, closed),
})

/** The endpoints of this resource. */
export const appEndpoints = { appCreate, appList, appGet, appSettings, appSecretReplace }
