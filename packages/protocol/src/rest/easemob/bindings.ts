// Bindings of a user's devices to notifiers (spec/easemob.md §2.3).
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'

const path = '/:org/:app/users/:username/push/binding'
const params = Type.Object({ org: Type.String(), app: Type.String(), username: Type.String() })
const closed = { additionalProperties: false } as const

/** Bindings in the order of device and notifier. */
const entities = Type.Object(
  {
    entities: Type.Array(
      Type.Object({ device_id: Type.String(), device_token: Type.String(), notifier_name: Type.String() }, closed),
    ),
  },
  closed,
)

/** `PUT`: binds; an empty `device_token` removes one binding, an empty `notifier_name` all of the device. */
const bindingPut = endpoint({
  name: 'bindings.put',
  rate: 'users',
  summary: 'Bind a device of a user to a notifier, or remove its bindings',
  method: 'PUT',
  path,
  access: 'user',
  envelope: 'binding',
  bodyKind: 'json',
  bodyBytesMax: 64 * kibibyte,
  idempotent: false,
  params,
  query: Type.Object({}),
  body: Type.Object({
    device_id: Type.String({ minLength: 1 }),
    device_token: Type.String(),
    notifier_name: Type.String(),
  }),
  reply: entities,
})

/** `GET`: the bindings of all devices. */
const bindingList = endpoint({
  name: 'bindings.list',
  rate: 'users',
  summary: 'The bindings of a user',
  method: 'GET',
  path,
  access: 'user',
  envelope: 'binding',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  params,
  query: Type.Object({}),
  body: Type.Object({}),
  reply: entities,
})

/** The endpoints of this resource. */
export const bindingEndpoints = { bindingPut, bindingList }
