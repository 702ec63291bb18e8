// `posthouse import` against a real server: files in, rows there, interrupted and gone on with.
import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type AppId, userIdOf } from '@posthouse/protocol'
import { startTestServer, type TestServer } from '../sandbox/test-server.ts'
import type { HttpClient } from './io.ts'
import { openTerminal, type Printed } from './testing/terminal.ts'

let server: TestServer
let directory: string

before(async () => {
  directory = mkdtempSync(join(tmpdir(), 'posthouse-import-'))
  server = await startTestServer()
})

after(async () => {
  await server[Symbol.asyncDispose]()
  rmSync(directory, { recursive: true })
})

/** Runs `posthouse import` with `--json`; `around` may break its requests. */
async function importing(
  argv: readonly string[],
  stop: AbortController = new AbortController(),
  around?: (http: HttpClient) => HttpClient,
): Promise<Printed> {
  const { url, demo } = server
  const env = { POSTHOUSE_SERVER: url, POSTHOUSE_ADMIN_KEY: demo.adminKey, POSTHOUSE_APP: demo.appkey }
  await using terminal = openTerminal(env, directory, stop.signal, around)
  return await terminal.run('import', ...argv, '--json')
}

function file(name: string, text: string): string {
  const path = join(directory, name)
  writeFileSync(path, text)
  return path
}

function jsonLines(rows: readonly object[]): string {
  return rows.map(row => `${JSON.stringify(row)}\n`).join('')
}

function journalOf(path: string): string {
  return `${path}.posthouse-import.json`
}

function refusedOf(
  path: string,
  name = 'refused',
): readonly { line: number; code: string; field?: string; text: string }[] {
  const lines = readFileSync(`${path}.${name}.jsonl`, 'utf8').trimEnd().split('\n')
  return lines.map(line => JSON.parse(line))
}

/** How many bindings the moved users have to a notifier. */
async function boundTo(...notifiers: readonly string[]): Promise<number> {
  const { bindings } = server.system.store.tables
  const all = await bindings.ofUsers(server.demo.appId as AppId, names.map(userIdOf))
  return all.filter(({ notifierName }) => notifiers.includes(notifierName)).length
}

const count = 2_000
const names = Array.from({ length: count }, (_, index) => `moved-${index}`)
/** As Easemob shows a user (spec/easemob.md §2.1): one device, every second user has two. */
const entities = names.map((username, index) => ({
  uuid: `u-${index}`,
  type: 'user',
  created: 1,
  modified: 1,
  username,
  activated: index % 100 !== 0,
  nickname: `用户 ${index}`,
  pushInfo: [
    { device_Id: 'phone', device_token: `phone-${index}`, notifier_name: 'fcm' },
    ...(index % 2 === 0 ? [{ device_Id: 'pad', device_token: `pad-${index}`, notifier_name: 'ios' }] : []),
  ],
}))
const bindingCount = count * 1.5

test('2,000 users of Easemob with their bindings come over, and the same files again change nothing', async () => {
  const path = file('easemob.jsonl', jsonLines(entities))
  const users = (await importing(['users', path, '--map', 'easemob'])).json()
  deepEqual([users.rows, users.created, users.refused, users.resumed], [count, count, 0, 0])
  const bindings = (await importing(['bindings', path, '--map', 'easemob'])).json()
  deepEqual([bindings.rows, bindings.created], [bindingCount, bindingCount])
  equal(await boundTo('fcm', 'ios'), bindingCount)
  const { body } = await server.app('GET', 'users/moved-100')
  const [entity] = body.entities
  deepEqual([entity.nickname, entity.activated], ['用户 100', false])
  for (const [kind, rows] of [
    ['users', count],
    ['bindings', bindingCount],
  ] as const) {
    const again = await importing([kind, path, '--map', 'easemob'])
    deepEqual([again.exit, again.json().unchanged], [0, rows])
  }
  deepEqual([existsSync(journalOf(path)), existsSync(`${path}.refused.jsonl`)], [false, false])
})

