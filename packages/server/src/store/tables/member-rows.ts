// How rows of memberships become values.
import type { UserId } from '@posthouse/protocol'
import type { ConversationId } from '../../domain/chat/conversation.ts'
import type { Membership } from '../../ports/timeline.ts'
import type { ConversationMemberRow } from '../schema-timeline.ts'

/** The columns of a membership, but for the app. */
export type MemberColumns = Omit<ConversationMemberRow, 'app_id'>

/** Their names. */
export const memberColumns: string = memberColumnsOf('')

/** Their names, each after `prefix`. */
export function memberColumnsOf(prefix: string): string {
  return [
    ...['conversation', 'username', 'joined_position', 'joined_seq', 'left_position', 'left_seq', 'read_seq'],
    ...['cleared_seq', 'is_hidden', 'status', 'role', 'nickname', 'entered_at', 'enter_type'],
  ]
    .map(column => prefix + column)
    .join(', ')
}

/** A membership. */
export function membershipOf(row: MemberColumns): Membership {
  const role = Number(row.role)
  return {
    conversation: row.conversation as ConversationId,
    username: row.username as UserId,
    joinedPosition: Number(row.joined_position),
    joinedSeq: Number(row.joined_seq),
    leftPosition: row.left_position === null ? undefined : Number(row.left_position),
    leftSeq: row.left_seq === null ? undefined : Number(row.left_seq),
    readSeq: Number(row.read_seq),
    clearedSeq: Number(row.cleared_seq),
    isHidden: Number(row.is_hidden) === 1,
    status: Number(row.status) === 2 ? 2 : 1,
    role: role === 1 || role === 2 ? role : 3,
    nickname: row.nickname,
    enteredAtMs: Number(row.entered_at),
    enterType: Number(row.enter_type),
  }
}
