import { rejects } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { day } from '@posthouse/protocol'
import { systemClock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import { idFloor } from '../../base/ids.ts'
import { silentLog } from '../../base/log.ts'
import { anApp } from '../../domain/testing/samples.ts'
import { openStore } from '../../store/open.ts'
import { traceHandlers } from './trace.ts'

const nowMs = Date.UTC(2026, 10, 21, 12)

test('a message that is older than the past is kept is said to be so, and a younger one not to be there', async () => {
  const place = mkdtempSync(join(tmpdir(), 'posthouse-trace-'))
  {
    await using store = await openStore({ url: join(place, 'record.db'), clock: systemClock, log: silentLog })
    const app = anApp()
    const secrets = { clientSecret: new Uint8Array(1), appSign: new Uint8Array(1), serverSecret: new Uint8Array(1) }
    await store.commit([store.tables.apps.insert(app, secrets)])
    const clock = { ...systemClock, now: () => nowMs }
    const channels = { looker: () => undefined, vendorOf: () => undefined } as never
    const { messageTrace } = traceHandlers({ store, channels, clock, timeZone: 'UTC', historyDays: 30 })
    const ask = (atMs: number) =>
      messageTrace(
        { params: { org: app.org, app: app.name, msgId: String(idFloor(atMs)) }, query: {}, body: {} },
        {} as never,
      )
    const isCode = (code: string) => (error: unknown) => error instanceof PosthouseError && error.code === code
    await rejects(ask(nowMs - 30 * day), isCode('resource_not_found'))
    await rejects(ask(nowMs - 30 * day - 1), isCode('history_forgotten'))
  }
  rmSync(place, { recursive: true, force: true })
})
