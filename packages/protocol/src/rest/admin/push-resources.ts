// Push resources, for the operator: options for phone makers under a name that senders of the online channel put into their pushes as
// `resourcesID` (spec/zego.md §6.3).
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'

const closed = { additionalProperties: false } as const
const appParams = { org: Type.String(), app: Type.String() }
const resourceParams = Type.Object({ ...appParams, resource: Type.String() })
const common = {
  access: 'admin',
  envelope: 'bare',
  bodyBytesMax: 8 * kibibyte,
  idempotent: false,
  query: Type.Object({}, closed),
  body: Type.Object({}, closed),
} as const
const path = '/admin/v1/apps/:org/:app/push-resources'

const word = Type.Optional(Type.String({ minLength: 1, maxLength: 128 }))
const yes = Type.Optional(Type.Boolean())

/** Options by vendor; a vendor that is absent gets what it would get without a resource. */
const vendorOptions = {
  apns: Type.Optional(
    Type.Object(
      {
        /** `silent` shows nothing and wakes the app; `voip` goes to VoIP tokens only. Default: `alert`. */
        kind: Type.Optional(Type.Union([Type.Literal('alert'), Type.Literal('silent'), Type.Literal('voip')])),
        sound: word,
        mutableContent: yes,
      },
      closed,
    ),
  ),
  fcm: Type.Optional(
    Type.Object(
      {
        /** Default: `notification`. */
        kind: Type.Optional(Type.Union([Type.Literal('notification'), Type.Literal('data')])),
        priority: Type.Optional(Type.Union([Type.Literal('normal'), Type.Literal('high')])),
        channelId: word,
        sound: word,
      },
      closed,
    ),
  ),
  huawei: Type.Optional(Type.Object({ category: word, channelId: word, isTest: yes }, closed)),
  oppo: Type.Optional(
    Type.Object(
      {
        channelId: word,
        category: word,
        /** Only beside a category. */
        notifyLevel: Type.Optional(Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(16)])),
      },
      closed,
    ),
  ),
  xiaomi: Type.Optional(Type.Object({ channelId: word }, closed)),
  vivo: Type.Optional(
    Type.Object(
      {
        category: word,
        classification: Type.Optional(Type.Union([Type.Literal('operation'), Type.Literal('system')])),
        isTest: yes,
      },
      closed,
    ),
  ),
  harmony: Type.Optional(
    Type.Object(
      {
        /** Default: `notification`. */
        kind: Type.Optional(
          Type.Union([Type.Literal('notification'), Type.Literal('background'), Type.Literal('voip')]),
        ),
        category: word,
        /** What a tap opens: the app (default), or the page of `uri`. */
        click: Type.Optional(Type.Union([Type.Literal('app'), Type.Literal('detail')])),
        uri: Type.Optional(Type.String({ minLength: 1, maxLength: 1_024 })),
        isTest: yes,
      },
      closed,
    ),
  ),
}

const pushResource = Type.Object({
  /** As senders write it. */
  id: Type.String(),
  options: Type.Object(vendorOptions),
  /** Epoch ms. */
  updatedAt: Type.Integer(),
})

/** `GET …/push-resources`. */
const pushResourceList = endpoint({
  ...common,
  name: 'pushResources.list',
  role: 'viewer',
  summary: "The app's push resources",
  method: 'GET',
  path,
  bodyKind: 'none',
  params: Type.Object(appParams),
  reply: Type.Object({ resources: Type.Array(pushResource) }),
})

/** `PUT …/push-resources/{resource}`: at most ten per app. */
const pushResourcePut = endpoint({
  ...common,
  name: 'pushResources.put',
  role: 'operator',
  summary: 'Make or replace a push resource',
  method: 'PUT',
  path: `${path}/:resource`,
  bodyKind: 'json',
  params: resourceParams,
  body: Type.Object(vendorOptions, closed),
  reply: pushResource,
})

/** `DELETE …/push-resources/{resource}`. */
const pushResourceDelete = endpoint({
  ...common,
  name: 'pushResources.delete',
  role: 'operator',
  summary: 'Delete a push resource',
  method: 'DELETE',
  path: `${path}/:resource`,
  bodyKind: 'none',
  params: resourceParams,
  reply: Type.Object({ id: Type.String() }),
})

/** The endpoints of this resource. */
export const pushResourceEndpoints = { pushResourceList, pushResourcePut, pushResourceDelete }
