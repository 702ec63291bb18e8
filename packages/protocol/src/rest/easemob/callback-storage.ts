// The exception storage of callbacks (spec/easemob.md §9.3): what nobody took, and sending it again. Both spellings of the path are
// in the original's samples (§12 row 20).
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'

const params = Type.Object({ org: Type.String(), app: Type.String() })
const closed = { additionalProperties: false } as const
const common = { access: 'app', envelope: 'platform', idempotent: false, query: Type.Object({}), params } as const

/** What the original answers besides `data`: it says `post` whatever was called, and names the collection alone. */
const around = { action: Type.Literal('post'), path: Type.Literal('/callbacks'), uri: Type.String() }

const info = {
  ...common,
  summary: 'Stored callbacks by windows of ten minutes',
  method: 'GET',
  bodyKind: 'none',
  bodyBytesMax: 0,
  body: Type.Object({}),
  reply: Type.Object(
    {
      ...around,
      /** `date`: `yyyyMMddHHmm` of the window's start; `retry`: how often it was sent again. */
      data: Type.Array(Type.Object({ date: Type.String(), size: Type.Integer(), retry: Type.Integer() }, closed)),
    },
    closed,
  ),
} as const

const retry = {
  ...common,
  summary: 'Send the stored callbacks of a window again',
  method: 'POST',
  bodyKind: 'json',
  bodyBytesMax: 8 * kibibyte,
  body: Type.Object({
    date: Type.String(),
    /** What the caller counts; the server counts by itself. */
    retry: Type.Optional(Type.Integer({ minimum: 0 })),
    /** Empty, as if it were absent: the rule's URL. */
    targetUrl: Type.Optional(Type.String()),
  }),
  reply: Type.Object({ ...around, data: Type.Union([Type.Literal('success'), Type.Literal('failure')]) }, closed),
} as const

/** `GET callbacks/storage/info`. */
const callbackStorageInfo = endpoint({
  ...info,
  name: 'callbackStorage.info',
  path: '/:org/:app/callbacks/storage/info',
})

/** `POST callbacks/storage/retry`. */
const callbackStorageRetry = endpoint({
  ...retry,
  name: 'callbackStorage.retry',
  path: '/:org/:app/callbacks/storage/retry',
})

/** `GET callback/storage/info`. */
const callbackStorageInfoSingular = endpoint({
  ...info,
  name: 'callbackStorage.infoSingular',
  path: '/:org/:app/callback/storage/info',
})

/** `POST callback/storage/retry`. */
const callbackStorageRetrySingular = endpoint({
  ...retry,
  name: 'callbackStorage.retrySingular',
  path: '/:org/:app/callback/storage/retry',
})

/** The endpoints of this resource. */
export const callbackStorageEndpoints = {
  callbackStorageInfo,
  callbackStorageRetry,
  callbackStorageInfoSingular,
  callbackStorageRetrySingular,
}
