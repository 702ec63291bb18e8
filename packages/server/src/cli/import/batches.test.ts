import { deepEqual, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { importRowsMax } from '@posthouse/protocol'
import { type Batch, batchesOf, type Place, startPlace } from './batches.ts'
import type { SourceRecord } from './source.ts'

const devices = 30
/** A page of Easemob's users, with more bindings than one batch takes. */
const page = {
  entities: Array.from({ length: 90 }, (_, user) => ({
    username: `u${user}`,
    pushInfo: Array.from({ length: devices }, (_, device) => ({
      device_Id: `d${device}`,
      device_token: `${user}-${device}`,
      notifier_name: 'fcm',
    })),
  })),
}

async function* records(): AsyncGenerator<SourceRecord> {
  yield { line: 1, value: { username: 'alone' } }
  yield { line: 2, value: page }
  yield { line: 3, refusal: { code: 'json_unreadable', text: 'x' } }
  yield {
    line: 4,
    value: { username: 'last', pushInfo: [{ device_id: 'd', device_token: 't', notifier_name: 'ios' }] },
  }
}

async function listOf(batches: AsyncIterable<Batch>): Promise<readonly Batch[]> {
  const list: Batch[] = []
  for await (const batch of batches) list.push(batch)
  return list
}

async function all(from: Place): Promise<readonly Batch[]> {
  return await listOf(batchesOf(records(), { kind: 'bindings', preset: 'easemob', from }))
}

function tokens(batches: readonly Batch[]): readonly unknown[] {
  return batches.flatMap(({ rows }) => rows.map(({ row }) => row['device_token']))
}

test('an import goes on behind any batch with exactly the rows that are left, within a page too', async () => {
  const whole = await all(startPlace)
  ok(whole.length >= 3)
  ok(whole.every(({ rows }) => rows.length <= importRowsMax))
  deepEqual(whole[0]?.next, { records: 1, rows: importRowsMax })
  deepEqual(tokens(whole).length, 90 * devices + 1)
  for (const [index, { next }] of whole.entries()) deepEqual(tokens(await all(next)), tokens(whole.slice(index + 1)))
})

test('a row that would make the server refuse its whole batch is refused alone', async () => {
  async function* odd(): AsyncGenerator<SourceRecord> {
    yield { line: 1, value: { username: { deep: [] } } }
    yield { line: 2, value: Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`m${index}`, 'x'])) }
    yield { line: 3, value: { username: 'a', nickname: '号'.repeat(30_000) } }
    yield { line: 4, value: { username: 'a' } }
  }
  const [batch] = await listOf(batchesOf(odd(), { kind: 'users', preset: undefined, from: startPlace }))
  deepEqual(
    batch?.refused.map(({ line, code, field }) => [line, code, field]),
    [
      [1, 'argument_illegal', 'username'],
      [2, 'argument_illegal', undefined],
      [3, 'body_too_large', undefined],
    ],
  )
  deepEqual(batch?.rows, [{ line: 4, row: { username: 'a' } }])
})
