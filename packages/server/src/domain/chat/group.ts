// A group and what its members may do (spec/zego.md §3.12). Pure. What a change of it is made of is the room beside it, group-plan.ts.
import type { AppId, UserId } from '@posthouse/protocol'
import { type EntryBody, idBytesMax, utf8Bytes, type WireGroup } from '@posthouse/protocol/frames'
import { type App, chatDefaults } from '../app.ts'
import { isPlainText } from '../username.ts'
import { isChatId } from './conversation.ts'

/** ZIM's roles: 1 owner, 2 admin, 3 member. */
export type GroupRole = 1 | 2 | 3
/** What happens in groups. */
export type GroupEvent = Extract<EntryBody, { kind: 'group' }>['event']

/** What a group's owner decides when it is made. */
export interface GroupInfo {
  readonly name: string
  readonly avatarUrl: string
  readonly notice: string
  readonly attributes: Readonly<Record<string, string>>
  /** ZIM's modes: 0 anybody may join, 1 the group is asked first, 2 nobody may. */
  readonly joinMode: 0 | 1 | 2
  /** 0 each member may invite, 1 only owner and admins. */
  readonly inviteMode: 0 | 1
  /** 0 who is invited is in, 1 is asked first. */
  readonly beInviteMode: 0 | 1
}

/** A group. Its members are the members of its conversation; a dismissed one stays, so that its id is not given again. */
export interface Group extends GroupInfo {
  readonly appId: AppId
  readonly id: string
  readonly owner: UserId
  readonly memberCount: number
  readonly memberMax: number
  readonly createdAtMs: number
  readonly dismissedAtMs: number | undefined
  /** Raised by each change of the group or of who is in it. */
  readonly revision: number
}

/** A member, as far as rules and entries ask; a membership of the group's conversation is one. */
export interface GroupMember {
  readonly username: UserId
  readonly role: GroupRole
  readonly nickname: string
  readonly enteredAtMs: number
  /** ZIM's way of entering. */
  readonly enterType: number
}

/** ZIM's ways of entering a group. */
export const enterTypes = { created: 1, joined: 3, invited: 4 } as const

/**
 * Most members that one entry names, so that it fits a frame of 64 KiB whatever names and pictures they have: a member has up to
 * 1.1 KiB, a group with all its attributes up to 13 KiB.
 */
export const membersPerEntryMax = 25

/** Longest name and notice that cross the wire. */
const nameBytesMax = 256
const noticeBytesMax = 300

/** Begins the ids that the server makes for clients, and no other (spec/zego.md §3.12). */
export const madeIdPrefix = '#'

/** Whether a text may be a group's id; `isOwn` when a client chose it for a new one, which the server's own prefix is not open to. */
export function isGroupId(text: string, isOwn = false): boolean {
  if (text.length > idBytesMax || !isChatId(text)) return false
  return !(isOwn && text.startsWith(madeIdPrefix))
}

/** Whether a text may be a group's name; what is longer fits no frame. */
export function isGroupName(text: string): boolean {
  return utf8Bytes(text) <= nameBytesMax && isPlainText(text)
}

/** Whether a text may be a group's notice. */
export function isGroupNotice(text: string): boolean {
  return utf8Bytes(text) <= noticeBytesMax && text.isWellFormed()
}

/** Most members of a new group: what was asked for, within what the app allows. */
export function memberMaxOf(app: Pick<App, 'settings'>, wanted: number | undefined): number {
  const most = app.settings.chat?.groupMembersMax ?? chatDefaults.groupMembersMax
  return Math.min(wanted ?? most, most)
}

/** Whether a member may invite others. */
export function mayInvite(group: Pick<Group, 'inviteMode'>, role: GroupRole): boolean {
  return group.inviteMode === 0 || role < 3
}

/** Whether a member may remove another: the owner anybody else, an admin members. */
export function mayKick(by: Pick<GroupMember, 'username' | 'role'>, target: Pick<GroupMember, 'username' | 'role'>) {
  if (by.username === target.username) return false
  return by.role === 1 || (by.role === 2 && target.role === 3)
}

/** The group as it crosses the wire; with the caller's own notification status where it is told to one. */
export function wireGroup(group: Group, notificationStatus?: 1 | 2): WireGroup {
  const { id, name, avatarUrl, notice, attributes, owner, memberCount, memberMax } = group
  const { joinMode, inviteMode, beInviteMode, createdAtMs } = group
  return {
    ...{ id, name, avatarUrl, notice, attributes, owner, memberCount, memberMax },
    ...{ joinMode, inviteMode, beInviteMode, createdAtMs },
    ...(notificationStatus === undefined ? {} : { notificationStatus }),
  }
}
