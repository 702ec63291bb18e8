// A user's conversations as a list, with what is unread and what came last. One statement walks the user's memberships, whose number
// bounds its cost, and counts for those of the page only; a second one reads the last messages of the page.
import type { AppId, UserId } from '@posthouse/protocol'
import type { ConversationId } from '../../domain/chat/conversation.ts'
import type { ConversationTable, ListedConversation, StoredMessage } from '../../ports/timeline.ts'
import type { Int } from '../int.ts'
import type { Reader } from '../reader.ts'
import { hinted, isOneOfInts, isOneOfTexts, statement } from '../statement.ts'
import { type EntryColumns, entryColumns, storedOf } from './entry-rows.ts'
import { type MemberColumns, memberColumnsOf, membershipOf } from './member-rows.ts'

/** Unread messages of one conversation are counted up to here. */
const unreadMax = 9_999

type Filter = Parameters<ConversationTable['list']>[2]

interface ListRow extends MemberColumns {
  readonly last_seq: Int
  readonly last_position: Int
  readonly newest: Int | null
  readonly unread: Int
}

/** The member's own end of the conversation. */
const lastSeq = 'coalesce(m.left_seq, c.last_seq)'
const lastPosition = 'coalesce(m.left_position, c.last_position)'
/** Of an entry e that the member may see. */
const visible =
  'FROM entry AS e WHERE e.app_id = $1 AND e.audience = m.conversation AND e.seq > m.joined_seq AND e.seq > m.cleared_seq' +
  ` AND e.seq <= ${lastSeq} AND NOT EXISTS (SELECT 1 FROM hidden_message AS h WHERE h.app_id = $1 AND h.username = $2` +
  ' AND h.conversation = m.conversation AND h.seq = e.seq)'
const isUnread = `${lastSeq} > m.read_seq AND EXISTS (SELECT 1 ${visible} AND e.seq > m.read_seq AND e.counted = 1 AND e.sender <> $2)`
const unread =
  `CASE WHEN ${lastSeq} <= m.read_seq THEN 0 ELSE (SELECT count(*) FROM (SELECT 1 ${visible} AND e.seq > m.read_seq` +
  ` AND e.counted = 1 AND e.sender <> $2 LIMIT ${unreadMax}) AS found) END`
const ofUser = (by: (index: string) => string): string =>
  `FROM conversation_member AS m${by('conversation_member_by_user')} JOIN conversation AS c ON c.app_id = $1 AND c.id = m.conversation` +
  ' WHERE m.app_id = $1 AND m.username = $2'
const isOfType = (types: string): string => `substr(m.conversation, 1, 1) IN (${types})`
const row =
  `SELECT ${memberColumnsOf('m.')}, ${lastSeq} AS last_seq, ${lastPosition} AS last_position, ${unread} AS unread,` +
  ` (SELECT e.position ${visible} ORDER BY e.seq DESC LIMIT 1) AS newest`
/** Not hidden, or with something new since. */
const isListed = `(m.is_hidden = 0 OR ${lastSeq} > m.cleared_seq) AND ${lastSeq} > m.joined_seq`
const listed = isOneOfInts('position', '$2')
const named = isOneOfTexts('m.conversation', '$3')
/** Member before entry, which SQLite keeps of a cross join: so that the entries begin after what was read. */
const mentioning = (isNamed: string, by: (index: string) => string): string =>
  `SELECT ${entryColumns} FROM entry WHERE app_id = $1 AND mentions = 1 AND position IN (SELECT e.position` +
  ` FROM conversation_member AS m CROSS JOIN conversation AS c CROSS JOIN entry AS e${by('entry_that_mentions')}` +
  ` WHERE m.app_id = $1 AND m.username = $2 AND ${isNamed} AND c.app_id = $1 AND c.id = m.conversation AND e.app_id = $1` +
  ' AND e.mentions = 1 AND e.audience = m.conversation AND e.seq > m.read_seq AND e.seq > m.joined_seq AND e.seq > m.cleared_seq' +
  ` AND e.seq <= ${lastSeq} AND e.sender <> $2 AND NOT EXISTS (SELECT 1 FROM hidden_message AS h WHERE h.app_id = $1` +
  ' AND h.username = $2 AND h.conversation = m.conversation AND h.seq = e.seq)) ORDER BY position LIMIT $4'