/** 2,000 bindings, of which every five hundredth is refused, and a line that is no JSON. */
function bindingFile(name: string): string {
  const rows = names.map((username, index) => ({
    username: index % 500 === 3 ? 'two words' : username,
    device_id: name,
    device_token: `${name}-${index}`,
    notifier_name: name,
  }))
  return file(`${name}.jsonl`, `${jsonLines(rows)}not json\n`)
}

/** Ctrl-C at the second batch: before the server sees it, or when it has written it and its answer is on the way. */
function stoppedAtSecond(stop: AbortController, when: 'before' | 'behind', sent: number[]) {
  return (http: HttpClient): HttpClient =>
    async request => {
      if (!request.url.includes('/import/')) return await http(request)
      sent.push(JSON.parse(request.body ?? '{}').rows.length)
      if (sent.length === 2 && when === 'before') stop.abort()
      const answer = await http(request)
      if (sent.length === 2) stop.abort()
      if (stop.signal.aborted && sent.length === 2) throw new Error('nobody reads the answer')
      return answer
    }
}

for (const [when, written] of [
  ['before', 998],
  ['behind', 1_996],
] as const) {
  test(`an import that is interrupted ${when} the server writes goes on where it stopped, and reports each refused row once`, async () => {
    const path = bindingFile(when)
    const stop = new AbortController()
    const sent: number[] = []
    const stopped = await importing(['bindings', path], stop, stoppedAtSecond(stop, when, sent))
    deepEqual([stopped.exit, stopped.out], [130, ''])
    match(stopped.err, /1000 rows are done; the same command goes on there/)
    equal(await boundTo(when), written)
    ok(existsSync(journalOf(path)))
    match((await importing(['users', path])).err, /is of another import \(kind differs\)[\s\S]*--restart/)
    equal((await importing(['bindings', path, '--dry-run'])).json().rows, 2_001)
    const done = await importing(['bindings', path], new AbortController(), stoppedAtSecond(stop, when, [0, 0]))
    const { rows, created, unchanged, refused, resumed, report } = done.json()
    deepEqual([done.exit, rows, created + unchanged, refused, resumed], [1, 2_001, 1_996, 5, 1_000])
    equal(created, when === 'before' ? 1_996 : 998)
    equal(await boundTo(when), 1_996)
    equal(report, `${path}.refused.jsonl`)
    deepEqual(
      refusedOf(path).map(({ line, code }) => [line, code]),
      [
        [4, 'username_illegal'],
        [504, 'username_illegal'],
        [1_004, 'username_illegal'],
        [1_504, 'username_illegal'],
        [2_001, 'json_unreadable'],
      ],
    )
    equal(existsSync(journalOf(path)), false)
  })
}

test('a dry run checks every row, writes nothing, and leaves no journal', async () => {
  const path = file('dry.csv', 'username,nickname\nnew-1,one\nnew 2,two\n')
  const { exit, json } = await importing(['users', path, '--dry-run'])
  deepEqual([exit, json().created, json().refused, json().dryRun], [1, 1, 1, true])
  equal((await server.app('GET', 'users/new-1')).status, 404)
  equal(existsSync(journalOf(path)), false)
  deepEqual(
    refusedOf(path, 'dry-run').map(({ line, code, field }) => [line, code, field]),
    [[3, 'username_illegal', 'username']],
  )
})

test('CSV and JSON Lines of the same rows do the same', async () => {
  const rows = [
    { username: 'same-1', nickname: 'comma, "quote"\u00a0', activated: true },
    { username: 'same-2', activated: false },
    { username: 'same-3', nickname: 'two\nlines' },
  ]
  const csv =
    '\ufeffusername,nickname,activated\r\nSAME-1,"comma, ""quote""\u00a0",TRUE\r\nsame-2,,false\r\nsame-3,"two\nlines",\r\n'
  const first = await importing(['users', file('same.csv', csv)])
  deepEqual([first.json().created, first.json().refused], [2, 1])
  deepEqual(refusedOf(join(directory, 'same.csv'))[0]?.line, 4)
  const second = await importing(['users', file('same.jsonl', jsonLines(rows))])
  deepEqual([second.json().unchanged, second.json().refused], [2, 1])
  equal((await server.app('GET', 'users/same-1')).body.entities[0].nickname, 'comma, "quote"\u00a0')
})

