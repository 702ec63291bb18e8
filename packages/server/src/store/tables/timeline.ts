// The timeline: entries in the order of commits. A position is assigned inside the transaction that appends, by raising the app's own
// row: whoever comes second waits for that row until the first has committed, so positions appear in order, and never with a gap
// that is filled later (I7). What a user may see of it is the room beside it, catch-up.ts.
import type { MsgId } from '@posthouse/protocol'
import { readAudience, userAudience } from '../../domain/chat/conversation.ts'
import type { MessagePlace, TimelineTable } from '../../ports/timeline.ts'
import type { Int } from '../int.ts'
import type { Reader } from '../reader.ts'
import type { MessageKeyRow } from '../schema-timeline.ts'
import { statement } from '../statement.ts'
import { type Step, writeAll, writeCount, writeIfAny, writeReturningAll, writeTotal } from '../write.ts'
import { catchUp, missed } from './catch-up.ts'
import { addressedOf, type EntryColumns, entryColumns, storedOf } from './entry-rows.ts'
import { memberColumns } from './member-rows.ts'

const isMessage = 'app_id = $1 AND message_id = $2 AND seq IS NOT NULL'
const inWindow = `SELECT ${entryColumns} FROM entry WHERE app_id = $1 AND audience = $2 AND seq >= $3 AND seq <= $4 ORDER BY seq`
const inserted =
  'INSERT INTO entry (app_id, position, audience, kind, body, created_at, expires_at, message_id, seq, sender, counted, mentions)'
const places = `INSERT INTO conversation_member (app_id, ${memberColumns})`

