// `posthouse stats`, against a whole server: what pushes and tasks of today came to.
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

/** Two days, for a test may run into the next one; their totals are then in lines of their own. */
const days = () =>
  [0, 1].map(ahead => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)) as [string, string]

test('stats shows a table per day and vendor, the totals, and the reasons in both languages', async () => {
  const [from, until] = days()
  assert.deepEqual((await terminal.run('stats')).out, 'Nothing was counted.\n')
  assert.equal((await terminal.run('stats', '--lang', 'zh')).out, '没有统计数据。\n')
  const vendors = server.simulators.size
  assert.equal((await terminal.run('push', 'test1', 'hi', '--follow', '--json')).exit, 0)
  assert.equal((await terminal.run('task', 'create', 'hi', '--users', 'test1,ghost', '--follow', '--json')).exit, 0)
  const { out, exit } = await terminal.run('stats', '--from', from, '--until', until)
  assert.equal(exit, 0)
  const lines = out.split('\n')
  assert.match(lines[0] ?? '', /^ +targeted +accepted +rejected +unknown +skipped +open +arrived +clicked$/)
  assert.ok(
    lines.some(line => new RegExp(`^(${from}|all) +APNS +2 +2 +0 +0 +0 +0 +- +-$`).test(line)),
    out,
  )
  assert.ok(
    lines.some(line => new RegExp(`^(${from}|all) +none +1 +0 +0 +0 +1 +0 +- +-$`).test(line)),
    out,
  )
  assert.ok(
    lines.some(line =>
      new RegExp(`^(${from}|all) +all +${2 * vendors + 1} +${2 * vendors} +0 +0 +1 +0 +\\d+ +\\d+$`).test(line),
    ),
    out,
  )
  assert.match(out, /\nskipped +no-user +1 +There is no such user in the app\.\n$/)
  const chinese = (await terminal.run('stats', '--from', from, '--until', until, '--lang', 'zh')).out
  assert.match(chinese, /^ +目标 +受理 +拒绝 +未知 +跳过 +未完 +送达 +点击\n/)
  assert.match(chinese, new RegExp(`\n(${from}|合计) +合计 +${2 * vendors + 1} `))
  assert.match(chinese, /\n跳过 +no-user +1 +该应用下不存在此用户。\n$/)
  const { all, byProvider, ...rest } = (await terminal.run('stats', '--from', from, '--until', until, '--json')).json()
  assert.deepEqual([rest.from, rest.until, all.skippedBecause], [from, until, { 'no-user': 1 }])
  assert.equal(Object.keys(byProvider).length, vendors + 1)
  assert.deepEqual(
    [byProvider.APNS.arrived, typeof byProvider.HUAWEIPUSH.arrived, byProvider.none.arrived],
    [undefined, 'number', undefined],
  )
})

test('stats adds up several days, and says where reasons were not kept', async () => {
  const { store } = server.system
  const app = (await store.tables.apps.byName(server.demo.org, server.demo.app)) ?? assert.fail()
  const { counters } = store.tables
  await store.commit([
    counters.add(app.id, '2020-01-01', 'APNS', { targeted: 3, success: 2, fail: 1 }),
    counters.add(app.id, '2020-01-03', 'APNS', { targeted: 2, fail: 1 }),
    counters.addReason(app.id, '2020-01-03', 'APNS', 'vendor-refused', 1),
  ])
  const { out } = await terminal.run('stats', '--from', '2020-01-01', '--until', '2020-01-31')
  assert.deepEqual(
    out.split('\n').map(line => line.split(/ {2,}/)),
    [
      ['', 'targeted', 'accepted', 'rejected', 'unknown', 'skipped', 'open', 'arrived', 'clicked'],
      ['2020-01-01', 'APNS', '3', '2', '0', '0', '0', '0', '-', '-'],
      ['2020-01-01', 'all', '3', '2', '0', '0', '0', '0', '-', '-'],
      ['2020-01-03', 'APNS', '2', '0', '1', '0', '0', '1', '-', '-'],
      ['2020-01-03', 'all', '2', '0', '1', '0', '0', '1', '-', '-'],
      ['all', 'APNS', '5', '2', '1', '0', '0', '1', '-', '-'],
      ['all', 'all', '5', '2', '1', '0', '0', '1', '-', '-'],
      ['Rejected or skipped before reasons were kept per day: 1.'],
      [''],
    ],
  )
  const zh = await terminal.run('stats', '--from', '2020-01-01', '--until', '2020-01-01', '--lang', 'zh')
  assert.match(zh.out, /\n另有被拒绝或跳过 1 条，当时尚未按天记录原因。\n$/)
})

test('stats says what is wrong', async () => {
  for (const [argv, exit, message] of [
    [['--from', 'yesterday'], 2, /--from must be a day, such as 2030-01-31/],
    [['--until', '2030-1-1', '--lang', 'zh'], 2, /--until 必须是日期/],
    [['--from', '2030-02-30', '--until', '2030-03-01'], 1, /from must be a day, yyyy-MM-dd/],
    [['--from', '2030-01-02', '--until', '2030-01-01'], 1, /until must be at or after from/],
    [['--app', 'no#app'], 1, /app no#app/],
  ] as const) {
    const { exit: ended, err } = await terminal.run('stats', ...argv)
    assert.deepEqual([ended, message.test(err)], [exit, true], err)
  }
})
