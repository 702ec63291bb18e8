// The guide about callbacks is followed against a whole server: the operator's and the app's requests as they stand there, commands by
// the command line. Its bodies are what this server writes, and its answer to a question is read as the guide says.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { JsonObject } from '@posthouse/protocol'
import { writePrivate } from '../app/data-directory.ts'
import { md5Hex } from '../base/crypto.ts'
import { openTerminal } from '../cli/testing/terminal.ts'
import { askedAbout, askedKinds, verdictOf } from '../domain/before-delivery.ts'
import { messageCallbackText } from '../domain/message-callback.ts'
import { presenceCallbackText } from '../domain/presence-callback.ts'
import { aGroupMessage, aLogin } from '../domain/testing/chat-samples.ts'
import { type Answer, startTestServer, type TestServer } from './test-server.ts'

const guides = ['receive-callbacks.md', 'receive-callbacks.zh-CN.md'] as const

let server: TestServer
before(async () => {
  server = await startTestServer()
  const { url, demo, dataPath } = server
  await writePrivate(join(dataPath, 'operator.json'), JSON.stringify({ server: url, adminKey: demo.adminKey }))
})
after(() => server[Symbol.asyncDispose]())

async function blocksOf(guide: string): Promise<readonly { readonly kind: string; readonly text: string }[]> {
  const text = await readFile(join(import.meta.dirname, '../../../../docs/guides', guide), 'utf8')
  return [...text.matchAll(/^```(\w*)\n(.*?)\n```$/gms)].map(([, kind = '', block = '']) => ({ kind, text: block }))
}

/** Requests of a block: a line with method and path, and a body behind it or on the next line; what a body is followed by is a remark. */
function requestsOf(
  block: string,
): readonly { readonly method: string; readonly path: string; readonly body: unknown }[] {
  return [...block.matchAll(/^(GET|POST) +(\S+)(?:\s+(\{.*\}))?/gm)].map(([, method = '', path = '', body]) => ({
    method,
    path,
    body: body === undefined ? undefined : (JSON.parse(body) as unknown),
  }))
}

async function send(method: string, path: string, body: unknown, ruleId: string): Promise<Answer> {
  const admin = '/admin/v1/apps/{org}/{app}/'
  if (path.startsWith(admin)) return server.admin(method, path.slice(admin.length).replace('{ruleId}', ruleId), body)
  return server.app(method, path.slice('/{org}/{app}/'.length), body)
}

test('both guides show the same requests and commands', async () => {
  const [english = [], chinese = []] = await Promise.all(guides.map(blocksOf))
  const commands = (blocks: typeof english) => blocks.filter(({ kind }) => kind === 'sh')
  const requests = (blocks: typeof english) =>
    blocks.filter(({ kind }) => kind === '').flatMap(one => requestsOf(one.text))
  assert.deepEqual(commands(chinese), commands(english))
  assert.deepEqual(requests(chinese), requests(english))
})

test('every request and command of the guide works', async () => {
  await using terminal = openTerminal({ POSTHOUSE_DATA: server.dataPath }, server.dataPath)
  let ruleId = ''
  let done = 0
  for (const { kind, text } of await blocksOf(guides[0])) {
    if (kind === 'sh') {
      for (const line of text.split('\n')) {
        const [npx, posthouse, ...words] = line.split(' ')
        const { exit, err } = await terminal.run(...words)
        assert.deepEqual([npx, posthouse, exit], ['npx', 'posthouse', 0], `${line}\n${err}`)
        done += 1
      }
    }
    for (const { method, path, body } of kind === '' ? requestsOf(text) : []) {
      const answer = await send(method, path, body, ruleId)
      assert.equal(answer.status, 200, `${method} ${path}: ${JSON.stringify(answer.body)}`)
      ruleId ||= String(answer.body.rule?.id)
      done += 1
    }
  }
  assert.equal(done, 19)
})

test('the bodies of the guide are what this server writes', async () => {
  for (const guide of guides) {
    const bodies = (await blocksOf(guide))
      .filter(({ kind }) => kind === 'json')
      .map(({ text }) => JSON.parse(text) as JsonObject)
    const [, message = {}, login, answer] = bodies
    const signing = { secret: 'demo-secret', md5: md5Hex, atMs: 1_700_000_004_000 }
    const uuid = (last: number) => `1f0c2b3a-0000-4000-8000-00000000000${last}`
    const text = messageCallbackText(
      aGroupMessage({ payload: message['payload'] as JsonObject }),
      'chat_offline',
      'bob',
      { ...signing, uuid: uuid(1) },
    )
    assert.deepEqual(JSON.parse(text), message)
    assert.deepEqual(JSON.parse(presenceCallbackText(aLogin(), { ...signing, uuid: uuid(2) })), login)
    const rule = {
      conversations: askedAbout,
      messageTypes: askedKinds,
      waitMs: 1,
      onFailure: 'block',
      tellSender: true,
    } as const
    const said = { status: 200, text: JSON.stringify(answer), isComplete: true }
    const room = aGroupMessage({ conversation: 'room' })
    assert.deepEqual(verdictOf(rule, room, said), { kind: 'deliver', payload: answer?.['payload'], roomLevel: 'low' })
  }
})
