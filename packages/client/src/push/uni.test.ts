// The pushes of apps of uni-app: a native plug-in's bridge, and the engine's own `plus.push`.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakePlus } from '../testing/fake-uni.ts'
import { createBridgePush, type PosthousePushBridge } from './bridge.ts'
import { createPlusPush } from './plus.ts'
import { PushError, type PushProvider, type PushRequest } from './provider.ts'

const request: PushRequest = {
  source: 'xiaomi',
  appType: 1,
  environment: 'auto',
  isVoip: false,
  foreground: { alert: true, sound: true, badge: true },
  credentials: { appId: 'a', appKey: 'k' },
  changesBadge: false,
  place: undefined,
}

function heardFrom(push: PushProvider): unknown[] {
  const heard: unknown[] = []
  push.listen({ notice: (event, notice) => heard.push([event, notice]), renewed: token => heard.push(token) })
  return heard
}

/** A plug-in as native code would fill it. */
function pluginWith(bridge: Partial<PosthousePushBridge>) {
  const listeners: { token?: (token: never) => void; message?: (m: never) => void; click?: (m: never) => void } = {}
  const plugin: PosthousePushBridge = {
    vendors: ['xiaomi', 'fcm'],
    requestToken: ({ source }, done) => done({ ok: true, value: [{ source, token: 'mi' }] }),
    releaseToken: done => done({ ok: true, value: null }),
    onToken: listener => {
      listeners.token = listener
    },
    onMessage: listener => {
      listeners.message = listener
    },
    onClick: listener => {
      listeners.click = listener
    },
    ...bridge,
  }
  return { plugin, listeners }
}

test('a plug-in’s token and events come through its bridge, also those from before anybody listened', async () => {
  const { plugin, listeners } = pluginWith({})
  const push = createBridgePush(plugin)
  listeners.click?.({ source: 'xiaomi', title: 'started the app' } as never)
  const heard = heardFrom(push)
  assert.deepEqual(push.sources(), ['xiaomi', 'fcm'])
  assert.deepEqual(await push.acquire(request), [{ source: 'xiaomi', token: 'mi' }])
  listeners.message?.({ source: 'xiaomi', isThrough: false, title: 't' } as never)
  listeners.message?.({ source: 'xiaomi', isThrough: true, extras: '{"payload":"p"}' } as never)
  listeners.token?.({ source: 'xiaomi', token: 'new' } as never)
  await push.release()
  assert.deepEqual(heard, [
    ['clicked', { source: 'xiaomi', title: 'started the app' }],
    ['arrived', { source: 'xiaomi', title: 't' }],
    ['through', { source: 'xiaomi', extras: '{"payload":"p"}' }],
    { source: 'xiaomi', token: 'new' },
  ])
})

test('a plug-in’s refusal keeps its fault and number, and what it lacks is absent', async () => {
  const { plugin } = pluginWith({
    requestToken: (_, done) => done({ ok: false, fault: 'credentials', message: 'wrong AppKey', code: 22022 }),
  })
  const push = createBridgePush(plugin)
  const refused = push.acquire(request)
  await assert.rejects(
    refused,
    cause => cause instanceof PushError && cause.fault === 'credentials' && cause.code === 22022,
  )
  assert.deepEqual([push.setBadge, push.showLocal, push.createChannel, push.askPermission], Array(4).fill(undefined))
})

test('an iPhone’s engine gives Apple’s token and events', async () => {
  const { plus, tell, shown, badges } = createFakePlus('iOS', { token: 'apple' })
  const push = createPlusPush(plus)
  const heard = heardFrom(push)
  assert.deepEqual(push.sources(), ['apns'])
  assert.deepEqual(await push.acquire(request), [{ source: 'apns', token: 'apple' }])
  tell('click', { title: 't', content: 'c', payload: { payload: 'p' }, aps: { badge: 1 } })
  tell('receive', { payload: 'text' })
  const texts = { title: 't', content: 'c', payload: 'p' }
  push.showLocal?.({ ...texts, channelId: '', iosSound: '', androidSound: '' })
  push.setBadge?.(2)
  assert.deepEqual(heard, [
    ['clicked', { source: 'apns', title: 't', content: 'c', extras: { payload: 'p', aps: { badge: 1 } } }],
    ['arrived', { source: 'apns', extras: { payload: 'text' } }],
  ])
  assert.deepEqual([shown, badges], [[['c', 'p', { title: 't', cover: false }]], [2]])
})

test('an engine without a token says why, and Android’s has no channel of a vendor', async () => {
  const without = createPlusPush(createFakePlus('iOS', {}).plus).acquire(request)
  await assert.rejects(without, /uniPush/)
  const refused = createPlusPush(createFakePlus('iOS', { code: 3000 }).plus).acquire(request)
  await assert.rejects(refused, cause => cause instanceof PushError && cause.code === 3000)
  assert.deepEqual(createPlusPush(createFakePlus('Android', {}).plus).sources(), [])
})
