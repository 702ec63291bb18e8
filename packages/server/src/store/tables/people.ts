// Users by prefix and by age, and the labels of one.
import type { UserId } from '@posthouse/protocol'
import type { LabelName } from '../../domain/label.ts'
import type { PeopleTable } from '../../ports/people.ts'
import type { Reader } from '../reader.ts'
import { hinted, statement } from '../statement.ts'
import { type UserColumns, userColumns, userOf } from './users.ts'

const selected = `SELECT ${userColumns.join(', ')} FROM app_user`
/** Above every character: both engines compare names by their bytes in UTF-8. */
const beyond = '\u{10FFFF}'

/** Named statements of this table. */
export const peopleStatements = {
  // primary key; of two lower bounds SQLite may go by the wrong one, so there is one
  byName: statement<UserColumns>(
    'people_by_name',
    `${selected} WHERE app_id = $1 AND username >= $2 AND username < $3 AND username <> $4 ORDER BY username LIMIT $5`,
  ),
  // app_user_by_age
  byAge: statement<UserColumns>(
    'people_by_age',
    hinted(
      by =>
        `${selected}${by('app_user_by_age')} WHERE app_id = $1 AND (created_at, username) < ($2, $3)` +
        ' ORDER BY created_at DESC, username DESC LIMIT $4',
    ),
  ),
  // label_member_by_user; primary key of label
  labelsOf: statement<{ readonly name: string }>(
    'people_labels_of',
    'SELECT label.name FROM label_member JOIN label ON label.app_id = $1 AND label.id = label_member.label_id' +
      ' WHERE label_member.app_id = $1 AND label_member.username = $2 ORDER BY label.name LIMIT $3',
  ),
}

/** The table over an engine. */
export function peopleTable({ all }: Reader): PeopleTable {
  return {
    async byName(appId, prefix, after, limit) {
      const from = after !== undefined && Buffer.compare(Buffer.from(after), Buffer.from(prefix)) > 0 ? after : prefix
      const values = [appId, from, `${prefix}${beyond}`, after ?? '', limit]
      return (await all(peopleStatements.byName, values)).map(userOf)
    },
    async byAge(appId, before, limit) {
      const { createdAtMs, username } = before ?? { createdAtMs: Number.MAX_SAFE_INTEGER, username: '' as UserId }
      return (await all(peopleStatements.byAge, [appId, createdAtMs, username, limit])).map(userOf)
    },
    async labelsOf(appId, username, limit) {
      return (await all(peopleStatements.labelsOf, [appId, username, limit])).map(({ name }) => name as LabelName)
    },
  }
}
