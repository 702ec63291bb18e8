// A judge who cannot find anybody guilty is worthless: every promise is broken here by a client that lies, and found out.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from 'node:tls'
import type { Rule } from './check.ts'
import { type Client, type ClientIo, type ClientKind, clientKinds } from './clients.ts'
import type { Told } from './ledger.ts'
import { issuePapers } from './papers.ts'
import type { Scene, Script } from './scene.ts'
import { playSession, type Verdict } from './session.ts'
import { answering, lay, spring } from './trap.ts'
import { Bit, frame, PREFACE, settingsFrame, Type } from './wire.ts'

const papers = await issuePapers(Date.now())
const honest = clientKinds.find(({ name }) => name === 'posthouse') as ClientKind

/** The honest client with one lie; `lie` is given the true client. */
function liar(lie: (truth: Client, io: ClientIo) => Partial<Client>): ClientKind {
  return {
    ...honest,
    open: async io => {
      const truth = await honest.open(io)
      return { ...truth, ...lie(truth, io) }
    },
  }
}

const play = (client: ClientKind, script: Script): Promise<Verdict> =>
  playSession({ client, script, papers, seed: 7, shape: 'any' })
const rules = ({ violations }: Verdict): readonly Rule[] => [...new Set(violations.map(({ rule }) => rule))]

/** Asks again whatever it was told. */
const twice: ClientKind = liar(truth => ({
  send: async asked => {
    await truth.send(asked)
    return await truth.send(asked)
  },
}))

/** Three requests to a peer that answers. */
async function calm(scene: Scene): Promise<void> {
  scene.peer.behaviour = answering(scene)
  await Promise.race([scene.askMany(3), scene.clock.sleep(5_000)])
}

/** Three requests to a peer that takes them and answers none. */
async function mute(scene: Scene): Promise<void> {
  scene.peer.behaviour = { onRequest: stream => stream.take() }
  await scene.askMany(3, { deadlineMs: 1_000 })
}

test('an honest client is found innocent, in quiet and in trouble', async () => {
  assert.deepEqual(rules(await play(honest, calm)), [])
  assert.deepEqual(rules(await play(honest, mute)), [])
})

const lies: readonly {
  readonly name: string
  readonly rule: Rule
  readonly client: ClientKind
  readonly script: Script
}[] = [
  {
    name: 'a request that never ends',
    rule: 'lost',
    client: liar(() => ({ send: () => Promise.withResolvers<Told>().promise })),
    script: calm,
  },
  {
    name: 'an answered request called unknown',
    rule: 'accepted reported failed',
    client: liar((truth, { clock }) => ({
      send: async asked => {
        await truth.send(asked)
        return await new Promise<Told>(resolve => clock.after(120, () => resolve({ kind: 'unknown', cause: 'lie' })))
      },
    })),
    script: calm,
  },
  {
    name: 'a processed request called unsent',
    rule: 'unsent but processed',
    client: liar(truth => ({
      send: async asked => {
        await truth.send(asked)
        return { kind: 'unsent', cause: 'lie' }
      },
    })),
    script: mute,
  },
  {
    name: 'an unknown request sent again',
    rule: 'processed twice',
    client: twice,
    script: mute,
  },
  {
    name: 'a request sent again that was not processed, which the client cannot know',
    rule: 'sent twice',
    client: twice,
    script: async scene => {
      const trap = lay(scene, { state: 'request', ordinal: 1, spring: connection => connection.reset() })
      await spring(scene, 1, trap)
      await scene.until(() => scene.peer.connections.length > 1, 2_000)
    },
  },
  {
    name: 'an answer that nobody gave',
    rule: 'answer made up',
    client: liar(() => ({ send: () => Promise.resolve({ kind: 'answered', status: 200, body: '' }) })),
    script: calm,
  },
  {
    name: "another request's answer",
    rule: 'wrong answer',
    client: liar(truth => ({
      send: async asked => {
        const told = await truth.send(asked)
        return told.kind === 'answered' ? { ...told, body: `${told.body} ` } : told
      },
    })),
    script: calm,
  },
  {
    name: 'a request that outlives its deadline',
    rule: 'late',
    client: liar(truth => ({ send: asked => truth.send({ ...asked, deadlineMs: asked.deadlineMs + 2_000 }) })),
    script: mute,
  },
  {
    name: 'a connection that does not come back',
    rule: 'slow to recover',
    client: liar(() => ({ send: () => Promise.resolve({ kind: 'unsent', cause: 'lie' }) })),
    script: async scene => await scene.untilAnswered(scene.clock.monotonic(), 1_000),
  },
  {
    name: 'a client that does not let go',
    rule: 'left behind',
    client: liar(() => ({ close: () => Promise.resolve() })),
    script: calm,
  },
  {
    name: 'a body that is not what was asked for',
    rule: 'broke the protocol',
    client: liar(truth => ({ send: asked => truth.send({ ...asked, body: `${asked.body}!` }) })),
    script: calm,
  },
  {
    name: 'a request that nobody made',
    rule: 'broke the protocol',
    client: liar(truth => ({ send: asked => truth.send({ ...asked, id: 'abc' }) })),
    script: calm,
  },
]

