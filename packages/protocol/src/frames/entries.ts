// Entries: what the server's timeline tells a device, in order. Each has a position; a device that acknowledged a position has every
// entry up to it. A closed union.
import { callExtendedDataBytesMax, usersPerCallMax } from './limits.ts'
import { digits, flag, jsonObject, list, type Of, object, oneOf, type Shape, tagged, text, whole } from './shape.ts'
import { call, callUser, conversationType, group, id, instant, member, message, user } from './values.ts'

const position = whole(1)
/** Most bytes of a notification that came by this channel, as JSON. */
export const notificationBytesMax = 32_768

/** What happens in groups (ZIM's group and member events). */
const groupEvents = [
  'created',
  'invited',
  'joined',
  'left',
  'kicked',
  'dismissed',
  'owner-changed',
  'role-changed',
] as const

/** What happens in calls. */
const callEvents = [
  'created',
  'invited',
  'states',
  'accepted',
  'rejected',
  'cancelled',
  'unanswered',
  'timed-out',
  'ended',
] as const

const shapes = {
  /** A new message, to everybody in its conversation. */
  message: object({ position, message }),
  /** A message was taken back; it is told whole, with `recalled`. */
  recall: object({ position, message }),
  /** The caller's own messages or whole conversation were deleted on another device; no ids = all. */
  deleted: object(
    { position, conversationId: id, conversationType },
    { messageIds: list(digits, usersPerCallMax), isConversationToo: flag },
  ),
  /** The caller changed something of a conversation on another device; `conversationId` is absent where all were read. */
  conversation: object(
    { position },
    { conversationId: id, conversationType, readSeq: whole(0), notificationStatus: oneOf(1, 2) },
  ),
  /** Something happened in a group; `members` are those that it happened to. */
  group: object({
    position,
    event: oneOf(...groupEvents),
    group,
    members: list(member, usersPerCallMax),
    operator: member,
    atMs: instant,
  }),
  /** Something happened in a call: `users` are those that changed; without them, all of the call's. */
  call: object(
    { position, event: oneOf(...callEvents), call, operator: id, atMs: instant },
    {
      users: list(callUser, 16),
      extendedData: text(callExtendedDataBytesMax),
      /** The only one of the receiver's devices that it is for: once a user is in a call, its main device hears of it (spec/zego.md §3.13). */
      device: text(256, 1),
    },
  ),
  /** A push that came by this channel (spec/easemob.md §6.9). */
  notification: object({ position, pushId: digits, notification: jsonObject(notificationBytesMax), atMs: instant }),
  /** A message of the app's server to all users, in no conversation. */
  broadcast: object({ position, message }),
  /** The caller changed its rule for pushes on another device. */
  rule: object({ position, onlinePlatforms: list(whole(0, 32), 16), silentPlatforms: list(whole(0, 32), 16) }),
  /** The caller changed its own name, picture or data on another device. */
  self: object({ position, user }),
} as const

/** Reads an entry. */
export const entry: Shape<Entry> = tagged('kind', shapes)

/** See the head of the file. */
export type Entry = { [K in keyof typeof shapes]: { readonly kind: K } & Of<(typeof shapes)[K]> }[keyof typeof shapes]
/** The kinds. */
export type EntryKind = Entry['kind']
/** What an entry says, before it has a position. */
export type EntryBody = Entry extends infer E ? (E extends Entry ? Omit<E, 'position'> : never) : never
