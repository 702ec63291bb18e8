// A server that means no good, or one that took its place (S62): what it says is checked, what it sends too much of is left, and what this
// installation keeps is of no use to anybody.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Entry } from '@posthouse/protocol/frames'
import fc from 'fast-check'
import { waitingStepsMax } from './inbox.ts'
import { readJson } from './rest/json.ts'
import { FakeWorld, settled } from './testing/fake-world.ts'
import { ZIM } from './zim/zim.ts'

const appSign = 'the-sign-of-the-app-0123456789abcdef'
/** A token whose header says when it ends, and nothing else that a client reads. */
const tokenUntil = (atMs: number): string => {
  const header = Buffer.alloc(36, 'alice')
  header.writeBigInt64BE(BigInt(Math.floor(atMs / 1_000)))
  return `04${header.toString('base64')}`
}
let world: FakeWorld
let zim: ZIM
/** Everything that the app was told, as text. */
let told: string[]
/** The log's lines with their fields. */
let logged: string[]

beforeEach(() => {
  world = new FakeWorld()
  told = []
  logged = []
  const log = (level: string, event: string, fields?: unknown) => {
    logged.push(`${level} ${event} ${JSON.stringify(fields ?? {})}`)
  }
  const ports = { ...world.ports(), log }
  const made = ZIM.create({ appID: 7, appSign, server: 'https://push.example', deviceID: 'd1', ports })
  assert.ok(made)
  zim = made
  zim.on('peerMessageReceived', (_, { messageList }) => {
    for (const one of messageList) told.push(String(one.messageID))
  })
})
afterEach(async () => {
  world.beforeKeep = async () => {}
  zim.destroy()
  await world.clock.advance(10_000)
})

async function loggedIn(more: { token?: string } = {}): Promise<void> {
  const login = zim.login('alice', more)
  await world.welcome()
  await login
}

function message(position: number, more: object = {}): Entry {
  const base = {
    ...{ id: String(position), conversationType: 0, from: 'bob', to: 'alice', seq: position, type: 1 },
    ...{ content: { message: 'hi' }, sentAtMs: 9 },
  }
  return { kind: 'message', position, message: { ...base, ...more } } as Entry
}

