// Which groups the connected users are members of: read from the record when a user's first session comes, and from then on told by the
// group entries of the timeline. What the timeline tells while they are read is repeated after it, so that neither order is wrong.
import type { UserId } from '@posthouse/protocol'
import { type ConversationId, readAudience } from '../domain/chat/conversation.ts'
import type { AddressedEntry, ConversationTable } from '../ports/timeline.ts'
import { joinGroups, leaveGroup, type MembershipReading, type OnlineApp, type OnlineUser } from './sessions.ts'

/** Groups that are read at once, and most of a user (spec/zego.md §7: 1,000 by plan). */
const pageSize = 200
const groupsMax = 5_000

/** Resolves once the groups of a connected user are known; each caller shares one reading. */
export function readMemberships(table: Pick<ConversationTable, 'groupsOf'>, user: OnlineUser): Promise<void> {
  user.reading ??= begin(table, user)
  return user.reading.done
}

function begin(table: Pick<ConversationTable, 'groupsOf'>, user: OnlineUser): MembershipReading {
  const reading: MembershipReading = { done: read(), changes: [] }
  async function read(): Promise<void> {
    try {
      const groups = await groupsOf(table, user)
      // The last session may have left meanwhile.
      if (!user.first) return
      joinGroups(user.app, user, groups)
      for (const { group, isMember } of reading.changes ?? []) change(user, group, isMember)
      reading.changes = undefined
    } catch (cause) {
      // The next session tries again.
      user.reading = undefined
      throw cause
    }
  }
  return reading
}

async function groupsOf(table: Pick<ConversationTable, 'groupsOf'>, user: OnlineUser): Promise<readonly string[]> {
  const groups: string[] = []
  let after: ConversationId | undefined
  while (groups.length < groupsMax) {
    const page = await table.groupsOf(user.app.id, user.id, after, pageSize)
    for (const { conversation } of page) {
      const read = readAudience(conversation)
      if (read.kind === 'group') groups.push(read.groupId)
    }
    after = page.at(-1)?.conversation
    if (page.length < pageSize) break
  }
  return groups
}

/** Members that an entry makes, before it is handed out: they are told of their own coming. */
export function noteComing(app: OnlineApp, { entry }: AddressedEntry): void {
  if (entry.kind !== 'group') return
  if (entry.event !== 'created' && entry.event !== 'invited' && entry.event !== 'joined') return
  for (const { id } of entry.members) note(app, id as UserId, entry.group.id, true)
}

/** Members that an entry unmakes, after it was handed out: they are told of their own going. */
export function noteGoing(app: OnlineApp, { entry }: AddressedEntry): void {
  if (entry.kind !== 'group') return
  if (entry.event === 'left' || entry.event === 'kicked')
    for (const { id } of entry.members) note(app, id as UserId, entry.group.id, false)
  if (entry.event !== 'dismissed') return
  const group = entry.group.id
  for (const user of app.groups.get(group) ?? []) leaveGroup(app, user, group)
  for (const user of app.users.values()) remember(user, group, false)
}

function note(app: OnlineApp, id: UserId, group: string, isMember: boolean): void {
  const user = app.users.get(id)
  if (!user) return
  remember(user, group, isMember)
  if (user.reading) change(user, group, isMember)
}

function change(user: OnlineUser, group: string, isMember: boolean): void {
  if (isMember) joinGroups(user.app, user, [group])
  else leaveGroup(user.app, user, group)
}

function remember(user: OnlineUser, group: string, isMember: boolean): void {
  const { reading } = user
  if (reading?.changes) reading.changes = [...reading.changes, { group, isMember }]
}
