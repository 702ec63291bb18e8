// What pages need before they can be pushed to. They ask with nothing but an app's number.
import { Type } from 'typebox'
import { endpoint } from '../endpoint.ts'

/** `GET /im/apps/{appId}/web-push-key`. */
const key = endpoint({
  name: 'webPush.key',
  summary: 'The key that pages subscribe with',
  method: 'GET',
  path: '/im/apps/:appId/web-push-key',
  access: 'open',
  envelope: 'bare',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  params: Type.Object({ appId: Type.String({ description: "The app's number" }) }),
  query: Type.Object({
    appType: Type.Optional(
      Type.Union([Type.Literal('1'), Type.Literal('2')], {
        description: 'Which of two notifiers; the first by default',
      }),
    ),
  }),
  body: Type.Object({}),
  reply: Type.Object(
    { publicKey: Type.String({ description: 'For `applicationServerKey`: a point of P-256 in base64url' }) },
    { additionalProperties: false },
  ),
})

/** The endpoints of this resource. */
export const webPushEndpoints = { key }
