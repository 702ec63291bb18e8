// The guide about the online channel is followed block by block against a whole server: requests by curl, commands by the command line; an
// answer that it shows is the `data` of what comes. Then its tables are held against what the server does, and a client goes through a proxy.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { JsonObject } from '@posthouse/protocol'
import * as frames from '@posthouse/protocol/frames'
import { writePrivate } from '../app/data-directory.ts'
import { settings } from '../app/settings.ts'
import { openTerminal } from '../cli/testing/terminal.ts'
import { chatDefaults } from '../domain/app.ts'
import { wordsOfEnd } from '../domain/handover/end-words.ts'
import { defaultDoorLimits } from '../gateway/door.ts'
import { openRequestsMax } from '../gateway/requests.ts'
import { RawClient } from '../gateway/testing/raw-client.ts'
import { startTestServer, type TestServer } from './test-server.ts'
import { curlAnswer, guideBlocks } from './testing/guide.ts'

const guides = ['online-channel.md', 'online-channel.zh-CN.md'] as const
const [english, chinese] = await Promise.all(
  guides.map(name => readFile(join(import.meta.dirname, '../../../../docs/guides', name), 'utf8')),
)

let server: TestServer
before(async () => {
  server = await startTestServer(['--trusted-proxies', '127.0.0.1/32', '--clients-per-address-max', '1'])
  const { url, demo, dataPath } = server
  await writePrivate(join(dataPath, 'operator.json'), JSON.stringify({ server: url, adminKey: demo.adminKey }))
})
after(() => server[Symbol.asyncDispose]())

/** Ids differ from day to day. */
function withoutIds(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, member: unknown) =>
    typeof member === 'string' && /^\d{18,19}$/.test(member) ? 'an id' : member,
  )
}

/** The rows of the tables of a page, as their cells. */
function rowsOf(page: string | undefined): readonly (readonly string[])[] {
  return (page ?? '')
    .split('\n')
    .filter(line => line.startsWith('| '))
    .map(line =>
      line
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim()),
    )
}

test('both guides show the same requests, commands, answers and settings', async () => {
  const [one, other] = await Promise.all(guides.map(guideBlocks))
  assert.deepEqual(other, one)
  const nginx = (page: string | undefined) => /```nginx\n[\s\S]*?```/.exec(page ?? '')?.[0]
  assert.equal(nginx(chinese), nginx(english))
  const named = (page: string | undefined) => rowsOf(page).filter(([cell = '']) => cell.startsWith('`--'))
  assert.equal(named(chinese).length, named(english).length)
})

test('every request and command of the guide works as it stands, and is answered as it says', async () => {
  await using terminal = openTerminal({ POSTHOUSE_DATA: server.dataPath }, server.dataPath)
  const blocks = await guideBlocks(guides[0])
  const known = new Map<string, string>()
  const filled = (text: string) => text.replace(/\$(GROUP|MESSAGE)\b/g, (_, name: string) => known.get(name) ?? '')
  let answers = 0
  for (const [index, { kind, text }] of blocks.entries()) {
    if (kind === 'json') continue
    if (text.startsWith('curl ')) {
      const { data } = await curlAnswer<{ readonly data?: JsonObject }>(server, filled(text))
      for (const [name, member] of [
        ['GROUP', 'groupid'],
        ['MESSAGE', 'test2'],
      ] as const)
        if (typeof data?.[member] === 'string' && !known.has(name)) known.set(name, data[member])
      const shown = blocks[index + 1]
      if (shown?.kind !== 'json') continue
      assert.deepEqual(withoutIds(data), withoutIds(JSON.parse(shown.text)), text)
      answers += 1
      continue
    }
    for (const line of text.trim().split('\n')) {
      const { exit, out, err } = await terminal.run(...filled(line).split(' ').slice(1))
      assert.equal(exit, 0, `${line}\n${out}${err}`)
      if (line.includes('trace')) assert.match(out, /is stored/)
    }
  }
  assert.equal(answers, 4)
})

test('the tables of settings name each one with its range and default', async () => {
  const rows = rowsOf(english).filter(([flag = '']) => flag.startsWith('`--'))
  const named = new Map(rows.filter(row => row.length === 4).map(row => [row[1]?.replaceAll('`', ''), row]))
  assert.deepEqual(new Set(named.keys()), new Set(Object.keys(chatDefaults)))
  const put = async (member: string, value: unknown) =>
    (await server.admin('PUT', 'settings', { chat: { [member]: value } })).status
  for (const [member = '', [, , range = '', fallback = ''] = []] of named) {
    const by = chatDefaults[member as keyof typeof chatDefaults]
    assert.equal(fallback.replaceAll('`', ''), typeof by === 'boolean' ? 'on' : String(by), member)
    const [least, most] = range.split('–').map(Number)
    if (least === undefined || most === undefined) continue
    const told = await Promise.all([least - 1, least, most, most + 1].map(value => put(member, value)))
    assert.deepEqual(told, [400, 200, 200, 400], member)
  }
  for (const [flag = '', , fallback = ''] of rows.filter(row => row.length === 3)) {
    const name = flag
      .replaceAll('`', '')
      .slice(2)
      .replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
    const setting = settings.find(({ key }) => key === name) ?? assert.fail(flag)
    if (/\d/.test(fallback)) assert.equal(fallback, setting.fallback)
  }
})

