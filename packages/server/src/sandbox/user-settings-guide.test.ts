// The guide about users' settings is followed block by block against a whole server: requests by curl, commands by the command line.
// An answer that the guide shows after a request is the `data` of what comes.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { writePrivate } from '../app/data-directory.ts'
import { openTerminal } from '../cli/testing/terminal.ts'
import { startTestServer, type TestServer } from './test-server.ts'

const run = promisify(execFile)
const guides = ['user-settings.md', 'user-settings.zh-CN.md'] as const
/** Instants differ from day to day. */
const instantMin = 1_000_000_000_000

let server: TestServer
before(async () => {
  server = await startTestServer()
  const { url, demo, dataPath } = server
  await writePrivate(join(dataPath, 'operator.json'), JSON.stringify({ server: url, adminKey: demo.adminKey }))
})
after(() => server[Symbol.asyncDispose]())

interface Block {
  readonly kind: 'sh' | 'json'
  readonly text: string
}

async function blocksOf(guide: string): Promise<readonly Block[]> {
  const text = await readFile(join(import.meta.dirname, '../../../../docs/guides', guide), 'utf8')
  return [...text.matchAll(/```(sh|json)\n(.*?)```/gs)].map(([, kind, block = '']) => ({
    kind: kind === 'json' ? 'json' : 'sh',
    text: block,
  }))
}

/** The answer of a request as it stands in the guide. */
async function answerOf(request: string): Promise<{ readonly data?: unknown }> {
  const { demo, url } = server
  const { body } = await server.app('POST', 'token', {
    grant_type: 'client_credentials',
    client_id: demo.clientId,
    client_secret: demo.clientSecret,
  })
  const env = { BASE: `${url}/${demo.org}/${demo.app}`, SERVER: url, TOKEN: String(body.access_token) }
  const script = request.replace('curl ', 'curl --silent --show-error --fail-with-body ')
  const { stdout } = await run('bash', ['-c', script], { env: { PATH: process.env['PATH'] ?? '', ...env } })
  return JSON.parse(stdout) as { readonly data?: unknown }
}

function withoutInstants(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, member: unknown) =>
      typeof member === 'number' && member > instantMin ? 'an instant' : member,
    ),
  )
}

test('both guides show the same requests, commands and answers', async () => {
  const [english, chinese] = await Promise.all(guides.map(blocksOf))
  assert.deepEqual(chinese, english)
})

test('every request and command of the guide works as it stands, and is answered as it says', async () => {
  await using terminal = openTerminal({ POSTHOUSE_DATA: server.dataPath }, server.dataPath)
  const blocks = await blocksOf(guides[0])
  let answers = 0
  for (const [index, { kind, text }] of blocks.entries()) {
    if (kind === 'json') continue
    const shown = blocks[index + 1]
    if (text.startsWith('curl ')) {
      const answer = await answerOf(text)
      if (shown?.kind !== 'json') continue
      assert.deepEqual(withoutInstants(answer.data), withoutInstants(JSON.parse(shown.text)), text)
      answers += 1
      continue
    }
    for (const line of text.trim().split('\n')) {
      const [program, ...words] = line.split(' ')
      assert.equal(program, 'posthouse')
      const { exit, err } = await terminal.run(...words)
      assert.equal(exit, 0, `${line}\n${err}`)
    }
  }
  assert.equal(answers, 6)
})