describe('S62 the client', () => {
  it('keeps neither the AppSign nor a token, and puts neither into an address (S10) nor a log', async () => {
    const token = tokenUntil(world.clock.now() + 3_600_000)
    await loggedIn({ token })
    world.link.say({ t: 'entries', entries: [message(1)], position: 1 })
    await settled()
    world.link.mutter('{')
    await world.clock.advance(60_000)
    const [login] = world.links.flatMap(link => link.of('login'))
    assert.deepEqual([login?.sign, login?.token], [appSign, token])
    assert.ok(world.shelf.size >= 2, 'it keeps where it stands')
    const kept = [...world.shelf].flat()
    for (const text of [...kept, ...world.links.map(({ url }) => url), ...logged]) {
      assert.ok(!text.includes(appSign) && !text.includes(token), text)
    }
    for (const { url } of world.links) assert.doesNotMatch(url, /[?@#]/)
  })

  it('ends a connection at the first frame that is none, and tells the app nothing of it', async () => {
    await loggedIn()
    const good = message(1)
    const bad: readonly unknown[] = [
      '{',
      '[]',
      'null',
      '{"t":"constructor"}',
      { t: 'entries', entries: [good], position: -1 },
      { t: 'entries', entries: Array.from({ length: 201 }, (_, at) => message(at + 1)), position: 201 },
      { t: 'entries', entries: [{ ...good, kind: 'nothing' }], position: 1 },
      { t: 'entries', entries: [message(1, { from: 'x'.repeat(33) })], position: 1 },
      { t: 'entries', entries: [message(1, { id: '1e3' })], position: 1 },
      { t: 'entries', entries: [message(1, { content: 'text' })], position: 1 },
      { t: 'welcome', id: 1, user: {} },
      { t: 'refused', id: 1, code: 'x', message: 1 },
      { t: 'bye', reason: 'because' },
      { t: 'login', v: 1, id: 1, app: 7, user: 'x', device: 'd', platform: 1, sdk: '' },
    ]
    for (const frame of bad) {
      const { link } = world
      link.mutter(typeof frame === 'string' ? frame : JSON.stringify(frame))
      assert.ok(link.isClosed, JSON.stringify(frame))
      await world.clock.advance(30_000)
      assert.notEqual(world.link, link)
      await world.welcome()
    }
    assert.deepEqual(told, [])
  })

  it('goes on whatever comes, and nobody’s prototype is changed', async () => {
    await loggedIn()
    const evil = '{"__proto__":{"isOwned":true},"constructor":{"prototype":{"isOwned":true}}}'
    const member = fc.constantFrom(
      't',
      'id',
      'result',
      'entries',
      'position',
      'message',
      'reason',
      '__proto__',
      'nowMs',
    )
    const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom<unknown>(1, 'reply', 'entries', 'passing'))
    const frames = fc
      .array(fc.tuple(member, value), { maxLength: 6 })
      .map(pairs => JSON.stringify(Object.fromEntries(pairs)))
    await fc.assert(
      fc.asyncProperty(fc.oneof(frames, fc.json(), fc.string()), async text => {
        world.link.mutter(text)
        if (!world.link.isClosed) return
        await world.clock.advance(60_000)
        await world.welcome()
      }),
      { numRuns: 200 },
    )
    const asked = zim.querySelfUserInfo().catch((cause: unknown) => cause)
    await settled()
    const request = world.requests('user.self').pop() ?? assert.fail('nothing was asked')
    world.link.mutter(`{"t":"reply","id":${request.id},"result":${evil}}`)
    assert.equal(typeof ((await asked) as { code: unknown }).code, 'number')
    world.link.mutter(`{"t":"reply","id":${request.id},"result":{}}`)
    world.link.mutter('{"t":"refused","id":99999,"code":1,"message":"x"}')
    assert.equal('isOwned' in {}, false)
    assert.equal(world.link.isClosed, false)
  })

  it('takes no more than its inbox holds from a server that does not stop, and comes back', async () => {
    await loggedIn()
    const slow = Promise.withResolvers<void>()
    world.beforeKeep = () => slow.promise
    const { link } = world
    let position = 0
    while (!link.isClosed) {
      // No two of them are of one conversation: each is told by itself.
      const entries = Array.from({ length: 200 }, (_, at) => message(position + at + 1, { from: `u${position + at}` }))
      position += entries.length
      link.say({ t: 'entries', entries, position })
      await settled()
      assert.ok(position <= waitingStepsMax + 400, String(position))
    }
    slow.resolve()
    await world.clock.advance(60_000)
    assert.ok(world.links.length > 1)
  })

  it('asks a server that does not answer for so much, however much it is told, and knows all at the end', async () => {
    await loggedIn()
    world.link.say({ t: 'entries', entries: [], position: 0, isCatchUp: true, isLast: true })
    let position = 0
    for (let frame = 0; frame < 40; frame += 1) {
      const entries = Array.from({ length: 200 }, (_, at) => message(position + at + 1, { from: `u${position + at}` }))
      position += entries.length
      world.link.say({ t: 'entries', entries, position })
      await settled()
    }
    assert.equal(told.length, position)
    // Of each message it wants to know two things, and stops to count: in the end it asks for the list.
    let asked = 0
    for (; asked < 2_000 && world.requests('conversation.list').length === 0; asked += 1) {
      const waiting = world.link.of('request').at(-1) ?? assert.fail('nothing was asked')
      world.link.say({ t: 'refused', id: waiting.id, code: 6000603, message: 'There is no such conversation.' })
      await settled()
    }
    assert.ok(asked < 1_500, String(asked))
  })

  it('reads an answer of the REST interface that never ends once, and no more', () => {
    for (const text of [`"${'\\"'.repeat(500_000)}1234567890123456`, `[1234567890123456${',"'.repeat(300_000)}`]) {
      const startedMs = performance.now()
      assert.throws(() => readJson(text), SyntaxError)
      assert.ok(performance.now() - startedMs < 1_000)
    }
  })
})
