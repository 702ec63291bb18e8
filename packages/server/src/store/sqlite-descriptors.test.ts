// The record of a process that has no descriptor left (F108).
import { deepEqual, equal } from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { hour, type MsgId } from '@posthouse/protocol'
import { systemClock } from '../base/clock.ts'
import { createIds } from '../base/ids.ts'
import { silentLog } from '../base/log.ts'
import { aDelivery } from '../domain/testing/samples.ts'
import { openStore } from './open.ts'

/** More than a statement keeps in memory by itself. */
const deliveries = 4_000

test('F108 without a descriptor left the record takes statements that change very many rows', async t => {
  const place = mkdtempSync(join(tmpdir(), 'posthouse-descriptors-'))
  t.after(() => rmSync(place, { recursive: true }))
  await using store = await openStore({ url: join(place, 'record.db'), clock: systemClock, log: silentLog })
  const ids = createIds(systemClock, 0)
  const nowMs = systemClock.now()
  const { tables } = store
  const waiting = Array.from({ length: deliveries }, () =>
    tables.deliveries.insertWaiting(aDelivery({ pushId: ids.next() as MsgId }), nowMs, nowMs),
  )
  await store.commit(waiting)
  const taken = takeDescriptors()
  try {
    const [claimed] = await store.commit([tables.deliveries.claim(nowMs, nowMs + hour, deliveries)])
    equal(claimed.length, deliveries)
    equal(store.failed.aborted, false)
  } finally {
    for (const descriptor of taken) closeSync(descriptor)
  }
})

/** All that are left to this process, which has few from now on. */
function takeDescriptors(): readonly number[] {
  execFileSync('prlimit', ['--pid', String(process.pid), '--nofile=256'])
  const taken: number[] = []
  for (;;) {
    try {
      taken.push(openSync('/dev/null', 'r'))
    } catch (cause) {
      deepEqual(cause instanceof Error && 'code' in cause && cause.code, 'EMFILE')
      return taken
    }
  }
}
