import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import type { AppId, DeviceId, UserId } from '@posthouse/protocol'
import { type Session, Sessions } from './sessions.ts'

test('a command passes a device whose login is not answered yet, and reaches it from its welcome on', async () => {
  const sessions = new Sessions()
  const [app, alice] = [1 as AppId, 'alice' as UserId]
  const sent: Buffer[] = []
  const line = { send: (bytes: Buffer) => void sent.push(bytes), end: () => {} }
  const seat = { deviceId: 'd' as DeviceId, platform: 3, name: '', resource: 'r', sdk: '', ip: '', sinceMs: 0, line }
  const session: Session = sessions.add(app, alice, seat)
  const command = { id: '1', conversationType: 0, from: 'bob', to: 'alice', type: 2, content: {}, sentAtMs: 1 } as const
  const reached: number[] = []
  const pass = async () => {
    await sessions.pass(app, [alice], command)
    reached.push(sent.length)
  }
  await pass()
  // It catches up, and then it is live.
  session.held = []
  await pass()
  Object.assign(session, { held: undefined, isLive: true })
  await pass()
  await sessions.pass(app, [alice], command, 'r')
  deepEqual([...reached, sent.length], [0, 1, 2, 2])
})
