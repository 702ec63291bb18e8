// The guide about users' settings is followed block by block against a whole server: requests by curl, commands by the command line.
// An answer that the guide shows after a request is the `data` of what comes.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { writePrivate } from '../app/data-directory.ts'
import { openTerminal } from '../cli/testing/terminal.ts'
import { startTestServer, type TestServer } from './test-server.ts'
import { curlAnswer, guideBlocks } from './testing/guide.ts'

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

function withoutInstants(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, member: unknown) =>
      typeof member === 'number' && member > instantMin ? 'an instant' : member,
    ),
  )
}

test('both guides show the same requests, commands and answers', async () => {
  const [english, chinese] = await Promise.all(guides.map(guideBlocks))
  assert.deepEqual(chinese, english)
})

test('every request and command of the guide works as it stands, and is answered as it says', async () => {
  await using terminal = openTerminal({ POSTHOUSE_DATA: server.dataPath }, server.dataPath)
  const blocks = await guideBlocks(guides[0])
  let answers = 0
  for (const [index, { kind, text }] of blocks.entries()) {
    if (kind === 'json') continue
    const shown = blocks[index + 1]
    if (text.startsWith('curl ')) {
      const answer = await curlAnswer<{ readonly data?: unknown }>(server, text)
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
