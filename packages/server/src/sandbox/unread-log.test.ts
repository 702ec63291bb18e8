// A server whose log nobody takes: a pipe that is not read, and a disk that is full (F119).
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { request } from 'undici'
import { turn } from './testing/await-trace.ts'
import { type ChildServer, startChildServer } from './testing/child-server.ts'

const dropped = 'posthouse_log_lines_dropped_total'
/** SIGTERM to exit (F19), with as much again for a busy machine. */
const stopMsMax = 20_000

test('F119 with a log that nobody reads pushes go on, lines are dropped and counted, and the one who reads again is told', async () => {
  await using pipe = openFullPipe()
  await using server = await startChildServer({ standardError: pipe.writer })
  await pushWell(server)
  const complain = await complaints(server)
  while ((await server.metric(dropped)) === 0) await Promise.all(Array.from({ length: 200 }, complain))
  await pushWell(server)
  const told = (): string | undefined => pipe.lines.find(line => line.includes('"msg":"log.lines_dropped"'))
  while (told() === undefined) await pipe.read()
  // What was scraped a moment ago may be told again.
  while ((await server.metric(dropped)) !== JSON.parse(told() ?? '').so_far) await turn()
  for (const line of pipe.lines) JSON.parse(line)
  await pushWell(server)
})

test('F119 F19 a server whose log nobody reads ends when it is told to', async () => {
  await using pipe = openFullPipe()
  await using server = await startChildServer({ standardError: pipe.writer })
  const ended = once(server.child, 'exit', { signal: AbortSignal.timeout(stopMsMax) })
  server.child.kill('SIGTERM')
  assert.deepEqual(await ended, [0, null])
})

test('F119 with a log on a full disk pushes go on, and lines are counted', async () => {
  const full = openSync('/dev/full', 'w')
  try {
    await using server = await startChildServer({ standardError: full })
    await pushWell(server)
    const before = await server.metric(dropped)
    assert.ok(before > 0)
    await (await complaints(server))()
    while ((await server.metric(dropped)) === before) await turn()
    assert.equal(await server.metric(dropped), before + 1)
    await pushWell(server)
  } finally {
    closeSync(full)
  }
})

async function pushWell(server: ChildServer): Promise<void> {
  const push = { strategy: 2, pushMessage: { title: 'hi', content: 'there' } }
  const { status, body } = await server.app('POST', 'push/sync/test1', push)
  assert.equal(status, 200, JSON.stringify(body))
  assert.ok(body.data.length > 0)
  for (const { pushStatus } of body.data) assert.equal(pushStatus, 'SUCCESS', JSON.stringify(body))
}

/** What makes the server log a line each time: a report of Huawei's that Huawei did not sign. */
async function complaints(server: ChildServer): Promise<() => Promise<void>> {
  const { adminKey, org, app, users } = server.demo
  const binding = users[0]?.bindings.find(({ vendor }) => vendor === 'huawei')
  const answer = await request(
    `${server.url}/admin/v1/apps/${org}/${app}/notifiers/${binding?.notifierName}/receipts`,
    { headers: { authorization: `Bearer ${adminKey}` } },
  )
  const { url } = (await answer.body.json()) as { readonly url: string }
  return async () => {
    const refused = await request(url, { method: 'POST', body: '{}' })
    await refused.body.dump()
    assert.ok(refused.statusCode >= 400 && refused.statusCode < 500, String(refused.statusCode))
  }
}

interface FullPipe extends AsyncDisposable {
  readonly writer: number
  /** What was read, without what filled it. */
  readonly lines: readonly string[]
  /** Reads what is there. */
  read(): Promise<void>
}

/** A pipe that holds as much as it can. */
function openFullPipe(): FullPipe {
  const place = mkdtempSync(join(tmpdir(), 'posthouse-pipe-'))
  const path = join(place, 'log')
  execFileSync('mkfifo', [path])
  const own = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  fill(own)
  const writer = openSync(path, 'w')
  const chunk = Buffer.alloc(65_536)
  const lines: string[] = []
  let rest = ''
  return {
    writer,
    lines,
    async read() {
      const bytes = triedTo(() => readSync(own, chunk))
      const [last = '', ...whole] = `${rest}${chunk.toString('utf8', 0, bytes)}`.split('\n').toReversed()
      rest = last
      lines.push(...whole.toReversed().filter(line => line !== filling.trimEnd()))
      await new Promise(setImmediate)
    },
    async [Symbol.asyncDispose]() {
      closeSync(writer)
      closeSync(own)
      rmSync(place, { recursive: true })
    },
  }
}

const filling = `${'-'.repeat(63)}\n`

function fill(fd: number): void {
  while (triedTo(() => writeSync(fd, filling)) > 0);
}

/** 0 where it would have to wait. */
function triedTo(act: () => number): number {
  try {
    return act()
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EAGAIN') return 0
    throw cause
  }
}