for (const { name, rule, client, script } of lies) {
  test(`found out: ${name}`, async () => {
    const found = rules(await play(client, script))
    assert.ok(found.includes(rule), `found only: ${found.join(', ') || 'nothing'}`)
  })
}

test('found out: connections without a pause against a peer that says GOAWAY each time', async () => {
  const verdict = await play(honest, async scene => {
    await calm(scene)
    scene.ledger.counts.push({ what: 'connections', count: scene.peer.arrivedCount, max: 0 })
  })
  assert.deepEqual(rules(verdict), ['too many'])
})

/** A client that writes what it likes: greets, acknowledges whatever came, and then these frames. */
function rude(frames: readonly Buffer[]): ClientKind {
  return {
    ...honest,
    open: io => {
      const socket = connect({
        host: '127.0.0.1',
        port: Number(new URL(io.origin).port),
        ca: io.caPem,
        ALPNProtocols: ['h2'],
      })
      socket.on('error', () => socket.destroy())
      const told: Told = { kind: 'unknown', cause: 'rude' }
      const send = (): Promise<Told> =>
        new Promise(resolve => {
          socket.once('data', () => {
            socket.write(Buffer.concat([PREFACE, settingsFrame([]), frame(Type.settings, Bit.ack, 0), ...frames]))
            io.clock.after(100, () => resolve(told))
          })
        })
      return Promise.resolve({ send, close: () => Promise.resolve(void socket.destroy()) })
    },
  }
}

/** A POST of `/x` without its body. */
function head(streamId: number): Buffer {
  return frame(Type.headers, Bit.endHeaders, streamId, Buffer.from([0x83, 0x87, 0x04, 2, 0x2f, 0x78, 0x01, 1, 0x61]))
}

const rudeness: readonly { readonly name: string; readonly frames: readonly Buffer[]; readonly finding: RegExp }[] = [
  { name: 'one stream more than allowed', frames: [head(1), head(3)], finding: /stream 3 is one more than the 1/ },
  {
    name: 'more bytes than the window',
    frames: [head(1), frame(Type.data, 0, 1, Buffer.alloc(101))],
    finding: /beyond the window of stream 1/,
  },
  { name: 'a stream id that goes back', frames: [head(5), head(3)], finding: /stream 3 after stream 5/ },
  { name: 'a body without a request', frames: [frame(Type.data, 0, 1, Buffer.alloc(1))], finding: /not open/ },
  {
    name: 'a header block that is none',
    frames: [frame(Type.headers, Bit.endHeaders, 1, Buffer.from([0x80]))],
    finding: /GOAWAY from the reader/,
  },
  {
    name: 'a frame above the largest size',
    frames: [frame(Type.headers, Bit.endHeaders, 1, Buffer.alloc(16_385))],
    finding: /above SETTINGS_MAX_FRAME_SIZE/,
  },
]

for (const { name, frames, finding } of rudeness) {
  test(`found out on the wire: ${name}`, async () => {
    const { violations } = await play(rude(frames), async scene => {
      scene.peer.welcome = () => ({ kind: 'serve', settings: { streamsMax: 1, windowBytes: 100 } })
      await scene.ask()
    })
    const texts = violations.filter(({ rule }) => rule === 'broke the protocol').map(({ text }) => text)
    assert.ok(
      texts.some(text => finding.test(text)),
      `found only: ${texts.join(', ') || 'nothing'}`,
    )
  })
}