/** Named statements of this table. */
export const timelineStatements = {
  // primary key
  position: statement<{ readonly position: Int }>(
    'timeline_position',
    'SELECT position FROM timeline WHERE app_id = $1',
    { isNarrow: true },
  ),
  // primary key; first of every append, so that all of them wait for each other here and nowhere else
  advance: statement<{ readonly position: Int }>(
    'timeline_advance',
    'INSERT INTO timeline (app_id, position) VALUES ($1, 1)' +
      ' ON CONFLICT (app_id) DO UPDATE SET position = timeline.position + 1 RETURNING position',
    { returns: ['position'], movesTimeline: true },
  ),
  // primary key of timeline
  insert: statement(
    'entry_insert',
    `${inserted} SELECT $1, position, $2, $3, $4, $5, $6, NULL, NULL, NULL, 0, 0 FROM timeline WHERE app_id = $1`,
  ),
  // primary key of timeline; entry_by_message: the id of a push is no message's
  insertNotification: statement(
    'entry_insert_notification',
    `${inserted} SELECT $1, position, $2, 'notification', $3, $4, $5, $6, NULL, NULL, 0, 0 FROM timeline WHERE app_id = $1` +
      ' ON CONFLICT DO NOTHING',
  ),
  // primary key of conversation
  noteEntry: statement(
    'conversation_note_entry',
    'UPDATE conversation SET last_entry = (SELECT position FROM timeline WHERE app_id = $1) WHERE app_id = $1 AND id = $2',
  ),
  // primary keys of timeline and conversation
  number: statement(
    'conversation_number',
    'INSERT INTO conversation (app_id, id, last_seq, last_position, last_entry, last_sent_at)' +
      ' SELECT $1, $2, 1, position, position, CAST($3 AS bigint) FROM timeline WHERE app_id = $1 ON CONFLICT (app_id, id) DO UPDATE' +
      ' SET last_seq = conversation.last_seq + 1, last_position = excluded.last_position, last_entry = excluded.last_entry,' +
      ' last_sent_at = CASE WHEN excluded.last_sent_at > conversation.last_sent_at THEN excluded.last_sent_at' +
      ' ELSE conversation.last_sent_at END',
  ),
  // primary keys; of two users: whoever was not there sees this message, and none before it
  place: statement(
    'conversation_place_peers',
    `${places} SELECT $1, $2, peer.username, last_position - 1, last_seq - 1, NULL, NULL, last_seq - 1, 0, 0, 1, 3, '', $5, 0` +
      ' FROM conversation, (SELECT CAST($3 AS text) AS username UNION ALL SELECT CAST($4 AS text)) AS peer' +
      ' WHERE app_id = $1 AND id = $2 ON CONFLICT DO NOTHING',
  ),
  // primary key of conversation
  insertMessage: statement<PlaceColumns>(
    'entry_insert_message',
    `${inserted} SELECT $1, last_position, $2, 'message', $3, last_sent_at, $4, $5, last_seq, $6, $7, $8 FROM conversation` +
      ' WHERE app_id = $1 AND id = $2 RETURNING position, seq, created_at',
    { returns: ['position', 'seq', 'created_at'] },
  ),
  // primary key
  after: statement<EntryColumns>(
    'entry_after',
    `SELECT ${entryColumns} FROM entry WHERE app_id = $1 AND position > $2 ORDER BY position LIMIT $3`,
    { isNarrow: true },
  ),
  // entry_by_audience
  notifications: statement<EntryColumns>(
    'entry_notifications',
    `SELECT ${entryColumns} FROM entry WHERE app_id = $1 AND audience = $2 AND position > $3 AND kind = 'notification'` +
      ' ORDER BY position DESC LIMIT $4',
    { isNarrow: true },
  ),
  // entry_by_message
  message: statement<EntryColumns>('entry_message', `SELECT ${entryColumns} FROM entry WHERE ${isMessage}`, {
    isNarrow: true,
  }),
  // entry_by_seq
  oldest: statement<EntryColumns>('entry_oldest', `${inWindow} LIMIT $5`, { isNarrow: true }),
  // entry_by_seq
  newest: statement<EntryColumns>('entry_newest', `${inWindow} DESC LIMIT $5`, { isNarrow: true }),
  // entry_by_message; a second one who takes it back comes too late
  replace: statement(
    'entry_replace',
    'UPDATE entry SET body = $3, counted = CASE WHEN $4 = 1 THEN -1 ELSE counted END,' +
      ` mentions = CASE WHEN $4 = 1 THEN 0 ELSE mentions END WHERE ${isMessage} AND (counted >= 0 OR $4 = 0)`,
  ),
  // primary key of message_key
  claimLocalId: statement(
    'message_key_claim',
    'INSERT INTO message_key (app_id, sender, local_id, message_id, created_at) VALUES ($1, $2, $3, $4, $5)' +
      ' ON CONFLICT DO NOTHING',
    { isClaim: true },
  ),
  // primary key of message_key
  ofLocalId: statement<Pick<MessageKeyRow, 'message_id'>>(
    'message_key_find',
    'SELECT message_id FROM message_key WHERE app_id = $1 AND sender = $2 AND local_id = $3',
  ),
  // entry_by_expiry
  deleteExpired: statement(
    'entry_delete_expired',
    'DELETE FROM entry WHERE (app_id, position) IN' +
      ' (SELECT app_id, position FROM entry WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)',
  ),
  // hidden_message_by_expiry
  deleteHidden: statement(
    'hidden_message_delete_expired',
    'DELETE FROM hidden_message WHERE (app_id, username, conversation, seq) IN' +
      ' (SELECT app_id, username, conversation, seq FROM hidden_message WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)',
  ),
  // message_key_by_age
  deleteLocalIds: statement(
    'message_key_delete_before',
    'DELETE FROM message_key WHERE (app_id, sender, local_id) IN' +
      ' (SELECT app_id, sender, local_id FROM message_key WHERE created_at < $1 ORDER BY created_at LIMIT $2)',
  ),
}

