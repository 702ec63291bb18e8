// The guide about templates is followed block by block against a whole server: requests by curl, commands by the command line. Then each
// message of the guide, with the templates that this made, says on the phone what the guide shows after it.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { JsonObject } from '@posthouse/protocol'
import { writePrivate } from '../app/data-directory.ts'
import { openTerminal } from '../cli/testing/terminal.ts'
import { readExtension } from '../domain/message/extension.ts'
import { messageNotification } from '../domain/message/notification.ts'
import { aGroupMessage, aMessage } from '../domain/message/testing/messages.ts'
import { shownText, templateNames } from '../domain/message/text.ts'
import { fixedWords } from '../domain/message/words.ts'
import { renderedBy, valueAt } from '../domain/testing/rendered.ts'
import { startTestServer, type TestServer } from './test-server.ts'
import { curlAnswer, guideBlocks } from './testing/guide.ts'

const guides = ['templates.md', 'templates.zh-CN.md'] as const

let server: TestServer
before(async () => {
  server = await startTestServer()
  const { url, demo, dataPath } = server
  await writePrivate(join(dataPath, 'operator.json'), JSON.stringify({ server: url, adminKey: demo.adminKey }))
})
after(() => server[Symbol.asyncDispose]())

interface Sample {
  readonly ext: JsonObject
  readonly text?: string
  readonly group?: string
}

/** What the phone of bob shows of a message of the guide, and what Apple would be sent. */
async function shownOf({ ext, text = 'hello', group }: Sample) {
  const { apps, templates } = server.system.store.tables
  const app = (await apps.byName(server.demo.org, server.demo.app)) ?? assert.fail()
  const message = group === undefined ? aMessage({ text }) : aGroupMessage({ text, groupId: group })
  const extension = readExtension(ext)
  const facts = { message, extension, fromNickname: 'Alice', settings: { displayStyle: 1 } } as const
  const known = await templates.byNames(app.id, templateNames(facts))
  const shown = shownText(facts, new Map(known.map(template => [template.name, template])), fixedWords)
  const wire = renderedBy('apns', messageNotification(message, extension, shown, 1))
  return { shown, payload: valueAt(wire, 'body') }
}

test('both guides show the same requests, commands and messages', async () => {
  const [english, chinese] = await Promise.all(guides.map(guideBlocks))
  assert.deepEqual(chinese, english)
})

test('every request and command of the guide works, and every message says what the guide shows', async () => {
  await using terminal = openTerminal({ POSTHOUSE_DATA: server.dataPath }, server.dataPath)
  const blocks = await guideBlocks(guides[0])
  let messages = 0
  for (const [index, { kind, text }] of blocks.entries()) {
    const next = blocks[index + 1]
    if (text.startsWith('curl ')) {
      const { createAt, updateAt, ...rest } = (await curlAnswer<{ readonly data: JsonObject }>(server, text)).data
      const { createAt: _, updateAt: __, ...wanted } = JSON.parse(next?.text ?? '') as JsonObject
      assert.deepEqual([rest, createAt], [wanted, updateAt])
    } else if (kind === 'json') {
      const sample = JSON.parse(text) as Partial<Sample>
      if (sample.ext === undefined) continue
      const { shown, payload } = await shownOf({ ...sample, ext: sample.ext })
      const wanted = JSON.parse(next?.text ?? '') as JsonObject
      assert.deepEqual('aps' in wanted ? payload : shown, wanted, text)
      messages += 1
    } else {
      for (const line of text.trim().split('\n')) {
        const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
        const { exit, err } = await terminal.run(...words.slice(1))
        assert.deepEqual([words[0], exit], ['posthouse', 0], `${line}\n${err}`)
      }
    }
  }
  assert.equal(messages, 6)
})
