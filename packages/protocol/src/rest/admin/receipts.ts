// Where a notifier's vendor reports, for the operator who has to enter it somewhere, or wonders why nothing comes.
import { Type } from 'typebox'
import { endpoint } from '../endpoint.ts'

const closed = { additionalProperties: false } as const

/** `GET /admin/v1/apps/{org}/{app}/notifiers/{name}/receipts`. The address is as good as a credential: only vendors should know it. */
const notifierReceipts = endpoint({
  name: 'receipts.ofNotifier',
  role: 'admin',
  summary: "A notifier's receipt address, and what its vendor does with it",
  method: 'GET',
  path: '/admin/v1/apps/:org/:app/notifiers/:name/receipts',
  access: 'admin',
  envelope: 'bare',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  params: Type.Object({ org: Type.String(), app: Type.String(), name: Type.String() }),
  query: Type.Object({}, closed),
  body: Type.Object({}, closed),
  reply: Type.Object(
    {
      name: Type.String(),
      /** The vendor's name in the Easemob interface. */
      provider: Type.String(),
      /** `push`: each push names the address; `console`: the vendor's console holds it; `none`: this vendor reports nothing. */
      setBy: Type.Union([Type.Literal('push'), Type.Literal('console'), Type.Literal('none')]),
      /** `signature`: requests are signed too, once the notifier has the secret for it; `address`: only the address vouches. */
      proof: Type.Optional(Type.Union([Type.Literal('address'), Type.Literal('signature')])),
      /** Of `arrived`, `clicked`, `dropped`, `pending`, `token-dead`. */
      reports: Type.Array(Type.String()),
      /** Absent where the vendor reports nothing, or the server does not know its public URL. */
      url: Type.Optional(Type.String()),
      /** True where the address is longer than this vendor takes, so that pushes do not name it. */
      tooLong: Type.Boolean(),
      /** Requests at the address since the server started. */
      calls: Type.Object(
        {
          taken: Type.Integer(),
          refused: Type.Integer(),
          malformed: Type.Integer(),
          /** Epoch ms of the latest one, however it ended. */
          lastAt: Type.Optional(Type.Integer()),
        },
        closed,
      ),
    },
    closed,
  ),
})

/** The endpoints of this resource. */
export const receiptEndpoints = { notifierReceipts }
