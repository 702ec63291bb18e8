import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { commands } from './cli/commands.ts'
import { openTerminal, type Terminal } from './cli/testing/terminal.ts'

let directory: string
let terminal: Terminal
let server: Server
let url: string
/** What the next requests are answered. */
let reply = { status: 200, text: '{}' }

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'posthouse-cli-'))
  terminal = openTerminal({}, directory)
  server = createServer((_request, response) => response.writeHead(reply.status).end(reply.text))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

after(async () => {
  await terminal[Symbol.asyncDispose]()
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
  await rm(directory, { recursive: true })
})

test('the help text of a command says usage, flags and examples', async () => {
  const { exit, out } = await terminal.run('help', 'unbind')
  assert.equal(exit, 0)
  assert.equal(
    out,
    `Remove a device's binding, or all of its bindings.

posthouse unbind USER [flags]

Arguments
  USER  the user id

Flags
  --device ID      the device's id
  --notifier NAME  only this one; default: all

Examples
  posthouse unbind alice --device phone-1
      every binding of the device

Besides: --data --server --admin-key --app --json --lang (see posthouse help).
`,
  )
})

test('every command is in the overview and has a help text in both languages', async () => {
  for (const lang of ['en', 'zh'] as const) {
    const { out } = await terminal.run('help', '--lang', lang)
    for (const command of commands) {
      assert.match(out, new RegExp(`^  ${command.name} +${command.summary[lang].slice(0, 4)}`, 'm'))
      const asked = await terminal.run(...command.name.split(' '), '--help', '--lang', lang)
      assert.deepEqual(asked, {
        ...(await terminal.run('help', ...command.name.split(' '), `--lang=${lang}`)),
        json: asked.json,
      })
      assert.equal(asked.exit, 0)
      assert.ok(asked.out.includes(command.summary[lang]), command.name)
      for (const { name } of command.flags) assert.ok(asked.out.includes(`--${name}`), `${command.name} --${name}`)
    }
  }
})

test('the language follows LC_ALL, then LANG, and --lang before both', async () => {
  await using chinese = openTerminal({ LANG: 'zh_CN.UTF-8' }, directory)
  assert.match((await chinese.run('help')).out, /用法/)
  assert.match((await chinese.run('help', '--lang', 'en')).out, /Usage/)
  await using english = openTerminal({ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, directory)
  assert.match((await english.run('help')).out, /Usage/)
  assert.match((await chinese.run('nothing')).err, /没有命令/)
})

test('no command, and the version, need no server', async () => {
  assert.match((await terminal.run()).out, /^Posthouse \d/)
  for (const asked of ['version', '--version', '-v']) assert.match((await terminal.run(asked)).out, /^\d+\.\d+\.\d+\n$/)
  assert.equal(typeof (await terminal.run('version', '--json')).json().version, 'string')
})

test('wrong usage ends with 2 and one sentence', async () => {
  const sentences: Record<string, string> = {
    psuh: 'There is no command "psuh". Did you mean push?',
    app: 'app what? Possible: app create, app list, app show, app set, app token.',
    'app remove': 'There is no command "app remove". Possible: app create, app list, app show, app set, app token.',
    push: 'push: USER is missing; see `posthouse help push`.',
    '--nope app list': 'There is no flag --nope here.',
    'push bob': 'push: TEXT is missing, or --data-file.',
    'push bob hi --sync --follow': '--sync waits by itself: leave --async and --follow away.',
    'push bob --data-file nowhere.json': /^nowhere.json cannot be used \(ENOENT/.source,
    '--json serve': 'Write serve as the first word: posthouse serve [flags].',
  }
  for (const [line, sentence] of Object.entries(sentences)) {
    const { exit, out, err } = await terminal.run(...line.split(' '))
    assert.equal(exit, 2, line)
    assert.equal(out, '')
    if (sentence.startsWith('^')) assert.match(err.replace('posthouse: ', ''), new RegExp(sentence))
    else assert.equal(err, `posthouse: ${sentence}\n`)
  }
})

test('without a key the configuration is at fault: 78', async () => {
  const { exit, err } = await terminal.run('app', 'list', '--server', url)
  assert.equal(exit, 78)
  assert.match(err, /there is no operator\.json in .*\/data\. Give --data, --admin-key/)
  assert.equal((await terminal.run('app', 'list', '--server', 'ftp://x', '--admin-key', 'k')).exit, 78)
})

test('the key of a file goes to the server of that file and to no other', async () => {
  await writeFile(join(directory, 'operator.json'), JSON.stringify({ server: url, adminKey: 'k' }))
  reply = { status: 200, text: '{"apps":[]}' }
  assert.equal((await terminal.run('app', 'list', '--data', directory)).exit, 0)
  assert.equal(
    (await terminal.run('app', 'list', '--data', '.', `--server=${url.replace('127.0.0.1', 'localhost')}`)).exit,
    0,
  )
  const other = await terminal.run('app', 'list', '--data', directory, '--server', 'http://example.com')
  assert.equal(other.exit, 78)
  assert.match(other.err, /is for http:\/\/127\.0\.0\.1/)
  await writeFile(join(directory, 'operator.json'), 'not JSON')
  assert.match((await terminal.run('app', 'list', '--data', directory)).err, /operator\.json cannot be used/)
})

test('a server that is not there, or is something else, ends with 69', async () => {
  const nobody = await terminal.run('app', 'list', '--server', 'http://127.0.0.1:1', '--admin-key', 'k')
  assert.equal(nobody.exit, 69)
  assert.match(nobody.err, /^posthouse: Nothing answers at http:\/\/127\.0\.0\.1:1 \(ECONNREFUSED\)\./)
  reply = { status: 200, text: '<html>' }
  const foreign = await terminal.run('app', 'list', '--server', url, '--admin-key', 'k')
  assert.equal(foreign.exit, 69)
  assert.match(foreign.err, /is not Posthouse \(status 200\)/)
})

test('a refused key ends with 77, any other refusal with 1 and the sentence of the server', async () => {
  const ask = () => terminal.run('app', 'list', '--server', url, '--admin-key', 'k')
  reply = { status: 401, text: '{"error_description":"Unable to authenticate"}' }
  assert.equal((await ask()).exit, 77)
  reply = { status: 503, text: '{"error_description":"busy"}' }
  const { exit, err } = await ask()
  assert.equal(exit, 1)
  assert.equal(err, 'posthouse: The server refused this (503): busy. Try again later.\n')
})

test('several apps are listed when none is named', async () => {
  const apps = ['one', 'two'].map((name, id) => ({ id, org: 'acme', name }))
  reply = { status: 200, text: JSON.stringify({ apps }) }
  const { exit, err } = await terminal.run('app', 'show', '--server', url, '--admin-key', 'k')
  assert.equal(exit, 2)
  assert.equal(err, 'posthouse: Which app? Add --app with one of acme/one, acme/two.\n')
})

test('Ctrl-C ends a command that waits with 130', async () => {
  const interrupt = new AbortController()
  const silent = createServer(() => interrupt.abort())
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const waiting = openTerminal({ POSTHOUSE_ADMIN_KEY: 'k' }, directory, interrupt.signal)
  const { exit, err } = await waiting.run('app', 'list', '--server', `http://127.0.0.1:${port}`)
  assert.deepEqual([exit, err], [130, 'posthouse: Interrupted.\n'])
  await waiting[Symbol.asyncDispose]()
  silent.closeAllConnections()
  await new Promise(resolve => silent.close(resolve))
})
