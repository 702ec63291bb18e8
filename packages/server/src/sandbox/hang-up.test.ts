// What SIGHUP and SIGUSR1 do to a server as it runs: alone under a supervisor, or in the terminal of a person who closes it.
import { deepEqual, equal, match } from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { second } from '@posthouse/protocol'
import { systemClock } from '../base/clock.ts'
import { programPath } from '../base/testing/debian.ts'
import { turn } from './testing/await-trace.ts'

const main = join(import.meta.dirname, '../main.ts')
const env = { PATH: process.env['PATH'] ?? '' }

async function aFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'posthouse-hang-up-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A server under nobody's terminal, with its settings in `posthouse.json`; `says` waits for an event of its log. */
async function start(t: TestContext, folder: string, more: NodeJS.ProcessEnv = {}) {
  const flags = ['--conditions=source', main, 'serve', '--port', '0', '--data', join(folder, 'data')]
  const child = spawn(process.execPath, flags, {
    cwd: folder,
    env: { ...env, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.after(() => child.kill('SIGKILL'))
  const ended = once(child, 'exit')
  const lines: string[] = []
  createInterface(child.stderr).on('line', line => lines.push(line))
  const url = /^ready (\S+)$/.exec(await firstLine(child))?.[1]
  const said = (event: string) => lines.filter(line => line.includes(`"msg":"${event}"`))
  return {
    ...{ child, ended, lines, url },
    says: (event: string) => until(() => said(event).length > 0 && JSON.parse(said(event).at(-1) ?? '')),
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new TypeError('standard output is a pipe')
  for await (const line of createInterface(child.stdout)) return line
  throw new Error('the server ended before it was ready')
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function until<T>(look: () => T | false | Promise<T | false>): Promise<T> {
  for (const end = systemClock.monotonic() + 20 * second; systemClock.monotonic() < end; await turn()) {
    const seen = await look()
    if (seen !== false) return seen
  }
  throw new Error('did not come about')
}

test('F112 told to read settings that are wrong, a server keeps those that it has, and says what is wrong', async t => {
  const folder = await aFolder(t)
  const settings = join(folder, 'posthouse.json')
  await writeFile(settings, '{"historyDays": 40}')
  const server = await start(t, folder)
  server.child.kill('SIGHUP')
  await server.says('config.unchanged')

  await writeFile(settings, '{"historyDays": 2, "adminKey": "canary", "prot": 1}')
  server.child.kill('SIGHUP')
  const refused = await server.says('config.refused')
  match(refused.fault, /historyDays|adminKey/)
  await until(() => server.lines.filter(line => line.includes('"msg":"config.refused"')).length === 2)

  await writeFile(settings, '{"historyDays": 41, "clientsMax": 7}')
  server.child.kill('SIGHUP')
  const changed = await server.says('config.changed')
  deepEqual([changed.settings, changed.text], ['historyDays clientsMax', 'settings are read at the start: restart'])

  equal((await fetch(`${server.url}/readyz`)).status, 200)
  equal(server.lines.join('\n').includes('canary'), false)
  server.child.kill('SIGTERM')
  deepEqual(await server.ended, [0, null])
})

test('F112 the end of its terminal ends a server in order, and not at once', async t => {
  const folder = await aFolder(t)
  const script = await programPath({ title: 'script', names: ['script'], debianPackage: 'bsdutils' })
  const [log, code, pid] = ['log', 'code', 'pid'].map(name => join(folder, name)) as [string, string, string]
  const serve = `exec '${process.execPath}' --conditions=source '${main}' serve --port 0 --data '${join(folder, 'data')}' 2>'${log}'`
  // As in life, the shell of the terminal ends with it, and what runs in front is told then. A second one stays, to say how the server ended.
  const inFront = `(trap '' HUP; (sh -c "echo \\$\\$ >'${pid}'; ${serve}"); echo $? >'${code}.new'; mv '${code}.new' '${code}'); true`
  const terminal = spawn(script, ['-qfc', inFront, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...env, SHELL: '/bin/sh' },
  })
  t.after(() => terminal.kill('SIGKILL'))
  match(await firstLine(terminal), /^ready /)
  const server = Number(await readFile(pid, 'utf8'))
  let hasEnded = false
  // Only where it did not end as it should: its number may be another one's by then.
  t.after(() => hasEnded || process.kill(server, 'SIGKILL'))
  terminal.kill('SIGKILL')
  hasEnded = await until(() => isThere(code))
  equal(await readFile(code, 'utf8'), '0\n')
  match(await readFile(log, 'utf8'), /"signal":"SIGHUP","msg":"server\.stopping"/)
})

test('S54 in production a server writes no report and no snapshot, opens no debugger, and refuses what would', async t => {
  const folder = await aFolder(t)
  const server = await start(t, folder, { NODE_ENV: 'production' })
  server.child.kill('SIGUSR1')
  await server.says('debugger.refused')
  equal((await fetch(`${server.url}/readyz`)).status, 200)
  equal(server.lines.join('\n').includes('Debugger listening'), false)
  server.child.kill('SIGTERM')
  deepEqual(await server.ended, [0, null])
  const flags = ['--report-on-fatalerror', '--conditions=source', main, 'serve', '--data', join(folder, 'none')]
  const { status, stderr } = spawnSync(process.execPath, flags, {
    ...{ cwd: folder, encoding: 'utf8', timeout: 20 * second },
    env: { ...env, NODE_ENV: 'production', NODE_OPTIONS: '--heapsnapshot-signal=SIGUSR2' },
  })
  deepEqual(
    [status, stderr.trimEnd().split('\n')],
    [
      78,
      ['--heapsnapshot-signal', '--report-on-fatalerror'].map(
        flag => `posthouse: ${flag} is refused with NODE_ENV=production: it lays open what is in memory`,
      ),
    ],
  )
})
