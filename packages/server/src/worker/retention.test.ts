// What is deleted at its time is gone: not only for whoever asks, but from the files (S52).
import { deepEqual, ok } from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { day, hour, type MsgId, type UserId } from '@posthouse/protocol'
import type { Clock } from '../base/clock.ts'
import { idFloor } from '../base/ids.ts'
import { silentLog } from '../base/log.ts'
import { createScope } from '../base/scope.ts'
import { userAudience } from '../domain/chat/conversation.ts'
import { aCallback, aDelivery, anOutcome, aPush, aTry, sampleApp } from '../domain/testing/samples.ts'
import type { Store } from '../ports/store.ts'
import { openStore } from '../store/open.ts'
import { startSweeper } from './sweeper.ts'

const nowMs = Date.UTC(2026, 10, 21, 12)
const historyMs = 30 * day
const oldId = idFloor(nowMs - historyMs - day)
const youngId = idFloor(nowMs - day)

/** What is looked for; each once short, and once so long that it takes pages of its own. */
const marks = ['push', 'token', 'answer', 'message', 'callback'] as const
const markOf = (what: string, age: 'old' | 'young'): string => `payload-of-${what}-${age}`
const long = (mark: string): string => `${mark} ${'·'.repeat(4_000)} ${mark}-end`

let place: string
before(async () => {
  place = await mkdtemp(join(tmpdir(), 'posthouse-retention-'))
})
after(() => rm(place, { recursive: true, force: true }))

test('S52 what is forgotten at its time is in no file of the record any more, and what is young stays', async () => {
  const { clock, swept } = clockOfSweeps()
  await using store = await openStore({ url: join(place, 'posthouse.db'), clock, log: silentLog })
  await fill(store, oldId, 'old', nowMs)
  await fill(store, youngId, 'young', nowMs + 1)
  deepEqual(await foundIn(place, 'old'), [...marks], 'what is to be forgotten was never in a file')
  await using scope = createScope(error => {
    throw error
  })
  startSweeper({ store, historyMs, clock, log: silentLog, scope })
  await swept()
  deepEqual([await foundIn(place, 'old'), await foundIn(place, 'young')], [[], [...marks]])
})

test('S52 whoever reads an older state keeps it for so long, stops nobody, and the next sweep makes up for it', async () => {
  const path = join(place, 'read', 'posthouse.db')
  const { clock, swept, goOn } = clockOfSweeps()
  await using store = await openStore({ url: path, clock, log: silentLog })
  await fill(store, oldId, 'old', nowMs)
  const backup = new DatabaseSync(path, { readOnly: true })
  backup.exec('BEGIN; SELECT count(*) FROM push')
  await using scope = createScope(error => {
    throw error
  })
  startSweeper({ store, historyMs, clock, log: silentLog, scope })
  const startedMs = performance.now()
  await swept()
  // SQLite would wait for the reader for as long as the writer waits for a lock: five seconds, and every commit with it.
  ok(performance.now() - startedMs < 4_000)
  ok((await foundIn(join(place, 'read'), 'old')).length > 0)
  backup.close()
  goOn()
  await swept()
  deepEqual(await foundIn(join(place, 'read'), 'old'), [])
})

/** A clock that stands still and tells when the sweeper rests; `goOn` ends its rest. */
function clockOfSweeps(): { readonly clock: Clock; swept(): Promise<void>; goOn(): void } {
  let resting: (() => void) | undefined
  let look = (): void => {}
  const clock = {
    now: () => nowMs,
    monotonic: () => nowMs,
    after: (delayMs: number, run: () => void) => {
      if (delayMs === hour) {
        resting = run
        look()
      }
      return () => {}
    },
  }
  return {
    clock,
    swept: () =>
      new Promise(resolve => {
        look = resolve
        if (resting) resolve()
      }),
    goOn() {
      const run = resting
      resting = undefined
      look = () => {}
      run?.()
    },
  }
}

/** A push that is done, a message and a callback, with the marks of an age in all that people wrote. */
async function fill(store: Store, id: bigint, age: 'old' | 'young', expiresAtMs: number): Promise<void> {
  const { pushes, deliveries, timeline, callbacks } = store.tables
  const msgId = id as MsgId
  const deviceToken = markOf('token', age)
  const ways = [{ ...aDelivery().ways[0], notifierName: 'n', provider: 'APNS', deviceToken, boundAtMs: 1 }]
  const delivery = aDelivery({ pushId: msgId, ways: ways as never })
  const notification = { title: markOf('push', age), content: long(markOf('push', age)), blocks: {} }
  const message = {
    kind: 'notification',
    pushId: String(id),
    notification: { title: long(markOf('message', age)) },
    atMs: 1,
  } as const
  await store.commit([
    pushes.insert(aPush({ id: msgId, notification })),
    pushes.claim(msgId, 1, 2, 1),
    pushes.planned({ id: msgId, epoch: 1, pushIds: [msgId] }),
    deliveries.insertLeased(delivery, 1, 9),
    deliveries.done(delivery, 1, anOutcome({ deviceToken, answer: long(markOf('answer', age)) })),
    timeline.append(sampleApp, userAudience('alice' as UserId), message, 1, expiresAtMs),
  ])
  const callback = aCallback({ id, body: long(markOf('callback', age)) })
  await store.commit([callbacks.insert(callback, 1)])
  await store.commit([callbacks.claim(callback.ruleId, 1, 2, 1)])
  const done = { state: 'delivered', dueAtMs: undefined } as const
  await store.commit([callbacks.tried(callback, 1, aTry({ callbackId: id }), done)])
}

/** The marks of an age that stand in any file of a directory. */
async function foundIn(directory: string, age: 'old' | 'young'): Promise<readonly string[]> {
  const names = (await readdir(directory)).filter(name => name.startsWith('posthouse.db'))
  const files = await Promise.all(names.map(name => readFile(join(directory, name))))
  return marks.filter(mark => files.some(bytes => bytes.includes(markOf(mark, age))))
}