test('aliases and tags of JPush and Getui become users and labels, and their names of devices are refused with a reason', async () => {
  const jpush = file(
    'jpush.jsonl',
    jsonLines([
      { alias: 'Ann', tags: ['beta', 'sz'], registration_id: '13065ffa4e2d3b1' },
      { alias: 'ben', tags: ['深圳'], registration_id: '13065ffa4e2d3b2' },
      { registration_id: '13065ffa4e2d3b3' },
    ]),
  )
  equal((await importing(['users', jpush, '--map', 'jpush'])).json().created, 2)
  const labels = (await importing(['labels', jpush, '--map', 'jpush'])).json()
  deepEqual([labels.created, labels.refused], [2, 2])
  deepEqual((await server.app('GET', 'push/label/beta/user')).body.data[0].username, 'ann')
  equal((await importing(['bindings', jpush, '--map', 'jpush'])).json().refused, 3)
  match(String(refusedOf(jpush)[0]?.text), /registration id is JPush's own name of a device/)
  const getui = file('getui.csv', 'cid,alias,tags,device_token,notifier_name\nc1,ann,"beta,g",tok-ann,fcm\nc2,ben,,,\n')
  const bound = await importing(['bindings', getui, '--map', 'getui'])
  deepEqual([bound.json().created, bound.json().refused], [1, 1])
  match(String(refusedOf(getui)[0]?.text), /CID is Getui's own name/)
})

test('what is no file of rows ends the import with a sentence in the reader’s language', async () => {
  const says = async (pattern: RegExp, ...argv: readonly string[]) => {
    const { exit, err } = await importing(argv)
    ok(exit !== 0, argv.join(' '))
    match(err, pattern)
  }
  await says(/KIND must be one of/, 'devices', file('x.jsonl', ''))
  await says(/another file/, 'users', file('own.jsonl', ''), '--report', 'own.jsonl')
  await says(/--format/, 'users', file('x.txt', ''))
  await says(/无法读取 .*missing\.csv/, 'users', join(directory, 'missing.csv'), '--lang', 'zh')
  await says(
    /broken\.csv:2 cannot be read: a quote is opened and never closed/,
    'users',
    file('broken.csv', 'username\n"a'),
  )
  await says(/names a column twice/, 'users', file('twice.csv', 'username,username\na,b\n'))
  const latin = join(directory, 'latin.csv')
  writeFileSync(latin, Buffer.from('username,nickname\na,Zo\xeb\n', 'latin1'))
  await says(/not UTF-8/, 'users', latin)
  await says(/is no regular file/, 'users', directory, '--format', 'csv')
  await says(/no templates to map/, 'templates', file('y.jsonl', ''), '--map', 'getui')
  equal((await importing(['users', file('empty.jsonl', '\n')])).json().rows, 0)
})

test('what stands in the place of the report and is none is left alone, and so is what it links to', async () => {
  const path = file('kept.jsonl', '{"username":"kept one"}\n')
  const own = file('own-words.txt', 'my own words\n')
  symlinkSync(path, join(directory, 'link.jsonl'))
  for (const report of ['own-words.txt', 'link.jsonl', `${journalOf('kept.jsonl')}`]) {
    const { exit, err } = await importing(['users', path, '--report', report])
    equal(exit, 1, report)
    match(err, /is no report of refused rows/)
  }
  equal(readFileSync(own, 'utf8'), 'my own words\n')
  equal(readFileSync(path, 'utf8'), '{"username":"kept one"}\n')
  match((await importing(['users', path, '--report', 'no-such/x.jsonl'])).err, /cannot be written/)
  for (const _time of ['first', 'again']) equal((await importing(['users', path])).json().refused, 1)
  equal(refusedOf(path).length, 1)
})

test('a journal that a crash has broken is named, and --restart begins anew', async () => {
  const path = file('crash.jsonl', '{"username":"crash-1"}\n')
  for (const broken of ['', 'null', '{"version":']) {
    writeFileSync(journalOf(path), broken)
    match((await importing(['users', path])).err, /is broken[\s\S]*--restart/)
  }
  equal((await importing(['users', path, '--restart'])).json().created, 1)
})
