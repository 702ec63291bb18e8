// What a user missed: own entries and those of conversations, from a position on. A conversation without anything new costs one look at
// its row, whatever it holds.
import type { AppId, UserId } from '@posthouse/protocol'
import { userAudience } from '../../domain/chat/conversation.ts'
import type { AddressedEntry } from '../../ports/timeline.ts'
import type { Int } from '../int.ts'
import type { Reader } from '../reader.ts'
import { hinted, statement } from '../statement.ts'
import { addressedOf, type EntryColumns, entryColumns } from './entry-rows.ts'

const ofEntry = entryColumns
  .split(', ')
  .map(column => `entry.${column}`)
  .join(', ')
/** Entries after $4 of conversations that user $2 is or was a member of, within the membership. */
const ofConversations = (by: (index: string) => string): string =>
  `FROM conversation_member${by('conversation_member_by_user')} JOIN conversation ON conversation.app_id = $1 AND conversation.id = conversation_member.conversation` +
  ` AND conversation.last_entry > $4 JOIN entry${by('entry_by_audience')} ON entry.app_id = $1 AND entry.audience = conversation_member.conversation` +
  ' AND entry.position > $4 AND entry.position > conversation_member.joined_position' +
  ' AND (conversation_member.left_position IS NULL OR entry.position <= conversation_member.left_position)' +
  ' WHERE conversation_member.app_id = $1 AND conversation_member.username = $2'
const own = (by: (index: string) => string): string =>
  `FROM entry${by('entry_by_audience')} WHERE app_id = $1 AND audience = $3 AND position > $4`

/** These columns of both, in order of position. The sum keeps planners from walking everybody's entries in the order that is wanted. */
const page = (by: (index: string) => string, columns: string, ofJoined: string): string =>
  `SELECT ${columns} FROM (SELECT ${columns} ${own(by)} UNION ALL SELECT ${ofJoined} ${ofConversations(by)}) AS missed` +
  ' ORDER BY position + 0 LIMIT $5'

/** Named statements of this room. */
export const catchUpStatements = {
  // entry_by_audience; conversation_member_by_user, primary key of conversation, entry_by_audience; primary key
  entries: statement<EntryColumns>(
    'catch_up_entries',
    {
      // Positions alone are in the index: of many entries only those of the page are read.
      sqlite:
        `SELECT ${entryColumns} FROM entry WHERE app_id = $1 AND position IN` +
        ` (${hinted(by => page(by, 'position', 'entry.position')).sqlite}) ORDER BY position`,
      // Its planner guesses the size of such a list, and might read the app's whole timeline for it.
      postgres: hinted(by => page(by, entryColumns, ofEntry)).postgres,
    },
    { isNarrow: true },
  ),
  // conversation_member_by_user, primary key of conversation, entry_by_audience
  missed: statement<{ readonly counted: Int }>(
    'catch_up_missed',
    hinted(
      by =>
        `SELECT count(*) AS counted FROM (SELECT 1 ${ofConversations(by)} AND entry.seq IS NOT NULL LIMIT $3) AS missed`,
    ),
    { isNarrow: true },
  ),
}

/** See `TimelineTable.catchUp`. */
export async function catchUp(
  { all }: Pick<Reader, 'all'>,
  appId: AppId,
  user: UserId,
  after: number,
  limit: number,
): Promise<readonly AddressedEntry[]> {
  return (await all(catchUpStatements.entries, [appId, user, userAudience(user), after, limit])).map(addressedOf)
}

/** See `TimelineTable.missed`. */
export async function missed(
  { all }: Pick<Reader, 'all'>,
  appId: AppId,
  user: UserId,
  after: number,
  limit: number,
): Promise<number> {
  const [row] = await all(catchUpStatements.missed, [appId, user, limit, after])
  return Number(row?.counted ?? 0)
}