test('the limits and the words of the guide are those of the server', () => {
  const { heartbeatMs, heartbeatTimeoutMs, frameBytesMax, contentBytesMax, commandBytesMax, gatewayPath } = frames
  const limits = new Map(
    rowsOf(english)
      .filter(row => row.length === 3)
      .map(([what, number]) => [what, number]),
  )
  assert.equal(limits.get('the client sends a ping each'), `${heartbeatMs / 1_000} s`)
  assert.equal(limits.get('either side gives up after silence of'), `${heartbeatTimeoutMs / 1_000} s`)
  assert.equal(limits.get('one frame'), `${frameBytesMax / 1_024} KiB`)
  assert.equal(limits.get('requests that wait for an answer'), String(openRequestsMax))
  const kib = (bytes: number) => `${bytes / 1_024} KiB`
  assert.equal(limits.get('content of a message'), `${kib(contentBytesMax)}, of a command ${kib(commandBytesMax)}`)
  const strangers = String(defaultDoorLimits.strangersMax)
  assert.equal(limits.get('connections on which nobody has logged in yet'), strangers)
  for (const code of [4000, 4005, 4006, 4007, 4008, 4009, 4010])
    assert.ok(english?.includes(String(code)) && frames.byeReasonOf(code), String(code))
  for (const end of ['no-binding', 'acknowledged', 'muted'] as const)
    for (const [page, lang] of [
      [english, 'en'],
      [chinese, 'zh'],
    ] as const)
      assert.ok(page?.includes(wordsOfEnd(end)[lang]), wordsOfEnd(end)[lang])
  const [, idleSeconds] = /proxy_read_timeout (\d+)s/.exec(english ?? '') ?? []
  assert.ok(Number(idleSeconds) * 1_000 > 2 * heartbeatTimeoutMs)
  assert.ok(english?.includes(`location = ${gatewayPath} {`))
})

test('a message without a push configuration waits, and has no trace, as the guide says', async () => {
  await server.admin('PUT', 'settings', { chat: { appSignOpen: true } })
  const { appId: app, appSign: sign } = server.demo
  using client = await RawClient.connect(server.url)
  await client.logIn({ app, user: 'test1', sign, device: 'plain' })
  const plain = {
    to: 'test2',
    conversationType: 0,
    type: 1,
    content: { message: 'plain' },
    localId: '1',
    priority: 2,
  } as const
  const { id } = await client.call('message.send', plain)
  assert.equal((await server.admin('GET', `messages/${id}/trace`)).status, 404)
  const { body } = await server.app('GET', `users/test2/offline_msg_status/${id}`)
  assert.deepEqual(body.data, { [id]: 'undelivered' })
})

test('S40 clients behind a proxy that does what the guide asks are let in, each counted by its own address', async () => {
  await using proxy = await startProxy(server.url)
  await server.admin('PUT', 'settings', { chat: { appSignOpen: true, loginPolicy: 'multi' } })
  const { appId: app, appSign: sign } = server.demo
  // One address may have one connection.
  using one = await RawClient.connect(proxy.url)
  using other = await RawClient.connect(proxy.url)
  for (const [client, user] of [
    [one, 'near'],
    [other, 'far'],
  ] as const) {
    const welcome = await client.logIn({ app, user, sign, device: 'page' })
    assert.equal(welcome.t, 'welcome', JSON.stringify(welcome))
    await client.caughtUp()
  }
  const { body } = await server.app('GET', 'users/far/status')
  assert.deepEqual(body.data, { far: 'online' })
})

/** Forwards upgrades as the guide's nginx does. */
async function startProxy(target: string): Promise<{ readonly url: string } & AsyncDisposable> {
  const sockets = new Set<Socket>()
  const proxy = createServer()
  let clients = 0
  proxy.on('upgrade', ({ url = '', headers }, near: Socket, head) => {
    clients += 1
    const forwarded = { ...headers, 'x-forwarded-for': `203.0.113.${clients}` }
    request(new URL(url, target), { headers: forwarded })
      .on('upgrade', (answer, far: Socket, rest) => {
        sockets.add(near).add(far)
        const lines = answer.rawHeaders.flatMap((name, at) =>
          at % 2 === 0 ? [`${name}: ${answer.rawHeaders[at + 1]}`] : [],
        )
        near.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`)
        near.write(rest)
        far.write(head)
        far.pipe(near).pipe(far)
      })
      .end()
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      proxy.close()
      await once(proxy, 'close')
    },
  }
}
