import { deepEqual, equal } from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { DeviceId, NotifierName, UserId } from '@posthouse/protocol'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { aBinding, aNotifier, anApp, aUser } from '../domain/testing/samples.ts'
import { openStore } from '../store/open.ts'

const root = mkdtempSync(join(tmpdir(), 'posthouse-killed-'))
after(() => rmSync(root, { recursive: true, force: true }))
const program = join(import.meta.dirname, 'testing', 'pass-until-killed.ts')
const sealed = new Uint8Array(1)
const app = anApp({ settings: { openRegistration: false, pushOpen: true } })
const [alice, bob] = ['alice', 'bob'] as const as readonly [UserId, UserId]
const startMs = Date.UTC(2026, 10, 21)
const subjectId = '77'

/** What the process said, and what ended it. */
async function run(...args: readonly string[]) {
  const child = fork(program, args, { execArgv: ['--conditions=source'] })
  const said: string[] = []
  child.on('message', message => said.push(String(message)))
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return { said, signal }
}

/** A message to bob, who has one phone and is away, waits to be handed over. */
async function given(name: string): Promise<string> {
  const url = join(root, name, 'record.db')
  await using store = await openStore({ url, clock: systemClock, log: silentLog })
  const { apps, users, notifiers, bindings, handovers } = store.tables
  const notifierName = 'ios' as NotifierName
  await store.commit([
    apps.insert(app, { clientSecret: sealed, appSign: sealed, serverSecret: sealed }),
    notifiers.insert(aNotifier({ appId: app.id, name: notifierName }), sealed),
    users.insert(aUser({ appId: app.id, username: bob }), 'h'),
    bindings.put(aBinding({ appId: app.id, username: bob, deviceId: 'phone' as DeviceId, notifierName })),
    handovers.insert(
      {
        ...{ id: 1n, appId: app.id, position: 1, from: alice, users: [bob], conversation: undefined },
        ...{ what: 'message', subjectId, push: { title: 'hi' }, mentioned: [], easemob: undefined },
        ...{ deadlineMs: startMs + 3_600_000, createdAtMs: startMs, awaited: undefined },
      },
      startMs,
    ),
  ])
  return url
}

async function pushed(url: string): Promise<number> {
  await using store = await openStore({ url, clock: systemClock, log: silentLog })
  return (await store.tables.pushes.ofSubject(app.id, subjectId, undefined, 9)).length
}

test('F12, I4: killed before a pass is committed, nobody is pushed to until its lease ends, and then once', async () => {
  const url = await given('decided')
  deepEqual(await run(url, 'handover.decided', `${startMs}`), { said: [], signal: 'SIGKILL' })
  equal(await pushed(url), 0)
  deepEqual(await run(url, '', `${startMs + 29_000}`), { said: [], signal: null })
  deepEqual(await run(url, '', `${startMs + 31_000}`), { said: ['hint', 'done'], signal: null })
  equal(await pushed(url), 1)
})

test('F12, I4: killed between the commit of a pass and its hint, the pushes are there, and no second pass makes them again', async () => {
  const url = await given('committed')
  deepEqual(await run(url, 'handover.committed', `${startMs}`), { said: [], signal: 'SIGKILL' })
  equal(await pushed(url), 1)
  deepEqual(await run(url, '', `${startMs + 31_000}`), { said: [], signal: null })
  equal(await pushed(url), 1)
})
