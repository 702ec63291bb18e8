// The commands about a notifier's receipts and its pauses, against a whole server.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { NotifierName } from '@posthouse/protocol'
import { writePrivate } from '../app/data-directory.ts'
import { startTestServer, type TestServer } from '../sandbox/test-server.ts'
import { openTerminal, type Terminal } from './testing/terminal.ts'

let server: TestServer
let terminal: Terminal
let huawei: string

before(async () => {
  server = await startTestServer()
  const { url, demo, dataPath } = server
  await writePrivate(join(dataPath, 'operator.json'), JSON.stringify({ server: url, adminKey: demo.adminKey }))
  terminal = openTerminal({ POSTHOUSE_DATA: dataPath }, dataPath)
  huawei = demo.users[0]?.bindings.find(({ vendor }) => vendor === 'huawei')?.notifierName ?? ''
})

after(async () => {
  await terminal[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

test('notifier receipts prints the address to enter, in both languages', async () => {
  const { url, proof } = (await terminal.run('notifier', 'receipts', huawei, '--json')).json()
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/receipts\/[\w-]{48}$/)
  assert.equal(proof, 'signature')
  const english = (await terminal.run('notifier', 'receipts', huawei)).out.split('\n')
  assert.deepEqual(english.slice(0, 3), [
    "Enter this address in the vendor's console:",
    `  ${url}`,
    'The vendor reports: arrived, dropped, pending, token-dead.',
  ])
  assert.match(english[4] ?? '', /^Requests since the server started: 0 taken, 0 refused, 0 unreadable\.$/)
  const chinese = (await terminal.run('notifier', 'receipts', huawei, '--lang', 'zh')).out
  assert.match(chinese, /^请在厂商控制台填写此地址：\n {2}http/)
  assert.match(chinese, /厂商可上报：已送达、未送达、待送达、token 失效。/)
})

test('notifier receipts says where a vendor reports nothing, and that there is no such notifier', async () => {
  const ios = server.demo.users[0]?.bindings.find(({ vendor }) => vendor === 'apns')?.notifierName ?? ''
  assert.equal(
    (await terminal.run('notifier', 'receipts', ios)).out,
    'APNS reports nothing of a push after it accepted it.\n',
  )
  const nobody = await terminal.run('notifier', 'receipts', 'nobody')
  assert.deepEqual([nobody.exit, /notifier nobody/.test(nobody.err)], [1, true])
})

test('doctor says until when a quota is used up, and notifier resume ends that', async () => {
  const { apps, notifiers } = server.system.store.tables
  const app = (await apps.byName(server.demo.org, server.demo.app)) ?? assert.fail()
  const paused = async () => (await notifiers.byName(app.id, huawei as NotifierName)) ?? assert.fail()
  const { uuid, version } = await paused()
  const untilMs = Date.now() + 20 * 3_600_000
  await server.system.store.commit([notifiers.pause(app.id, uuid, version, { kind: 'paused', why: 'quota', untilMs })])
  const { out } = await terminal.run('doctor', huawei)
  assert.match(out, new RegExp(`paused-quota +Paused until ${new Date(untilMs).toISOString()}: .*quota`))
  const resumed = await terminal.run('notifier', 'resume', huawei)
  assert.deepEqual([resumed.exit, resumed.out], [0, `Notifier ${huawei} is in use again.\n`])
  assert.deepEqual((await paused()).state, { kind: 'enabled' })
  assert.equal((await terminal.run('notifier', 'resume', 'nobody')).exit, 1)
})
