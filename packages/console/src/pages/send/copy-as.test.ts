// What is copied runs: curl and Node against a server that writes down what it gets. Java is compared as text; its names are the SDK's.
import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { copyAs } from './copy-as.ts'
import { type Draft, newDraft } from './draft.ts'

const place = { org: 'acme', app: 'chat' }
const tricky = { title: `Li's "sale" $HOME \`id\``, content: '驿站 👋\\n', ext: { path: 'C:\\new' } }
const toUser: Draft = { ...newDraft(tricky), user: 'ali/ce', strategy: 3 }
const toToken: Draft = { ...newDraft(tricky), kind: 'token', notifier: 'web', token: `{"endpoint":"https://x/y'z"}` }

let server: Server
let address: string
const received: { path: string; authorization: string | undefined; body: unknown }[] = []

before(async () => {
  server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    response.setHeader('content-type', 'application/json')
    if (request.url?.endsWith('/token')) {
      response.end(JSON.stringify({ access_token: 'granted', expires_in: 3_600 }))
      return
    }
    const { url: path = '', headers } = request
    received.push({ path, authorization: headers.authorization, body: JSON.parse(text) })
    response.end(JSON.stringify({ data: [], kind: 'accepted' }))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
after(() => new Promise(resolve => server.close(resolve)))

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { env: { ...process.env, POSTHOUSE: address, ...env } }, (error, _, stderr) =>
      error ? reject(new Error(stderr, { cause: error })) : resolve(),
    )
  })
}

describe('copied as curl', () => {
  it('sends the very message to the user, whatever signs stand in it', async () => {
    await run('sh', ['-c', copyAs('curl', place, toUser) ?? ''], { TOKEN: 't0k' })
    deepEqual(received.at(-1), {
      path: '/acme/chat/push/async/ali%2Fce',
      authorization: 'Bearer t0k',
      body: { strategy: 3, pushMessage: tricky },
    })
  })

  it('sends to a device by the operator’s interface', async () => {
    await run('sh', ['-c', copyAs('curl', place, toToken) ?? ''], { POSTHOUSE_KEY: 'phk_1' })
    deepEqual(received.at(-1), {
      path: '/admin/v1/apps/acme/chat/push/direct',
      authorization: 'Bearer phk_1',
      body: { target: { notifier: 'web', token: toToken.token }, strategy: 2, pushMessage: tricky },
    })
  })
})

describe('copied as Node', () => {
  it('sends the same', async () => {
    // Inside the workspace, so that the package is found by its name.
    const folder = mkdtempSync(join(import.meta.dirname, '.copied-'))
    try {
      const file = join(folder, 'push.mjs')
      for (const [draft, env, path] of [
        [toUser, { CLIENT_ID: 'i', CLIENT_SECRET: 's' }, '/acme/chat/push/async/ali%2Fce'],
        [toToken, { POSTHOUSE_KEY: 'phk_1' }, '/admin/v1/apps/acme/chat/push/direct'],
      ] as const) {
        writeFileSync(file, copyAs('node', place, draft) ?? '')
        await run(process.execPath, ['--conditions=source', file], env)
        equal(received.at(-1)?.path, path)
        deepEqual(messageOf(received.at(-1)?.body), tricky)
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

function messageOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'pushMessage' in body ? body.pushMessage : undefined
}

describe('copied as Java', () => {
  const message = {
    ...{ title: '环信', content: 'a "b"', sub_title: 's', category: 'im', oppo: { channelId: 'c' } },
    config: { clickAction: { url: 'https://a.example' }, badge: { setNum: 3 }, TimeToLive: 60 },
  }

  it('uses the builders of the SDK and says what it has no word for', () => {
    const code = copyAs('java', place, { ...toUser, message, strategy: 0 }) ?? ''
    match(code, /\.title\("\\u73af\\u4fe1"\)/)
    match(code, /\.subTitle\("s"\)/)
    match(code, /\.content\("a \\"b\\""\)/)
    match(code, /ClickAction\.builder\(\)\.url\("https:\/\/a\.example"\)\.build\(\)/)
    match(code, /Badge\.builder\(\)\.setNum\(3\)\.build\(\)/)
    match(code, /\.oppo\(map\("\{\\"channelId\\":\\"c\\"\}"\)\)/)
    match(code, /PushStrategy\.VENDOR_EASEMOB_CHANNEL/)
    match(code, /no member for category, config\.TimeToLive/)
    match(code, /sync\(request, "ali\/ce"\)/)
    equal(code.match(/\{/g)?.length, code.match(/\}/g)?.length)
    ok(!/[^\x20-\x7e\n]/.test(code))
  })

  it('is not offered where the SDK has no call', () => {
    equal(copyAs('java', place, toToken), undefined)
  })
})

it('nothing is copied where nobody is named', () => {
  equal(copyAs('curl', place, newDraft({})), undefined)
})
