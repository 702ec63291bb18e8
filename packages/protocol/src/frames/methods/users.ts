// Methods of users, of the session, and of pushes to the device (spec/zego.md §1.5, §3.2, §3.8, §4.4).
import { extendedDataBytesMax } from '../limits.ts'
import { pushIdCharsMax } from '../push-id.ts'
import { digits, list, object, oneOf, text, whole } from '../shape.ts'
import { failedUser, id, instant, user } from '../values.ts'

const rule = object({ onlinePlatforms: list(whole(0, 32), 16), silentPlatforms: list(whole(0, 32), 16) })

/** Name → what it takes and what it gives. */
export const userMethods = {
  'user.self': { params: object({}), result: object({ user, rule, badge: whole(0) }) },
  'user.find': {
    params: object({ users: list(id, 10, 1) }),
    result: object({ users: list(user, 10), failed: list(failedUser, 10) }),
  },
  /** `status` is ZIM's: 0 online, 1 offline, 2 logged out. */
  'user.status': {
    params: object({ users: list(id, 100, 1) }),
    result: object({
      users: list(object({ id, status: oneOf(0, 1, 2), platforms: list(whole(0, 32), 32), changedAtMs: instant }), 100),
      failed: list(failedUser, 100),
    }),
  },
  'user.update': {
    params: object({}, { name: text(256), avatarUrl: text(500), extendedData: text(extendedDataBytesMax) }),
    result: object({ user }),
  },
  /** Which of the caller's devices are not pushed to while it is connected elsewhere. */
  'user.setRule': { params: rule, result: object({}) },
  /** The badge that increments are added to. */
  'user.setBadge': { params: object({ badge: whole(0, 99_999) }), result: object({}) },
  'session.renewToken': { params: object({ token: text(4096, 1) }), result: object({ expiresAtMs: instant }) },
  /** Ends the session and unbinds this device. */
  'session.logout': { params: object({}), result: object({}) },
  /** Binds this device's PushID to the caller; it belonged to nobody else from then on (I6). */
  'push.bind': { params: object({ pushId: text(pushIdCharsMax, 1) }), result: object({}) },
  'push.unbind': { params: object({ pushId: text(pushIdCharsMax, 1) }), result: object({}) },
  /**
   * What became of notifications on this device. Each names what the notification was of: the message or call (`subjectId`), the push
   * (`pushId`, of those that came by this channel) or the task (`taskId`).
   */
  'push.report': {
    params: object({
      reports: list(
        object(
          { event: oneOf('arrived', 'clicked'), atMs: instant },
          { subjectId: digits, pushId: digits, taskId: digits },
        ),
        50,
        1,
      ),
    }),
    result: object({}),
  },
} as const
