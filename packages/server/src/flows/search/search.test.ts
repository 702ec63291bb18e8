import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { UserId } from '@posthouse/protocol'
import { pushIdOf } from '@posthouse/protocol/frames'
import { fingerprint } from '../../base/crypto.ts'
import { peerConversation } from '../../domain/chat/conversation.ts'
import { aCallback, aLabel, anApp, aTask, aTemplate, aUser } from '../../domain/testing/samples.ts'
import { app, notifier, openPushLab, type PushLab } from '../push/push-lab.test.ts'
import { search } from './search.ts'

const find = async (lab: PushLab, text: string, inApp = app) =>
  (await search(lab.deps, inApp, text)).map(({ kind, id, where }) => [kind, id, where.user, where.device])

test('an id is told from every other kind of id, within its app', async () => {
  await using lab = await openPushLab(2)
  const [push] = await lab.accept([0])
  const { callbacks, tasks, handovers } = lab.store.tables
  const handover = {
    ...{ id: 5n, appId: app.id, position: 1, from: 'u1' as UserId, users: ['u0' as UserId], what: 'message' as const },
    ...{ conversation: peerConversation('u0' as UserId, 'u1' as UserId), subjectId: '901', push: { title: 'hello' } },
    ...{ mentioned: [], easemob: undefined, deadlineMs: 9, createdAtMs: 1, awaited: undefined },
  }
  await lab.store.commit([
    callbacks.insert(aCallback({ id: 77n, appId: app.id }), 1),
    tasks.insert(aTask({ id: 78n, appId: app.id }), { runningMax: 9, createdMax: 9, windowStartMs: 0 }),
    handovers.insert(handover, 1),
  ])
  deepEqual(await find(lab, ` ${push} `), [['message', String(push), 'u0', undefined]])
  deepEqual(await find(lab, '77'), [['callback', '77', undefined, undefined]])
  deepEqual(await find(lab, 'msg_77'), [['callback', '77', undefined, undefined]])
  deepEqual(await find(lab, 'msg_78'), [])
  deepEqual(await find(lab, '78'), [['task', '78', undefined, undefined]])
  deepEqual(await find(lab, '901'), [['chat-message', '901', 'u1', undefined]])
  for (const text of ['77', '78', '901', String(push), 'u0', 't0', 'phone'])
    deepEqual(await find(lab, text, anApp({ id: (app.id + 1) as typeof app.id })), [])
})

test('S15: a device, a whole token and a PushID lead to their user, and no answer holds the token', async () => {
  await using lab = await openPushLab(2)
  const { username, deviceId, deviceToken } = lab.binding(1)
  deepEqual(await find(lab, deviceToken), [['token', fingerprint(deviceToken), username, deviceId]])
  deepEqual(await find(lab, 't'), [])
  const pushId = pushIdOf({
    ...{ source: 'apns', token: deviceToken, appType: 1, environment: 'production', isVoip: false, version: '1' },
  })
  deepEqual(await find(lab, pushId), [['push-id', fingerprint(deviceToken), username, deviceId]])
  equal(JSON.stringify(await search(lab.deps, app, pushId)).includes(`"${deviceToken}"`), false)
  deepEqual(
    (await find(lab, deviceId)).map(([kind, , user]) => [kind, user]),
    [
      ['device', 'u0'],
      ['device', 'u1'],
    ],
  )
})

test('users, labels and templates are found by how their name begins, a few of each', async () => {
  await using lab = await openPushLab(12)
  const { users, labels, templates } = lab.store.tables
  await lab.store.commit([
    users.insert(aUser({ appId: app.id, username: 'vip-anna' as UserId }), 'x'),
    labels.insert(aLabel({ appId: app.id, name: 'vip' as never }), 9),
    templates.insert(aTemplate({ appId: app.id, name: 'vip.sale' as never }), 9),
  ])
  deepEqual(await find(lab, 'VIP'), [['user', 'vip-anna', 'vip-anna', undefined]])
  deepEqual(await find(lab, 'vip'), [
    ['user', 'vip-anna', 'vip-anna', undefined],
    ['label', 'vip', undefined, undefined],
    ['template', 'vip.sale', undefined, undefined],
  ])
  const found = await find(lab, 'u')
  deepEqual(
    found.map(([, id]) => id),
    ['u0', 'u1', 'u10', 'u11', 'u2', 'u3', 'u4', 'u5'],
  )
  deepEqual((await find(lab, 'u1'))[0], ['user', 'u1', 'u1', undefined])
})

test('S33: what no database holds is found nowhere', async () => {
  await using lab = await openPushLab(1)
  for (const text of ['', '  ', 'u0\u0000', '\ud800', 'ph1.', 'ph1.%%%', notifier.name])
    deepEqual(await find(lab, text), [], JSON.stringify(text))
})
