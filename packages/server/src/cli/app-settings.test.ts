// `app set` and `app show` against a whole server, and how the command line meets a rate limit.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { appEndpoints, noRates } from '@posthouse/protocol'
import { writePrivate } from '../app/data-directory.ts'
import { type Clock, systemClock } from '../base/clock.ts'
import { startTestServer, type TestServer } from '../sandbox/test-server.ts'
import { callEndpoint } from './client.ts'
import type { CommandError } from './exit.ts'
import type { HttpAnswer } from './io.ts'
import { openTerminal, type Terminal } from './testing/terminal.ts'

let server: TestServer
let terminal: Terminal

before(async () => {
  server = await startTestServer([], { limits: 'documented' })
  const { url, demo, dataPath } = server
  await writePrivate(join(dataPath, 'operator.json'), JSON.stringify({ server: url, adminKey: demo.adminKey }))
  terminal = openTerminal({ POSTHOUSE_DATA: dataPath }, dataPath)
})

after(async () => {
  await terminal[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

async function settings(...flags: string[]): Promise<unknown> {
  const { exit, err, json } = await terminal.run('app', 'set', '--json', ...flags)
  assert.deepEqual([exit, err], [0, ''])
  return json().app.settings
}

const untouched = { openRegistration: false, pushOpen: true }

test('every setting can be set, is shown, and goes back to its default', async () => {
  const flags = [
    ...['--rate', 'pushSync=10', '--rate', 'label=off,token=5', '--quota', 'users=100,allPushesPerDay=0'],
    ...['--rate-status', '403', '--tasks-running', '9', '--tasks-created', '20', '--any-start', 'on'],
    ...['--labels-max', '5', '--device-policy', 'any-offline', '--long-texts', 'cut', '--quiet-for-rest', 'off'],
    ...['--statistics', 'off', '--callback-storage', 'off'],
    ...['--retention-days', '30', '--ack-wait', '2000', '--login-policy', 'single', '--catch-up-max', '100'],
    ...['--group-members-max', '200', '--recall-seconds', '60', '--app-sign', 'off', '--registers-at-login', 'off'],
  ]
  assert.deepEqual(await settings(...flags), {
    ...untouched,
    rates: { pushSync: 10, label: 0, token: 5 },
    quotas: { users: 100, allPushesPerDay: 0 },
    rateStatus: 403,
    tasks: { runningMax: 9, createdMax: 20, anyStart: true, labelsMax: 5 },
    devicePolicy: 'any-offline',
    longTexts: 'cut',
    quietForRest: false,
    statisticsOpen: false,
    callbackStorageOpen: false,
    chat: {
      retentionDays: 30,
      ackWaitMs: 2000,
      loginPolicy: 'single',
      catchUpMax: 100,
      groupMembersMax: 200,
      recallSeconds: 60,
      appSignOpen: false,
      registersAtLogin: false,
    },
  })
  const { out } = await terminal.run('app', 'show')
  for (const line of [/rates +pushSync 10\/s, label off, token 5\/s\n/, /quotas +users 100, allPushesPerDay 0\n/])
    assert.match(out, line)
  assert.match(
    out,
    /too many calls +403\n[\s\S]*any start +on\n[\s\S]*device policy +any-offline\n[\s\S]*callback storage +off\n/,
  )
  const back = flags.flatMap(flag => {
    if (!flag.startsWith('--')) return []
    return [flag, flag === '--rate' ? 'all=default' : flag === '--quota' ? 'all=off' : 'default']
  })
  assert.deepEqual(await settings(...back), untouched)
  assert.match(
    (await terminal.run('app', 'show', '--lang', 'zh')).out,
    /调用频率 +默认\n套餐配额 +无\n超频状态码 +429\n/,
  )
})

test('all=off takes every rate limit away', async () => {
  assert.deepEqual(await settings('--rate', 'all=off'), { ...untouched, rates: noRates })
  assert.deepEqual(await settings('--rate', 'all=default'), untouched)
})

test('the commands of the guide about limits do what they say, and both languages show the same', async () => {
  const commandsOf = async (page: string): Promise<readonly string[]> => {
    const text = await readFile(new URL(`../../../../docs/guides/${page}`, import.meta.url), 'utf8')
    return [...text.matchAll(/^posthouse (.+)$/gm)].map(match => match[1] ?? '')
  }
  const commands = await commandsOf('limits.md')
  assert.ok(commands.length > 6)
  assert.deepEqual(await commandsOf('limits.zh-CN.md'), commands)
  // The guide's notifier has the name of another app's vendor.
  const notifier = server.demo.users[0]?.bindings[0]?.notifierName ?? ''
  for (const command of commands) {
    const words = command.replace('100100100', notifier).split(' ')
    assert.equal((await terminal.run(...words)).exit, 0, command)
  }
  assert.deepEqual(
    await settings('--rate-status', 'default', '--tasks-running', 'default', '--tasks-created', 'default'),
    untouched,
  )
})

test('a value that does not fit is refused before anything is sent', async () => {
  for (const [flag, value] of [
    ['--rate', 'pushAll=1'],
    ['--rate', 'pushSync'],
    ['--rate', 'pushSync=1=2'],
    ['--quota', 'users=many'],
    ['--tasks-running', '-1'],
    ['--any-start', 'yes'],
    ['--rate-status', '500'],
  ]) {
    const { exit, err } = await terminal.run('app', 'set', `${flag}=${value}`)
    assert.equal(exit, 2, err)
  }
  assert.equal((await terminal.run('app', 'set')).exit, 2)
  const tooMany = await terminal.run('app', 'set', '--labels-max', '6')
  assert.deepEqual([tooMany.exit, /labelsMax/.test(tooMany.err)], [1, true])
})

/** What a command does when so many answers are 429 with this `Retry-After`. */
async function afterRefusals(retryAfter: string, refusals: number) {
  const [waits, told]: [number[], string[]] = [[], []]
  let calls = 0
  const refused: HttpAnswer = {
    status: 429,
    headers: { 'retry-after': retryAfter },
    text: '{"error_description":"no"}',
  }
  const accepted: HttpAnswer = { status: 200, headers: {}, text: '{"apps":[]}' }
  const after: Clock['after'] = (delayMs, run) => {
    waits.push(delayMs)
    queueMicrotask(run)
    return () => undefined
  }
  const io = {
    http: async () => {
      calls += 1
      return calls <= refusals ? refused : accepted
    },
    signal: new AbortController().signal,
    clock: { ...systemClock, after },
    stderr: { write: (text: string) => told.push(text) },
  }
  const called = callEndpoint(io, { server: 'http://127.0.0.1', token: 'key' }, appEndpoints.appList, {})
  const end = await called.then(
    () => 'done',
    (cause: CommandError) => cause.exit,
  )
  return { end, waits, told: told.length }
}

test('a call over the rate limit is repeated after the time that the server names, twice at most and never for long', async () => {
  assert.deepEqual(await afterRefusals('1', 1), { end: 'done', waits: [1_000], told: 1 })
  assert.deepEqual(await afterRefusals('5', 2), { end: 'done', waits: [5_000, 5_000], told: 2 })
  assert.deepEqual(await afterRefusals('1', 3), { end: 1, waits: [1_000, 1_000], told: 2 })
  assert.deepEqual(await afterRefusals('6', 1), { end: 1, waits: [], told: 0 })
  assert.deepEqual(await afterRefusals('soon', 1), { end: 1, waits: [], told: 0 })
})
