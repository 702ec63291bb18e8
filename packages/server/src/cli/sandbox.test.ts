// The commands of README and guide against a whole server in its sandbox.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmod, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { writePrivate } from '../app/data-directory.ts'
import { startReceiver, startTestServer, type TestServer } from '../sandbox/test-server.ts'
import { openTerminal, type Terminal } from './testing/terminal.ts'

let server: TestServer
let terminal: Terminal

before(async () => {
  server = await startTestServer()
  const { url, demo, dataPath } = server
  await writePrivate(join(dataPath, 'operator.json'), JSON.stringify({ server: url, adminKey: demo.adminKey }))
  terminal = openTerminal({ POSTHOUSE_DATA: dataPath }, dataPath)
})

after(async () => {
  await terminal[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

test('push --follow prints every hop once and ends with 0 because a device succeeded', async () => {
  const { exit, out, err } = await terminal.run('push', 'test1', 'hello', '--title', 'Greeting', '--follow')
  assert.deepEqual([exit, err], [0, ''])
  const lines = out.split('\n')
  assert.match(lines[0] ?? '', /^Message \d{18,19} {2}easemob-demo#testy → test1 {2}async, strategy 2 {2}"Greeting"/)
  for (const word of ['accepted', 'planned'])
    assert.equal(lines.filter(line => line.slice(14, 30).trim() === word).length, 1)
  for (const word of ['sent', 'answered', 'outcome']) {
    assert.equal(lines.filter(line => line.slice(14, 30).trim() === word).length, server.simulators.size)
  }
  for (const [vendor, { delivered }] of server.simulators) assert.equal(delivered.at(-1)?.shown?.body, 'hello', vendor)
})

test('push --follow waits for callbacks, and ends with 1 and what to do when nobody was reached', async () => {
  await using receiver = await startReceiver()
  assert.equal((await terminal.run('callback', 'add', receiver.url)).exit, 0)
  const { exit, out } = await terminal.run('push', 'nobody', 'hello', '--follow', '--lang', 'zh')
  assert.equal(exit, 1)
  assert.match(out, /已跳过 +fail（no user exist）/)
  assert.match(out, /处理建议 +请检查用户 ID/)
  assert.match(out, /回调第 1 次：200/)
  assert.equal(receiver.received.length, 1)
  const why = await terminal.run('trace', '--user', 'nobody')
  assert.equal(why.exit, 0)
  assert.match(why.out, /what to do +Check the user id/)
  assert.equal((await terminal.run('callback', 'remove', 'default')).exit, 0)
})

test('push --async answers with an id, whose trace and message list know it', async () => {
  const { json } = await terminal.run('push', 'test2', 'hi', '--json', '--idempotency-key', 'cli-1')
  const { msgId } = json()
  assert.match(msgId, /^\d{18,19}$/)
  assert.equal((await terminal.run('push', 'test2', 'hi', '--json', '--idempotency-key', 'cli-1')).json().msgId, msgId)
  assert.equal((await terminal.run('trace', msgId, '--follow', '--json')).json().succeeded, true)
  assert.equal((await terminal.run('messages', 'test2', '--json')).json().messages[0].msgId, msgId)
  assert.match((await terminal.run('trace', '1')).err, /message 1 not found/)
})

test('push --sync sends a file, and says SUCCESS per device', async () => {
  const message = { strategy: 3, pushMessage: { title: 'From a file', content: 'x', sub_title: 's' } }
  await writeFile(join(server.dataPath, 'message.json'), JSON.stringify(message))
  const { exit, out } = await terminal.run('push', 'test1', '--data-file', 'message.json', '--sync')
  assert.equal(exit, 0)
  assert.equal(out.match(/^SUCCESS/gm)?.length, server.simulators.size)
  assert.equal(server.simulators.get('apns')?.delivered.at(-1)?.shown?.title, 'From a file')
})

test('bind --vendor makes a simulated device that can be sent to, and unbind removes it', async () => {
  await terminal.run('user', 'create', 'alice')
  const bound = (await terminal.run('bind', 'alice', '--vendor', 'apns', '--device', 'phone', '--json')).json()
  assert.equal((await terminal.run('push', 'alice', 'x', '--follow')).exit, 0)
  assert.equal(server.simulators.get('apns')?.delivered.at(-1)?.token, bound.device_token)
  assert.match((await terminal.run('unbind', 'alice', '--device', 'phone')).out, /0 bindings left/)
  assert.equal((await terminal.run('push', 'alice', 'x', '--follow')).exit, 1)
  const byHand = ['--device', 'd', '--token', bound.device_token, '--notifier', bound.notifier_name]
  assert.equal((await terminal.run('bind', 'alice', ...byHand)).exit, 0)
  assert.equal((await terminal.run('bind', 'alice', '--device', 'd')).exit, 2)
})

test('doctor finds the sandbox well, and names what is not', async () => {
  const well = await terminal.run('doctor')
  assert.equal(well.exit, 0, well.out)
  assert.match(well.out, /ok +server-ready +Posthouse .* sqlite \(WAL, synchronous=FULL\)/)
  assert.match(well.out, /ok +data-private/)
  assert.match(well.out, /ok +credential-accepted/)
  const exposed = join(server.dataPath, 'demo.json')
  await chmod(exposed, 0o644)
  const ill = await terminal.run('doctor', '--lang', 'zh')
  await chmod(exposed, 0o600)
  assert.equal(ill.exit, 1)
  assert.match(ill.out, /错误 +data-exposed +.*demo\.json .*chmod 600/)
})

test('a category is said once: by the push, else by the app, and the trace and the phone show which', async () => {
  const shownAs = async (...flags: readonly string[]) => {
    const { json } = await terminal.run('push', 'test1', 'hello', '--json', ...flags)
    const { msgId } = json()
    await terminal.run('trace', msgId, '--follow')
    const { events } = (await terminal.run('trace', msgId, '--json')).json()
    return [events[0].detail.category, server.simulators.get('huawei')?.delivered.at(-1)?.shown?.channel]
  }
  assert.deepEqual(await shownAs(), [undefined, undefined])
  assert.match((await terminal.run('app', 'set', '--category', 'service')).out, /^category +service$/m)
  assert.match((await terminal.run('app', 'show')).out, /^category +service$/m)
  assert.deepEqual(await shownAs(), ['service', 'WORK'])
  assert.deepEqual(await shownAs('--category', 'marketing'), ['marketing', 'MARKETING'])
  assert.equal((await terminal.run('app', 'set')).exit, 2)
  assert.equal((await terminal.run('app', 'set', '--category', 'chat')).exit, 2)
  assert.match((await terminal.run('app', 'set', '--category', 'none')).out, /^category +none$/m)
  assert.deepEqual(await shownAs(), [undefined, undefined])

  const created = await terminal.run('app', 'create', 'acme/news', '--category', 'im', '--json')
  assert.equal(created.json().app.settings.defaultCategory, 'im')
})

test('doctor warns of what the app’s category needs, or of what any does where the app has none', async () => {
  const lacking = async (): Promise<readonly string[]> =>
    (await terminal.run('doctor', '--app', 'easemob-demo/testy')).out.match(/category-[a-z-]+/g) ?? []
  assert.ok((await lacking()).includes('category-call-no-voip'))
  await terminal.run('app', 'set', '--category', 'marketing')
  assert.equal((await lacking()).includes('category-call-no-voip'), false)
  await terminal.run('app', 'set', '--category', 'call')
  assert.ok((await lacking()).includes('category-call-no-voip'))
  await terminal.run('app', 'set', '--category', 'none')
})

test('a notifier is added, checked, listed and removed', async () => {
  const added = await terminal.run(
    'notifier',
    'add',
    '104',
    '--provider=HUAWEIPUSH',
    '--package=a.b',
    '--certificate=wrong',
  )
  assert.equal(added.exit, 0, added.err)
  const checked = await terminal.run('notifier', 'check', '104')
  assert.equal(checked.exit, 1)
  assert.match(checked.out, /^error +secret-refused/)
  assert.match((await terminal.run('doctor', '104')).out, /Errors: easemob-demo\/testy · 104\./)
  assert.match((await terminal.run('notifier', 'list')).out, /^104 +HUAWEIPUSH +PRODUCTION +a\.b$/m)
  assert.equal((await terminal.run('notifier', 'remove', '104')).exit, 0)
  assert.equal((await terminal.run('notifier', 'remove', '104')).exit, 1)
})

test('a key file is uploaded, and its notifier works', async () => {
  const simulator = server.simulators.get('apns')
  assert.ok(simulator)
  const { teamId, keyId, file } = await simulator.addApp({ packageName: 'com.example.other' })
  await writeFile(join(server.dataPath, 'AuthKey.p8'), Buffer.from(file ?? '', 'base64'))
  const form = [
    '--package',
    'com.example.other',
    '--team-id',
    teamId ?? '',
    '--key-id',
    keyId ?? '',
    '--file',
    'AuthKey.p8',
  ]
  const added = await terminal.run('notifier', 'add', 'ios', '--provider', 'APNS', ...form)
  assert.equal(added.exit, 0, added.err)
  assert.match((await terminal.run('notifier', 'check', 'ios')).out, /^ok +credential-accepted/)
  assert.equal((await terminal.run('notifier', 'add', 'x', '--provider', 'APNS', '--file', 'missing.p8')).exit, 2)
})

test('the program itself stays alive while it follows a message, and ends with its exit code', async () => {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  const quiet = '--disable-warning=ExperimentalWarning'
  const run = (...argv: string[]) =>
    promisify(execFile)(process.execPath, ['--conditions=source', quiet, main, ...argv, '--data', server.dataPath])
  const { stdout } = await run('push', 'test1', 'from a process', '--follow')
  assert.equal(stdout.match(/ outcome {9}success/g)?.length, server.simulators.size)
  await assert.rejects(run('trace', '1'), { code: 1 })
})

test('a rule is changed, and one that asks before delivery is made, from the command line', async () => {
  const url = 'https://hooks.example.com/im'
  const filters = ['--event', 'chat,presence', '--from', 'a,b', '--group', '1', '--ext-key', 'k', '--source', 'sdk']
  const added = (
    await terminal.run('callback', 'add', url, '--name', 'im', ...filters, '--policy', 'easemob', '--json')
  ).json()
  const { events, from, groups, extKeys, sources, policy, channelNames } = added.rule
  assert.deepEqual(
    { events, from, groups, extKeys, sources, policy, channelNames },
    {
      events: ['chat', 'presence'],
      from: ['a', 'b'],
      groups: ['1'],
      extKeys: ['k'],
      sources: ['sdk'],
      policy: 'easemob',
      channelNames: 'provider',
    },
  )
  const opened = (await terminal.run('callback', 'edit', 'im', '--from', '', '--group=', '--json')).json()
  assert.deepEqual([opened.rule.from, opened.rule.groups, opened.rule.extKeys], [undefined, undefined, ['k']])
  assert.equal((await terminal.run('callback', 'edit', 'im', '--off')).out, 'Rule im is changed: off.\n')
  const edited = (
    await terminal.run('callback', 'edit', 'im', '--on', '--event', 'push', '--channel-names', 'plain', '--json')
  ).json()
  assert.deepEqual([edited.rule.enabled, edited.rule.events, edited.rule.channelNames], [true, ['push'], 'plain'])

  const nowMs = Date.now()
  const { store, bus } = server.system
  const app = await store.tables.apps.byName(server.demo.org, server.demo.app)
  assert.ok(app)
  const ban = { untilMs: nowMs + 60_000, begunMs: [nowMs] }
  await store.commit([store.tables.rules.ban(app.id, BigInt(added.rule.id), ban, nowMs)])
  bus.publish({ kind: 'app.changed', appId: app.id })
  assert.match(
    (await terminal.run('callback', 'list')).out,
    /^im +\d+ +banned until \d{4}-.* success,fail,error +https:/,
  )
  assert.equal((await terminal.run('callback', 'edit', 'im', '--on')).out, 'Rule im is changed: on.\n')

  const before = [
    '--before',
    'text,image',
    '--wait',
    '300',
    '--on-failure',
    'block',
    '--conversation',
    'group',
    '--silent',
  ]
  const asks = (await terminal.run('callback', 'add', url, '--name', '审核', ...before, '--json')).json()
  assert.deepEqual(asks.rule.before, {
    conversations: ['group'],
    messageTypes: ['text', 'image'],
    waitMs: 300,
    onFailure: 'block',
    tellSender: false,
  })
  assert.match((await terminal.run('callback', 'list')).out, /审核 +\d+ +on +before:text,image +https:/)
  for (const wrong of [
    ['--event', 'chats'],
    ['--policy', 'eager'],
    ['--before', 'smell'],
    ['--before', 'all', '--wait', 'x'],
  ]) {
    assert.equal((await terminal.run('callback', 'add', url, '--name', 'x', ...wrong)).exit, 2, wrong.join(' '))
  }
  for (const name of ['im', '审核']) assert.equal((await terminal.run('callback', 'remove', name)).exit, 0)
})

test('a dead letter is listed and replayed once its receiver is back', async () => {
  await using receiver = await startReceiver()
  const rule = (
    await terminal.run('callback', 'add', receiver.url, '--name', 'orders', '--status', 'fail', '--json')
  ).json()
  assert.equal(rule.rule.statuses.join(), 'fail')
  await terminal.run('push', 'nobody', 'x', '--follow')
  const again = await terminal.run('callback', 'replay', '--rule', 'orders', '--state', 'delivered')
  assert.equal(again.out, '1 callback is being sent again.\n')
  await receiver.came(2)
  assert.equal(receiver.received[0]?.text, receiver.received[1]?.text)
  assert.equal((await terminal.run('callback', 'dead')).out, 'None.\n')
  assert.match((await terminal.run('callback', 'list')).out, /^orders +\d+ +on +fail +http:/)
  assert.notEqual((await terminal.run('callback', 'rotate', 'orders', '--json')).json().secret, rule.secret)
  assert.equal((await terminal.run('callback', 'replay', '--from', 'yesterday')).exit, 2)
  assert.equal((await terminal.run('callback', 'remove', rule.rule.id)).exit, 0)
})

test('S49: a backup is written 0600 below the working directory, and never over a file that is there', async () => {
  const path = join(server.dataPath, 'copy.db')
  assert.deepEqual((await terminal.run('backup', 'copy.db', '--json')).json(), { path })
  assert.equal((await stat(path)).mode & 0o777, 0o600)
  const { exit, err } = await terminal.run('backup', 'copy.db')
  assert.equal(exit, 1)
  assert.match(err, /copy\.db exists already and is not replaced/)
})

test('S47: after a rotation of the master key the credentials still open', async () => {
  const { rewrapped } = (await terminal.run('rotate-master-key', '--json')).json()
  assert.ok(rewrapped > server.simulators.size)
  assert.equal((await terminal.run('notifier', 'check', server.demo.users[0]?.bindings[0]?.notifierName ?? '')).exit, 0)
})

test('apps and users are created and listed; secrets are shown once and never again', async () => {
  const created = (await terminal.run('app', 'create', 'acme/chat', '--json')).json()
  const shown = await terminal.run('app', 'show', '--app', 'acme/chat')
  assert.match(shown.out, /acme#chat/)
  for (const secret of ['clientSecret', 'appSign', 'serverSecret'])
    assert.equal(shown.out.includes(created[secret]), false)
  assert.match((await terminal.run('app', 'list')).out, /acme\/chat/)
  const user = await terminal.run('user', 'create', 'Bob', '--app', 'acme/chat')
  assert.match(user.out, /^User bob is registered\.\nPassword: \S{16}\n$/)
  assert.match((await terminal.run('user', 'list', '--app', 'acme#chat')).out, /^bob /)
  assert.match((await terminal.run('notifier', 'list', '--app', 'acme/chat')).out, /^None\./)
})

test('the token of `app token` is good for its app', async () => {
  const token = (await terminal.run('app', 'token')).out.trim()
  const answer = await server.app('GET', 'users', undefined, { authorization: `Bearer ${token}` })
  assert.equal(answer.status, 200)
})
