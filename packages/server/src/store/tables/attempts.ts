// Attempts that are not of a page: written before a byte leaves, ended after the answer, so that an open one tells of a crash (reliability §3, rule 4).
import type { DeviceId, MsgId, NotifierName } from '@posthouse/protocol'
import type { Attempt, AttemptEnd } from '../../domain/delivery.ts'
import { pageAttempt } from '../../domain/page.ts'
import type { AttemptTable } from '../../ports/store.ts'
import type { Reader } from '../reader.ts'
import type { AttemptRow } from '../schema-pushes.ts'
import { insertion, rowUpdate, statement } from '../statement.ts'
import { write } from '../write.ts'
import { byDevice, pagedDeliveries } from './pages.ts'

const key = { push_id: 'bigint', device_id: 'text', number: 'bigint' } as const

/** Named statements of this table. */
export const attemptStatements = {
  // primary key
  ofPush: statement<Omit<AttemptRow, 'app_id'>>(
    'attempt_of_push',
    'SELECT push_id, device_id, number, notifier_name, provider, started_at, ended_at, kind, code, answer FROM attempt' +
      ' WHERE push_id = $2 AND app_id = $1 ORDER BY device_id, number',
  ),
  started: insertion('attempt_started', 'attempt', {
    ...key,
    app_id: 'bigint',
    notifier_name: 'text',
    provider: 'text',
    started_at: 'bigint',
  }),
  // primary key; push ids are ours
  ended: rowUpdate('attempt_ended', 'attempt', {
    key,
    set: { ended_at: 'bigint', kind: 'text', code: 'text', answer: 'text' },
  }),
}

/** The table over an engine. */
export function attemptTable(reader: Reader): AttemptTable {
  return {
    async ofPush(appId, pushId) {
      const paged = await pagedDeliveries(reader, appId, pushId)
      const own = (await reader.all(attemptStatements.ofPush, [appId, pushId])).map(attemptOf)
      if (paged.length === 0) return own
      const inRows = new Set(own.map(attempt => attempt.deviceId))
      const others = paged.filter(({ delivery, isAttempted }) => isAttempted && !inRows.has(delivery.deviceId))
      const attempts = others.map(({ page, delivery, settled }) => pageAttempt(page, delivery, settled))
      return [...own, ...attempts].toSorted(byDevice)
    },
    started: (appId, { pushId, deviceId, number, notifierName, provider, startedAtMs }) =>
      write(attemptStatements.started, [pushId, deviceId, number, appId, notifierName, provider, startedAtMs]),
    ended: (pushId, deviceId, number, { endedAtMs, kind, code, answer }) =>
      write(attemptStatements.ended, [pushId, deviceId, number, endedAtMs, kind, code, answer ?? null]),
  }
}

function attemptOf(row: Omit<AttemptRow, 'app_id'>): Attempt {
  return {
    pushId: BigInt(row.push_id) as MsgId,
    deviceId: row.device_id as DeviceId,
    number: Number(row.number),
    notifierName: row.notifier_name as NotifierName,
    provider: row.provider,
    startedAtMs: Number(row.started_at),
    end: endOf(row),
  }
}

function endOf(row: Omit<AttemptRow, 'app_id'>): AttemptEnd | undefined {
  if (row.ended_at === null) return undefined
  return {
    endedAtMs: Number(row.ended_at),
    kind: row.kind as AttemptEnd['kind'],
    code: row.code ?? '',
    answer: row.answer ?? undefined,
  }
}
