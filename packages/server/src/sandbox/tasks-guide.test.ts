// The guide about tasks is followed block by block against a whole server: requests by curl, commands by the command line. `$TASK` is the task
// that was made last.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { writePrivate } from '../app/data-directory.ts'
import { openTerminal } from '../cli/testing/terminal.ts'
import { startTestServer, type TestServer } from './test-server.ts'
import { guideBlocks } from './testing/guide.ts'

const guides = ['tasks.md', 'tasks.zh-CN.md'] as const

let server: TestServer
let token: string
before(async () => {
  server = await startTestServer()
  const { url, demo, dataPath } = server
  await writePrivate(join(dataPath, 'operator.json'), JSON.stringify({ server: url, adminKey: demo.adminKey }))
  const { body } = await server.app('POST', 'token', {
    grant_type: 'client_credentials',
    client_id: demo.clientId,
    client_secret: demo.clientSecret,
  })
  token = body.access_token
})
after(() => server[Symbol.asyncDispose]())

/** The text that curl prints. */
async function curl(text: string, task: string): Promise<string> {
  const { org, app } = server.demo
  const env = { PATH: process.env['PATH'] ?? '', BASE: `${server.url}/${org}/${app}`, TOKEN: token, TASK: task }
  const script = text.replace('curl ', 'curl --silent --show-error --fail-with-body ')
  return (await promisify(execFile)('bash', ['-c', script], { env })).stdout
}

/** The names of a value's members and theirs; what is named by vendor or day differs from answer to answer. */
function shapeOf(value: unknown, name = ''): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return typeof value
  if (['byProvider', 'skippedBecause'].includes(name)) return name
  return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, shapeOf(inner, member)]))
}

test('both guides show the same requests, commands and answers', async () => {
  const [english, chinese] = await Promise.all(guides.map(guideBlocks))
  assert.deepEqual(chinese, english)
})

test('every request and command of the guide works as it stands, and is answered in the shape that it shows', async () => {
  await using terminal = openTerminal({ POSTHOUSE_DATA: server.dataPath }, server.dataPath)
  const blocks = await guideBlocks(guides[0])
  let task = ''
  let answers = 0
  for (const [index, { kind, text }] of blocks.entries()) {
    if (kind === 'json') continue
    if (text.startsWith('curl ')) {
      const printed = await curl(text, task)
      task = /"(?:data|taskId)":(\d{18,19})[,}]/.exec(printed)?.[1] ?? task
      const [answer, shown] = [JSON.parse(printed), JSON.parse(blocks[index + 1]?.text ?? '')]
      if ('status' in shown) assert.deepEqual([answer.status, Object.keys(answer)], ['OK', Object.keys(shown)])
      else assert.deepEqual(shapeOf(answer), shapeOf(shown), text)
      answers += 1
      continue
    }
    for (const line of text.trim().split('\n')) {
      const ready = line.replace('$TASK', task)
      const words = [...ready.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
      const isCreate = words[2] === 'create' && !words.includes('--follow')
      const { exit, out, err } = await terminal.run(...words.slice(1))
      assert.deepEqual([words[0], exit], ['posthouse', 0], `${line}\n${out}${err}`)
      if (isCreate) task = /\d{18,19}/.exec(out)?.[0] ?? assert.fail(out)
    }
  }
  assert.equal(answers, 5)
})