/** Named statements of this room. */
export const conversationListStatements = {
  // conversation_member_by_user, primary keys of both; entry_by_seq and primary key of hidden_message for what is listed.
  // SQLite would count for every membership before it takes the page, so the page is taken first.
  list: statement<ListRow>(
    'conversation_list',
    hinted(
      by =>
        `${row} FROM (SELECT m.conversation AS id, ${lastPosition} AS at ${ofUser(by)} AND ${isOfType('$3, $4')}` +
        ` AND ${lastPosition} < $5 AND ${isListed} AND ($6 = 0 OR (${isUnread})) ORDER BY at DESC LIMIT $7) AS page` +
        ' JOIN conversation_member AS m ON m.app_id = $1 AND m.conversation = page.id AND m.username = $2' +
        ' JOIN conversation AS c ON c.app_id = $1 AND c.id = page.id ORDER BY last_position DESC',
    ),
    { isNarrow: true },
  ),
  // the same, of one
  find: statement<ListRow>('conversation_find', `${row} ${ofUser(() => '')} AND m.conversation = $3`, {
    isNarrow: true,
  }),
  // the same
  unread: statement<{ readonly counted: Int }>(
    'conversation_unread',
    hinted(
      by => `SELECT coalesce(sum(${unread}), 0) AS counted ${ofUser(by)} AND m.status = 1 AND ${isOfType('$3, $4')}`,
    ),
  ),
  // conversation_member_by_user, entry_that_mentions; primary key
  mentioning: statement<EntryColumns>(
    'entry_mentioning',
    {
      sqlite: hinted(by => mentioning(named.sqlite, by)).sqlite,
      postgres: hinted(by => mentioning(named.postgres, by)).postgres,
    },
    { isNarrow: true },
  ),
  // primary key
  lastMessages: statement<EntryColumns>(
    'entry_at_positions',
    {
      sqlite: `SELECT ${entryColumns} FROM entry WHERE app_id = $1 AND ${listed.sqlite}`,
      postgres: `SELECT ${entryColumns} FROM entry WHERE app_id = $1 AND ${listed.postgres}`,
    },
    { isNarrow: true },
  ),
}

/** See `ConversationTable.list`. */
export async function listConversations(
  reader: Pick<Reader, 'all'>,
  appId: AppId,
  user: UserId,
  { before, limit, onlyUnread, types }: Filter,
): Promise<readonly ListedConversation[]> {
  const values = [appId, user, ...lettersOf(types), before ?? Number.MAX_SAFE_INTEGER, Number(onlyUnread), limit]
  return withMessages(reader, appId, await reader.all(conversationListStatements.list, values))
}

/** See `ConversationTable.find`. */
export async function findConversation(
  reader: Pick<Reader, 'all'>,
  appId: AppId,
  user: UserId,
  conversation: ConversationId,
): Promise<ListedConversation | undefined> {
  const rows = await reader.all(conversationListStatements.find, [appId, user, conversation])
  return (await withMessages(reader, appId, rows))[0]
}

/** See `ConversationTable.unread`. */
export async function unreadOfAll(
  { all }: Pick<Reader, 'all'>,
  appId: AppId,
  user: UserId,
  types: Filter['types'],
): Promise<number> {
  const [found] = await all(conversationListStatements.unread, [appId, user, ...lettersOf(types)])
  return Number(found?.counted ?? 0)
}

/** See `ConversationTable.mentioning`. */
export async function mentioningOf(
  { all }: Pick<Reader, 'all'>,
  appId: AppId,
  user: UserId,
  conversations: readonly ConversationId[],
  limit: number,
): Promise<readonly StoredMessage[]> {
  const values = [appId, user, JSON.stringify(conversations), limit]
  return (await all(conversationListStatements.mentioning, values)).map(storedOf)
}

/** First letters of the ids of conversations, as `p` and `g`. */
function lettersOf(types: Filter['types']): readonly [string, string] {
  return [types.includes(0) ? 'p' : '', types.includes(2) ? 'g' : '']
}

async function withMessages(
  { all }: Pick<Reader, 'all'>,
  appId: AppId,
  rows: readonly ListRow[],
): Promise<readonly ListedConversation[]> {
  const positions = rows.flatMap(({ newest }) => (newest === null ? [] : [Number(newest)]))
  if (rows.length === 0) return []
  const messages = await all(conversationListStatements.lastMessages, [appId, JSON.stringify(positions)])
  const byPosition = new Map(messages.map(found => [Number(found.position), storedOf(found)]))
  return rows.map(found => ({
    membership: membershipOf(found),
    lastSeq: Number(found.last_seq),
    lastPosition: Number(found.last_position),
    lastMessage: found.newest === null ? undefined : byPosition.get(Number(found.newest)),
    unread: Number(found.unread),
  }))
}
