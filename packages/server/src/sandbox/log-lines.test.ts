// The log of a whole server under what people may say (S51): one line of JSON per fact, and nothing in it that steers a terminal.
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pushIdOf } from '@posthouse/protocol/frames'
import { createLog } from '../app/logger.ts'
import { startTestServer } from './test-server.ts'
import { DemoApp } from './testing/demo-app.ts'

const forged = '{"level":30,"msg":"forged.line"}'
const corpus = [
  `a\n${forged}`,
  `a\r\n${forged}\r\n`,
  `a\u2028${forged}\u2029`,
  `a\u0085${forged}`,
  '\u001b[2J\u001b[31mred',
  '\u009b31mred',
  '\u202egnp.exe',
  '\u2066hidden\u2069',
  `","msg":"forged.line","x":"`,
  '\\u001b[2J',
]
const steering = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u

test('S51 what clients and callers say forges no line of the log, and steers no terminal', async () => {
  const place = await mkdtemp(join(tmpdir(), 'posthouse-lines-'))
  const log = createLog('info', join(place, 'log'))
  {
    await using server = await startTestServer(['--log-level', 'info'], { log, dataPath: join(place, 'data') })
    const app = new DemoApp(server)
    const unbound = { source: 'meizu', appType: 1, environment: 'auto', isVoip: false, version: '1' } as const
    for (const [index, text] of corpus.entries()) {
      using client = await app.connect()
      const pushIds = [pushIdOf({ ...unbound, token: text }), text]
      await client.logIn({ app: app.id, user: `user-${index}`, sign: app.sign, device: text, name: text, pushIds })
      const at = encodeURIComponent(text)
      await server.app('GET', `users/${at}`)
      await server.app('POST', `push/sync/${at}`, { pushMessage: { title: text, content: text } })
      await server.app('PUT', 'push-resources/x', { [text]: text })
      await server.admin('POST', 'callbacks/rules', { name: text, url: `http://127.0.0.1:9/${at}` })
      await fetch(`${server.url}/${at}?${at}=${at}`, { headers: { 'x-request-id': at, 'user-agent': at } })
      await fetch(`${server.url}/easemob-demo/testy/users`, { method: 'POST', body: text })
    }
  }
  const text = await readFile(join(place, 'log'), 'utf8')
  await rm(place, { recursive: true })
  const lines = text.split('\n')
  assert.equal(lines.pop(), '')
  const events = lines.map(line => {
    assert.doesNotMatch(line, steering)
    return JSON.parse(line)
  })
  assert.ok(events.every(({ msg }) => /^[\w.-]+$/.test(msg) && msg !== 'forged.line'))
  // What was said did come to the log.
  assert.ok(events.some(({ msg, device }) => msg === 'push_id.not_bound' && device.includes('\u202e')))
})
