// PushIDs and their users against a whole server (spec/zego.md §1.5, appendix B): what the client registers, the server lists as a binding.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import ZIM, { type ZIM as OneZim, ZPNs, type ZPNsRegisterMessage } from '../../packages/client/src/index.ts'
import { createTestPush, type TestPush, usePush } from '../../packages/client/src/push/index.ts'
import { startTestServer, type TestServer } from '../../packages/server/src/sandbox/test-server.ts'

const zpns = ZPNs.getInstance
let server: TestServer
let push: TestPush
let zim: OneZim
let token = ''

before(async () => {
  server = await startTestServer()
  token = server.simulators.get('xiaomi')?.newToken('com.example.chat', 50) ?? ''
  push = createTestPush(['xiaomi', 'fcm'], [{ source: 'xiaomi', token }])
  usePush(push)
  const { appId, appSign } = server.demo
  ZIM.create({ appID: appId, appSign, server: server.url })
  zim = ZIM.getInstance()
  await ZPNs.setPushConfig({ enableMiPush: true })
})
after(async () => {
  zim.destroy()
  await server[Symbol.asyncDispose]()
})

function logIn(user: string): Promise<unknown> {
  return zim.login(user, { userName: user, token: '', customStatus: '', isOfflineLogin: false })
}

async function register(): Promise<ZPNsRegisterMessage> {
  const registered = new Promise<ZPNsRegisterMessage>(resolve => zpns().on('registered', resolve))
  await zpns().registerPush()
  return await registered
}

/** Notifiers that a user's devices are bound to, without those of the demo. */
async function bindingsOf(user: string): Promise<number> {
  const { status, body } = await server.app('GET', `users/${user}/push/binding`)
  assert.ok(status === 200 || status === 400, JSON.stringify(body))
  return status === 200 ? body.entities.length : 0
}

test('a PushID that was registered before the login is bound by the login', async () => {
  const { errorCode } = await register()
  assert.equal(errorCode, 0)
  await logIn('Ann')
  assert.equal(await bindingsOf('ann'), 1)
})

test('I5 logout ends it, and the next user of the device has it alone', async () => {
  await zim.logout()
  assert.equal(await bindingsOf('ann'), 0)
  await logIn('ben')
  assert.deepEqual([await bindingsOf('ann'), await bindingsOf('ben')], [0, 1])
})

test('unregisterPush ends it for whoever is logged in, and a registration after the login is bound at once', async () => {
  await zpns().unregisterPush()
  assert.equal(await bindingsOf('ben'), 0)
  assert.deepEqual(push.calls.at(-1), { kind: 'release' })
  await register()
  assert.equal(await bindingsOf('ben'), 1)
})

test('unregisterPush without a login makes the server forget, whosever the PushID is by then', async () => {
  zim.destroy()
  const { appId, appSign } = server.demo
  ZIM.create({ appID: appId, appSign, server: server.url })
  zim = ZIM.getInstance()
  const { body } = await server.app('GET', 'notifiers')
  const { name } = body.entities.find((one: { provider: string }) => one.provider === 'XIAOMIPUSH')
  const binding = { device_id: 'other', device_token: token, notifier_name: name }
  await server.app('PUT', 'users/ann/push/binding', binding)
  assert.equal(await bindingsOf('ann'), 1)
  await zpns().unregisterPush()
  assert.equal(await bindingsOf('ann'), 0)
  await logIn('ben')
  assert.equal(await bindingsOf('ben'), 0)
})
