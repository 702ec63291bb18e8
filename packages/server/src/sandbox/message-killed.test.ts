import { deepEqual, equal } from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { UserId } from '@posthouse/protocol'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { peerConversation } from '../domain/chat/conversation.ts'
import { sampleApp } from '../domain/testing/samples.ts'
import { openStore } from '../store/open.ts'

const root = mkdtempSync(join(tmpdir(), 'posthouse-killed-'))
after(() => rmSync(root, { recursive: true, force: true }))
const program = join(import.meta.dirname, 'testing', 'send-until-killed.ts')
const [alice, bob] = ['alice', 'bob'] as const as readonly [UserId, UserId]

/** What the process said, and what ended it. */
async function run(...args: readonly string[]) {
  const child = fork(program, args, { execArgv: ['--conditions=source'] })
  const said: string[] = []
  child.on('message', message => said.push(String(message)))
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return { said, signal }
}

test('F12: killed between the commit of a message and its hint, the tail finds it, and sending it again stores nothing twice', async () => {
  const url = join(root, 'stored', 'record.db')
  const killed = await run(url, 'message.stored', '3', '5')
  deepEqual(killed, { said: ['hint', 'hint', '1 false', 'hint', 'hint', '2 false'], signal: 'SIGKILL' })
  {
    await using store = await openStore({ url, clock: systemClock, log: silentLog })
    const tail = await store.tables.timeline.after(sampleApp, 2, 9)
    deepEqual(
      tail.map(({ entry }) => (entry.kind === 'message' ? [entry.position, entry.message.seq] : [])),
      [[3, 3]],
    )
    const [handover] = await store.commit([store.tables.handovers.claim(systemClock.now(), systemClock.now() + 9, 9)])
    equal(handover.length, 3)
  }
  const again = await run(url, '', '1', '5')
  deepEqual(
    again.said.filter(text => text !== 'hint'),
    ['1 true', '2 true', '3 true', '4 false', '5 false'],
  )
})

test('F12: killed before the commit, nothing of the message is there, and it is stored when it is sent again', async () => {
  const url = join(root, 'lost', 'record.db')
  const killed = await run(url, 'message.before-commit', '2', '2')
  equal(killed.signal, 'SIGKILL')
  {
    await using store = await openStore({ url, clock: systemClock, log: silentLog })
    equal(await store.tables.timeline.position(sampleApp), 1)
    equal(await store.tables.timeline.ofLocalId(sampleApp, alice, 'l-2'), undefined)
  }
  const again = await run(url, '', '1', '2')
  deepEqual(again.said, ['1 true', 'hint', 'hint', '2 false'])
  await using store = await openStore({ url, clock: systemClock, log: silentLog })
  const found = await store.tables.conversations.find(sampleApp, bob, peerConversation(alice, bob))
  deepEqual([found?.lastSeq, found?.unread], [2, 2])
})
