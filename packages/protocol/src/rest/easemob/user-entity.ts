// A user as the interface shows one (spec/easemob.md §2.1).
import { Type } from 'typebox'

/** Where the name of a group's older mute begins: `notification_ignore_{groupId}`. */
export const ignoreGroupPrefix = 'notification_ignore_'

const closed = { additionalProperties: false } as const
const hour = Type.Optional(Type.Integer({ minimum: 0, maximum: 23 }))

/** See the head of the file; members that are not set are left out. */
export const userEntity = Type.Object(
  {
    uuid: Type.String(),
    type: Type.Literal('user'),
    /** Epoch ms. */
    created: Type.Integer(),
    /** Epoch ms. */
    modified: Type.Integer(),
    username: Type.String(),
    activated: Type.Boolean(),
    /** The push nickname. */
    nickname: Type.Optional(Type.String()),
    notification_display_style: Type.Optional(Type.Integer({ minimum: 0, maximum: 1 })),
    /** The older do-not-disturb, and its hours by the server's time zone. */
    notification_no_disturbing: Type.Optional(Type.Boolean()),
    notification_no_disturbing_start: hour,
    notification_no_disturbing_end: hour,
    /** Both spellings of the device's id are on the wire, because clients read one or the other. */
    pushInfo: Type.Optional(
      Type.Array(
        Type.Object(
          {
            device_Id: Type.String(),
            device_id: Type.String(),
            device_token: Type.String(),
            notifier_name: Type.String(),
          },
          closed,
        ),
      ),
    ),
  },
  // Groups that are muted in the older way; only where one user is shown.
  { ...closed, patternProperties: { [`^${ignoreGroupPrefix}`]: Type.Boolean() } },
)
