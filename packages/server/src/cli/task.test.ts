// The commands about tasks, against a whole server.
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
  await server.admin('PUT', 'settings', { tasks: { createdMax: 100 } })
})
after(async () => {
  await terminal[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

/** Creates a task that starts in a day. */
async function later(...argv: readonly string[]): Promise<string> {
  const at = new Date(Date.now() + 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
  const created = await terminal.run('task', 'create', 'later', '--all', '--at', at, '--json', ...argv)
  assert.equal(created.exit, 0, created.err)
  const { taskId } = created.json()
  assert.match(taskId, /^\d{18,19}$/)
  return taskId
}

test('task create --follow prints how it goes until every vendor answered, and ends with 0', async () => {
  const { exit, out, err } = await terminal.run('task', 'create', 'hello all', '--all', '--title', 'News', '--follow')
  assert.deepEqual([exit, err], [0, ''])
  const lines = out.trimEnd().split('\n')
  assert.equal(new Set(lines.map(line => line.slice(14))).size, lines.length, 'a line says something new')
  const users = server.demo.users.length
  assert.match(
    lines.at(-1) ?? '',
    new RegExp(`^[\\d:.]{12} {2}finished {2}users ${users}/${users} {2}accepted \\d+ .* open 0`),
  )
  for (const [vendor, { delivered }] of server.simulators)
    assert.equal(delivered.at(-1)?.shown?.body, 'hello all', vendor)
})

test('task create takes lists and labels, a pace and a key; show and user say what became of it', async () => {
  const list = await terminal.run(
    'task',
    'create',
    'hi',
    '--users',
    'test1,ghost',
    '--pace',
    '6000',
    '--follow',
    '--json',
  )
  const { taskId, finished, succeeded, statistics } = list.json()
  assert.deepEqual([list.exit, finished, succeeded], [0, true, true])
  assert.equal(statistics.all.targeted, server.simulators.size + 1)
  assert.deepEqual(statistics.all.skippedBecause, { 'no-user': 1 })
  const shown = await terminal.run('task', 'show', taskId)
  assert.match(shown.out, new RegExp(`^task +${taskId} {2}list {2}finished\n`))
  assert.match(shown.out, /\nper minute +6000\n/)
  assert.match(shown.out, /\nusers +2\/2\n +targeted +accepted +rejected +unknown +skipped +open +arrived +clicked\n/)
  assert.match(shown.out, /\nAPNS +1 +1 +0 +0 +0 +0 +- +-\n/)
  assert.match(shown.out, /\nskipped +no-user +1 +There is no such user in the app\.\n$/)
  const [msgId] = (await terminal.run('task', 'user', taskId, 'test1', '--json')).json().messages
  assert.equal((await terminal.run('task', 'user', taskId, 'test1')).out, `${msgId}\n`)
  assert.equal((await terminal.run('task', 'user', taskId, 'test2')).out, 'None.\n')
  const trace = await terminal.run('trace', msgId)
  assert.match(
    trace.out,
    new RegExp(`→ test1 {2}task ${taskId}, strategy 2 .*\n.*Accepted by task ${taskId} for user test1`),
  )
  assert.match((await terminal.run('messages', 'test1')).out, new RegExp(`${msgId} +task ${taskId} `))
  assert.equal((await terminal.run('push', 'test1', 'x', '--json')).exit, 0)

  await server.app('POST', 'push/label', { name: 'vip', description: 'd' })
  const nobody = await terminal.run('task', 'create', 'hi', '--label', 'vip', '--follow', '--lang', 'zh')
  assert.deepEqual([nobody.exit, /已完成 {2}用户 0\/0/.test(nobody.out)], [1, true], nobody.out + nobody.err)
  const keyed = ['task', 'create', 'hi', '--users', 'test1', '--idempotency-key', 'task-1', '--json']
  const [first, second] = [await terminal.run(...keyed), await terminal.run(...keyed)]
  assert.equal(first.json().taskId, second.json().taskId)
})

test('task pause, resume, cancel and pace change a task, and say so in both languages', async () => {
  await server.admin('PUT', 'settings', { quietForRest: true })
  const created = await terminal.run('task', 'create', 'slow', '--all', '--pace', '1', '--json')
  const { taskId } = created.json()
  const paused = await terminal.run('task', 'pause', taskId)
  assert.deepEqual([paused.exit, paused.out], [0, `Task ${taskId} is paused.\n`])
  const paced = await terminal.run('task', 'pace', taskId, '600', '--lang', 'zh')
  assert.equal(paced.out, `任务 ${taskId} 每分钟最多推送 600 台设备。\n`)
  assert.equal((await terminal.run('task', 'pace', taskId, 'none', '--json')).json().pacePerMinute, undefined)
  assert.equal((await terminal.run('task', 'resume', taskId, '--lang', 'zh')).out, `任务 ${taskId} 已继续。\n`)
  assert.equal((await terminal.run('task', 'show', taskId, '--follow')).exit, 0)
  const late = await terminal.run('task', 'pause', taskId)
  assert.deepEqual([late.exit, /the task is finished: it cannot pause/.test(late.err)], [1, true])
  const ahead = await later()
  assert.equal((await terminal.run('task', 'cancel', ahead, '--lang', 'zh')).out, `任务 ${ahead} 已取消。\n`)
  const over = await terminal.run('task', 'show', ahead, '--follow')
  assert.deepEqual([over.exit, /cancelled {2}users 0\/\?/.test(over.out)], [1, true], over.out)
})

test('task list shows pages, newest first', async () => {
  const ids = [await later(), await later(), await later()].toReversed()
  const first = (await terminal.run('task', 'list', '--limit', '2', '--json')).json()
  const found = first.tasks.map(({ taskId }: { taskId: string }) => taskId)
  assert.deepEqual([found, first.cursor], [ids.slice(0, 2), ids[1]])
  const second = await terminal.run('task', 'list', '--limit', '1', '--cursor', first.cursor)
  assert.match(
    second.out,
    new RegExp(
      `^\\d{4}-\\d\\d-\\d\\d [\\d:]{8} {2}${ids[2]} {2}all {2}scheduled {2}0/\\? {2}0/0 {2}Posthouse\n--cursor ${ids[2]}\n$`,
    ),
  )
})

test('task commands say what is wrong', async () => {
  for (const [argv, exit, message] of [
    [['create', 'hi'], 2, /give one of --all, --users and --label/],
    [['create', 'hi', '--all', '--users', 'a'], 2, /give one of/],
    [['create', '--all'], 2, /task create: TEXT is missing, or --data-file/],
    [['create', 'hi', '--all', '--pace', '0'], 2, /--pace must be a number from 1 to 100000000/],
    [['create', 'hi', '--all', '--at', 'tomorrow'], 1, /startDate must be written as yyyy-MM-dd HH:mm:ss/],
    [['create', 'hi', '--label', 'nope'], 1, /push label not exists of nope/],
    [['pace', '5', 'fast'], 2, /N must be a number/],
    [['show', '968120369184112182'], 1, /task 968120369184112182/],
    [['cancel', 'x'], 1, /task x/],
  ] as const) {
    const { exit: ended, err } = await terminal.run('task', ...argv)
    assert.equal(ended, exit, argv.join(' '))
    assert.match(err, message)
  }
})
