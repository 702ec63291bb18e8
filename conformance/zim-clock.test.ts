// Clients whose clocks are wrong by years (F101).
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { type Clock, memoryShelf } from '@posthouse/client'
import { token04For } from '../packages/server/src/base/testing/make-token04.ts'
import { startTestServer } from '../packages/server/src/sandbox/test-server.ts'
import { Person } from './zim-person.ts'

const year = 365 * 86_400_000

function clockOff(years: number): Clock {
  return {
    now: () => Date.now() + years * year,
    after: (delayMs, run) => {
      const timer = setTimeout(run, delayMs)
      return () => clearTimeout(timer)
    },
  }
}

for (const years of [-20, 20]) {
  test(`F101: a token logs in a device whose clock is ${years} years off, and is renewed in time`, async () => {
    await using server = await startTestServer()
    const person = await Person.make({ appID: server.demo.appId, server: server.url }, { clock: clockOff(years) })
    const token = (seconds: number): string =>
      token04For(server.demo, 'lost-in-time', Date.now() + seconds * 1000, randomBytes(12))
    try {
      await person.zim.login('lost-in-time', { token: token(31) })
      assert.equal((await person.heard('tokenWillExpire')).second, 30)
      await person.zim.renewToken(token(600))
      await person.zim.querySelfUserInfo()
    } finally {
      person.zim.destroy()
    }
  })

  test(`F101: the server's time and numbers order what a client sends whose clock is ${years} years off, and nothing expires early`, async () => {
    await using server = await startTestServer()
    const config = { appID: server.demo.appId, appSign: server.demo.appSign, server: server.url }
    const clock = clockOff(years)
    const wrong = await Person.make(config, { shelf: memoryShelf(), clock })
    const shelf = memoryShelf()
    const first = await Person.make(config, { shelf })
    try {
      await wrong.zim.login('wrong', {})
      await first.zim.login('right', {})
      await first.heard('conversationSyncStateChanged', ({ state }) => state === 1)
      const beforeMs = Date.now()
      const sent = await wrong.zim.sendMessage({ type: 1, message: 'when?' }, 'right', 0, { priority: 2 })
      const { timestamp = 0 } = sent.message
      assert.ok(timestamp >= beforeMs && timestamp <= Date.now(), String(timestamp))
      const { messageList } = await first.heard('peerMessageReceived')
      assert.equal(messageList[0]?.timestamp, timestamp)
      const answer = await first.zim.sendMessage({ type: 1, message: 'now' }, 'wrong', 0, { priority: 2 })
      assert.ok((answer.message.messageSeq ?? 0) === 2 && (answer.message.timestamp ?? 0) >= timestamp)
      await wrong.heard('peerMessageReceived')
      const { messageList: history } = await wrong.zim.queryHistoryMessage('right', 0, { count: 10, reverse: true })
      assert.deepEqual(
        history.map(({ message }) => message),
        ['when?', 'now'],
      )
    } finally {
      wrong.zim.destroy()
      first.zim.destroy()
    }
  })
}
