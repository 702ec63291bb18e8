// Figures per app, minute and provider, with a histogram of answers in columns. Adding is an upsert, so that any writer may add at any
// time, and one row takes one statement, however many deliveries it is of.
import { answerBuckets } from '../../domain/answer-time.ts'
import type { CountedMinute, MinuteTable } from '../../ports/minutes.ts'
import type { Reader } from '../reader.ts'
import type { MinuteSumRow } from '../schema-minutes.ts'
import { type ColumnTypes, statement, unnested, type Value } from '../statement.ts'
import { write, writeCount } from '../write.ts'

const buckets: readonly string[] = Array.from({ length: answerBuckets }, (_, bucket) => `answers_${bucket}`)
const key = ['app_id', 'minute', 'provider'] as const
const counted: readonly string[] = ['targeted', 'success', 'fail', 'error', ...buckets]
const names = [...key, ...counted]
const columns: ColumnTypes = Object.fromEntries(names.map(name => [name, name === 'provider' ? 'text' : 'bigint']))
const into = `INSERT INTO minute_sum (${names.join(', ')})`
const adding =
  `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ` +
  counted.map(name => `${name} = minute_sum.${name} + excluded.${name}`).join(', ')

/** Named statements of this table. */
export const minuteStatements = {
  // primary key; a merged statement may not touch a row twice, so it adds up first, in one order for all processes (F40)
  add: statement('minute_add', `${into} VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')}) ${adding}`, {
    merged: {
      postgres:
        `${into} SELECT ${key.join(', ')}, ${counted.map(name => `sum(${name})`).join(', ')}` +
        ` FROM ${unnested(columns)} AS input (${names.join(', ')}) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 ${adding}`,
      keyLength: 0,
      reports: 'none',
    },
    hotKeyLength: 3,
  }),
  // primary key
  ofApp: statement<MinuteSumRow>(
    'minute_of_app',
    `SELECT ${names.join(', ')} FROM minute_sum WHERE app_id = $1 AND minute >= $2 AND minute <= $3 ORDER BY minute, provider`,
    { isNarrow: true },
  ),
  // minute_sum_by_age
  deleteBefore: statement(
    'minute_delete_before',
    `DELETE FROM minute_sum WHERE (${key.join(', ')}) IN` +
      ` (SELECT ${key.join(', ')} FROM minute_sum WHERE minute < $1 ORDER BY minute LIMIT $2)`,
  ),
}

/** The table over an engine. */
export function minuteTable({ rows }: Pick<Reader, 'rows'>): MinuteTable {
  return {
    add: (appId, minuteNumber, provider, { targeted, success, fail, error, answers }) =>
      write(minuteStatements.add, [
        ...[appId, minuteNumber, provider, targeted, success, fail, error],
        ...(answers.length === 0 ? noAnswers : answers),
      ]),
    async ofApp(appId, fromMinute, untilMinute) {
      return (await rows(minuteStatements.ofApp, [appId, fromMinute, untilMinute])).map(minuteOf)
    },
    deleteBefore: (minuteNumber, limit) => writeCount(minuteStatements.deleteBefore, [minuteNumber, limit]),
  }
}

const noAnswers: readonly number[] = buckets.map(() => 0)

/** From its columns in order. */
function minuteOf([
  ,
  minuteNumber,
  provider,
  targeted,
  success,
  fail,
  error,
  ...answers
]: readonly Value[]): CountedMinute {
  return {
    minuteNumber: Number(minuteNumber),
    provider: String(provider),
    targeted: Number(targeted),
    success: Number(success),
    fail: Number(fail),
    error: Number(error),
    answers: answers.map(Number),
  }
}