/** The table over an engine. */
export function timelineTable(reader: Reader): TimelineTable {
  const { all } = reader
  const statements = timelineStatements
  return {
    async position(appId) {
      return Number((await all(statements.position, [appId]))[0]?.position ?? 0)
    },
    async after(appId, position, limit) {
      return (await all(statements.after, [appId, position, limit])).map(addressedOf)
    },
    catchUp: (appId, user, after, limit) => catchUp(reader, appId, user, after, limit),
    async notifications(appId, user, after, limit) {
      return (await all(statements.notifications, [appId, userAudience(user), after, limit])).map(addressedOf).reverse()
    },
    missed: (appId, user, after, limit) => missed(reader, appId, user, after, limit),
    append: (appId, audience, body, atMs, expiresAtMs) =>
      writeReturningAll<{ readonly position: Int }, number>(appending(appId, audience, body, atMs, expiresAtMs), rows =>
        Number(rows[0]?.position),
      ),
    appendNotification: (appId, audience, pushId, notification, { atMs, expiresAtMs }) =>
      writeAll([
        { statement: statements.advance, values: [appId] },
        {
          statement: statements.insertNotification,
          values: [
            ...[appId, audience, JSON.stringify({ pushId: String(pushId), notification, atMs }), atMs],
            ...[expiresAtMs, pushId],
          ],
        },
      ]),
    appendMessage: (appId, conversation, message, options) =>
      writeReturningAll<PlaceColumns, MessagePlace>(appendingMessage(appId, conversation, message, options), rows =>
        placeOf(rows.at(-1)),
      ),
    claimLocalId: (appId, sender, localId, id, atMs) =>
      writeIfAny(statements.claimLocalId, [appId, sender, localId, id, atMs]),
    async ofLocalId(appId, sender, localId) {
      const [row] = await all(statements.ofLocalId, [appId, sender, localId])
      return row && (BigInt(row.message_id) as MsgId)
    },
    async message(appId, id) {
      return (await all(statements.message, [appId, id])).map(storedOf)[0]
    },
    replaceMessage: (appId, id, { seq: _seq, ...message }) =>
      writeIfAny(statements.replace, [appId, id, JSON.stringify(message), message.recalled ? 1 : 0]),
    async messages(appId, conversation, { from, to, limit, isNewestFirst }) {
      const named = isNewestFirst ? statements.newest : statements.oldest
      return (await all(named, [appId, conversation, from, to, limit])).map(storedOf)
    },
    deleteExpired: (nowMs, limit) =>
      writeTotal([
        { statement: statements.deleteExpired, values: [nowMs, limit] },
        { statement: statements.deleteHidden, values: [nowMs, limit] },
      ]),
    deleteLocalIds: (beforeMs, limit) => writeCount(statements.deleteLocalIds, [beforeMs, limit]),
  }
}

/** What the last step of appending a message returns; the first returns a position too. */
interface PlaceColumns {
  readonly position: Int
  readonly seq: Int
  readonly created_at: Int
}

function placeOf(row: PlaceColumns | undefined): MessagePlace {
  return { position: Number(row?.position), seq: Number(row?.seq), sentAtMs: Number(row?.created_at) }
}

function appending(
  ...[appId, audience, body, atMs, expiresAtMs]: Parameters<TimelineTable['append']>
): readonly Step[] {
  const { kind, ...rest } = body
  const values = [appId, audience, kind, JSON.stringify(rest), atMs, expiresAtMs]
  return [
    { statement: timelineStatements.advance, values: [appId] },
    { statement: timelineStatements.insert, values },
    ...(readAudience(audience).kind === 'user'
      ? []
      : [{ statement: timelineStatements.noteEntry, values: [appId, audience] }]),
  ]
}

function appendingMessage(
  ...[appId, conversation, message, { isCounted, expiresAtMs }]: Parameters<TimelineTable['appendMessage']>
): readonly Step[] {
  const read = readAudience(conversation)
  const { sentAtMs, mentioned, mentionsAll } = message
  const isMentioning = mentionsAll === true || (mentioned ?? []).length > 0
  return [
    { statement: timelineStatements.advance, values: [appId] },
    { statement: timelineStatements.number, values: [appId, conversation, sentAtMs] },
    ...(read.kind === 'peers'
      ? [{ statement: timelineStatements.place, values: [appId, conversation, ...read.users, sentAtMs] }]
      : []),
    {
      statement: timelineStatements.insertMessage,
      values: [
        appId,
        conversation,
        JSON.stringify(message),
        expiresAtMs,
        BigInt(message.id),
        message.from,
        Number(isCounted),
        Number(isMentioning),
      ],
    },
  ]
}
