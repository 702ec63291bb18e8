// `posthouse nodes` and `posthouse master-key`, as a person at a terminal uses them.
import assert from 'node:assert/strict'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { writePrivate } from '../app/data-directory.ts'
import { readMasterKeys } from '../base/master-key.ts'
import { startTestServer, type TestServer } from '../sandbox/test-server.ts'
import { openTerminal } from './testing/terminal.ts'

let server: TestServer
before(async () => {
  server = await startTestServer(['--node-name', 'solo'])
  const { url, demo, dataPath } = server
  await writePrivate(join(dataPath, 'operator.json'), JSON.stringify({ server: url, adminKey: demo.adminKey }))
})
after(() => server[Symbol.asyncDispose]())

test('nodes are listed in a table or as JSON, in both languages, and one alone is said to be so', async () => {
  await using terminal = openTerminal({}, server.dataPath)
  const ask = (...more: readonly string[]) => terminal.run('nodes', '--data', server.dataPath, ...more)
  const english = await ask('--lang', 'en')
  assert.equal(english.exit, 0, english.err)
  assert.match(english.out, /^0\* +solo +present +api,gateway,worker +0 +none +\d/m)
  assert.match(english.out, /One process does everything\./)
  const chinese = await ask('--lang', 'zh')
  assert.match(chinese.out, /^0\* +solo +在线 /m)
  const { self, nodes } = JSON.parse((await ask('--json')).out)
  assert.deepEqual([self, nodes.length, nodes[0].name, nodes[0].state], [0, 1, 'solo', 'present'])
})

test('S49 a master key is written for its owner only, and never over another', async () => {
  await using terminal = openTerminal({}, server.dataPath)
  const path = join(server.dataPath, 'handed', 'master.key')
  assert.equal((await terminal.run('master-key', path)).exit, 0)
  assert.equal((await stat(path)).mode & 0o777, 0o600)
  assert.equal((await readMasterKeys(path))?.length, 1)
  const before = await readFile(path)
  const again = await terminal.run('master-key', path, '--lang', 'en')
  assert.equal(again.exit, 1)
  assert.match(again.err, /was not written: it exists already\./)
  assert.deepEqual(await readFile(path), before)
})

test('doctor tells what is odd about the server and its nodes', async () => {
  await using terminal = openTerminal({}, server.dataPath)
  const { out } = await terminal.run('doctor', '--data', server.dataPath, '--lang', 'en')
  assert.match(out, /is ready: sqlite/)
  assert.ok(!/node-gone|server-bus/.test(out), out)
})
