// The commands about users' settings against a whole server in its sandbox.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { writePrivate } from '../app/data-directory.ts'
import { startTestServer, type TestServer } from '../sandbox/test-server.ts'
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

test('quiet hours are set and ended, and a push says meanwhile why it was not sent', async () => {
  const set = await terminal.run('user', 'quiet', 'test2', '--from', '0:00', '--until', '23:59')
  assert.deepEqual([set.exit, set.err], [0, ''])
  assert.match(set.out, /^quiet every day +00:00-23:59$/m)
  const paused = await terminal.run('user', 'quiet', 'test2', '--for', '2h', '--json')
  const { quietUntilMs, quietDaily } = paused.json()
  assert.equal(quietDaily, '00:00-23:59')
  assert.ok(Math.abs(quietUntilMs - Date.now() - 7_200_000) < 60_000)
  const pushed = await terminal.run('push', 'test2', 'hello', '--follow')
  assert.equal(pushed.exit, 1)
  assert.match(pushed.out, /user ignore push/)
  await server.app('PUT', 'users/test2', { notification_no_disturbing: true })
  const off = (await terminal.run('user', 'quiet', 'test2', '--off', '--json')).json()
  assert.deepEqual([off.quietDaily, off.quietUntilMs, off.quietHours], ['', 0, ''])
  assert.equal((await terminal.run('push', 'test2', 'hello', '--follow')).exit, 0)
})

test('settings are shown in both languages, and only those that are set', async () => {
  await server.app('PUT', 'users/test1', { nickname: '小明', notification_display_style: 1 })
  await server.app('PUT', 'users/test1/notification/chatgroup/g1', { type: 'NONE' })
  await server.app('PUT', 'users/test1/notification/language', { translationLanguage: 'EN' })
  const { out } = await terminal.run('user', 'settings', 'test1')
  assert.deepEqual(
    out
      .trimEnd()
      .split('\n')
      .map(line => line.split(/ {2,}/)),
    [
      ['nickname', '小明'],
      ['display style', '1'],
      ['mode', 'ALL'],
      ['language', 'EN'],
      ['group g1', 'NONE'],
    ],
  )
  assert.match((await terminal.run('user', 'settings', 'test1', '--lang', 'zh')).out, /^群组 g1 +NONE$/m)
  assert.equal((await terminal.run('user', 'settings', 'nobody')).exit, 1)
})

test('what is no quiet time is refused with the right form', async () => {
  for (const words of [[], ['--from', '22:00'], ['--off', '--for', '2h'], ['--for', 'long'], ['--for', '0h']])
    assert.equal((await terminal.run('user', 'quiet', 'test1', ...words)).exit, 2, words.join(' '))
  assert.equal((await terminal.run('user', 'quiet', 'test1', '--from', '25:00', '--until', '7:00')).exit, 1)
})
