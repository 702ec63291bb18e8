// How a server stops that a load balancer watches: it says no at once, goes on for a while, and ends with 0.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'

const waitMs = 1_500

test('after SIGTERM it is not ready and answers on, until the wait is over', async t => {
  const directory = await mkdtemp(join(tmpdir(), 'posthouse-drain-'))
  t.after(() => rm(directory, { recursive: true }))
  const flags = ['--port', '0', '--data', directory, '--log-level', 'silent', '--drain-wait-ms', String(waitMs)]
  const child = spawn(
    process.execPath,
    ['--conditions=source', join(import.meta.dirname, '../main.ts'), 'serve', ...flags],
    {
      env: { PATH: process.env['PATH'] ?? '' },
    },
  )
  assert.ok(child.stdout)
  const ended = once(child, 'exit')
  let url = ''
  for await (const line of createInterface(child.stdout)) {
    url = line.slice('ready '.length)
    break
  }
  assert.equal((await fetch(`${url}/readyz`)).status, 200)
  const stoppedMs = performance.now()
  child.kill('SIGTERM')
  let ready = await fetch(`${url}/readyz`)
  // The signal may be heard a moment later.
  while (ready.status === 200) ready = await fetch(`${url}/readyz`)
  assert.equal(ready.status, 503)
  assert.ok(performance.now() - stoppedMs < waitMs)
  const answer = await fetch(`${url}/healthz`)
  assert.deepEqual([answer.status, answer.headers.get('connection')], [200, 'close'])
  const [code] = await ended
  assert.equal(code, 0)
  assert.ok(performance.now() - stoppedMs >= waitMs - 50)
})
