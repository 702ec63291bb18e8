// A judge who cannot find anybody guilty is worthless: every promise is broken here by a client that lies, and found out.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Rule } from './check.ts'
import { type Client, type ClientIo, type ClientKind, clientKinds } from './clients.ts'
import type { Told } from './ledger.ts'
import { issuePapers } from './papers.ts'
import type { Scene, Script } from './scene.ts'
import { playSession, type Verdict } from './session.ts'
import { answering, lay, spring } from './trap.ts'

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
