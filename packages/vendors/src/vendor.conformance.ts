// What every vendor's channel does against its simulator, as a suite that a test registers per vendor (spec/vendors.md §13). It
// knows no vendor: what differs between them stands in the subject. What only one vendor does is tested in that vendor's folder.
import { deepEqual, equal, ok, rejects, throws } from 'node:assert/strict'
import { test } from 'node:test'
import type { Notification } from './notification.ts'
import type { AnyVendor } from './registry.ts'
import type { Fault, Simulator } from './simulator/contract.ts'
import type { StartSimulator } from './simulators.ts'
import { openStage, type Stage } from './testing/stage.ts'
import type { SendResult } from './vendor.ts'

/** A vendor and what the suite must be told about it. */
export interface ConformanceSubject {
  readonly vendor: AnyVendor
  readonly start: StartSimulator
  /** False where even an unregistered token is answered like one of a wrong app (spec/vendors.md §12). */
  readonly isDeathCertain: boolean
  /**
   * How far both clocks move until the short-lived credential is over for the vendor and not for us; absent where there is none.
   * A simulator that has no sign-in requests must itself refuse a second renewal.
   */
  readonly expiry?: { readonly oursMs: number; readonly vendorsMs: number }
}

/** Longest time any channel gives a batch, in ms. */
const BATCH_MS_MAX = 15_000
const PARALLEL = 50

/** Registers the suite. */
export function vendorConformance(subject: ConformanceSubject): void {
  const scenario = (name: string, run: (stage: Stage) => Promise<void>): void => {
    test(`${subject.vendor.name}: ${name}`, async () => {
      await using stage = await openStage(subject)
      await run(stage)
    })
  }
  tokenScenarios(subject, scenario)
  credentialScenarios(subject, scenario)
  answerScenarios(subject, scenario)
  connectionScenarios(scenario)
  misuseScenarios(subject, scenario)
}

type Scenario = (name: string, run: (stage: Stage) => Promise<void>) => void

function tokenScenarios({ isDeathCertain }: ConformanceSubject, scenario: Scenario): void {
  scenario('a push is accepted and reaches the phone as it was written', async stage => {
    const [token = ''] = stage.tokens(1)
    deepEqual(kinds(await stage.send([token])), ['accepted'])
    deepEqual(
      stage.simulator.delivered.map(({ token: to, shown }) => ({ to, title: shown?.title, body: shown?.body })),
      [{ to: token, title: 'Li', body: 'hi' }],
    )
  })

  scenario('F70: one dead token of a batch is told in its place, the others are accepted', async stage => {
    const tokens = stage.tokens(7)
    stage.simulator.setToken(tokens[4] ?? '', stage.app, { kind: 'unregistered', atMs: stage.vendorsClock.now() - 7 })
    const results = await stage.send(tokens)
    deepEqual(
      kinds(results),
      tokens.map((_, index) => (index === 4 ? 'rejected token' : 'accepted')),
    )
    ok(results[4]?.kind === 'rejected' && results[4].reason === 'token-dead')
    equal(results[4].unsure === true, !isDeathCertain)
    equal(stage.simulator.delivered.length, 6)
  })

  scenario(
    'F70: a batch of dead tokens only says how sure that is, a batch of foreign ones is never sure',
    async stage => {
      const tokens = stage.tokens(8)
      for (const token of tokens) stage.simulator.setToken(token, stage.app, { kind: 'unregistered', atMs: 1 })
      deepEqual(doubts(await stage.send(tokens)), Array(8).fill(!isDeathCertain))
      for (const token of tokens) stage.simulator.setToken(token, 'com.example.other', { kind: 'active' })
      deepEqual(doubts(await stage.send(tokens)), Array(8).fill(true))
      equal(stage.simulator.delivered.length, 0)
    },
  )

  scenario('a full batch comes back in order, one result each', async stage => {
    const tokens = stage.tokens(stage.batchMax)
    for (const [index, token] of tokens.entries()) {
      if (index % 3 === 1) stage.simulator.setToken(token, stage.app, { kind: 'unregistered', atMs: 1 })
    }
    const results = await stage.send(tokens)
    deepEqual(
      kinds(results),
      tokens.map((_, index) => (index % 3 === 1 ? 'rejected token' : 'accepted')),
    )
  })
}

function credentialScenarios({ expiry }: ConformanceSubject, scenario: Scenario): void {
  scenario(`F67: ${PARALLEL} senders at the start sign in once at most`, async stage => {
    deepEqual(kinds(await sendApart(stage)), Array(PARALLEL).fill('accepted'))
    ok(calls(stage.simulator, 'auth') <= 1)
  })

  if (expiry) {
    scenario(`F66 F67: an expired credential is renewed exactly once for ${PARALLEL} parallel senders`, async stage => {
      await stage.send(stage.tokens(1))
      const before = { auth: calls(stage.simulator, 'auth'), push: calls(stage.simulator, 'push') }
      stage.clock.advance(expiry.oursMs)
      stage.vendorsClock.advance(expiry.vendorsMs)
      deepEqual(kinds(await sendApart(stage)), Array(PARALLEL).fill('accepted'))
      const renewals = calls(stage.simulator, 'auth') - before.auth
      equal(renewals, before.auth === 0 ? 0 : 1)
      const tries = calls(stage.simulator, 'push') - before.push
      ok(tries > PARALLEL && tries <= 2 * PARALLEL, `refused first, and one more try each at most: ${tries}`)
      equal(stage.simulator.delivered.length, PARALLEL + 1)
    })
  }

  scenario('F66: a credential that stays refused is the notifier’s affair and makes no storm', async stage => {
    stage.simulator.arm(answers(401, 1000))
    const sends = 20
    for (let count = 0; count < sends; count += 1) {
      const [result] = await stage.send(stage.tokens(1))
      ok(result && (result.kind === 'unsent' || (result.kind === 'rejected' && result.scope === 'notifier')))
      if (count === 0) equal(result.kind, 'rejected')
    }
    ok(calls(stage.simulator, 'push') <= sends + 1)
    ok(calls(stage.simulator, 'auth') <= 2)
  })
}

function answerScenarios({ vendor }: ConformanceSubject, scenario: Scenario): void {
  scenario('F54: too many requests wait as told, and not told between a second and a minute', async stage => {
    const [token = ''] = stage.tokens(1)
    stage.simulator.arm(answers(429, 1, { 'retry-after': '7' }))
    const [told] = await stage.send([token])
    ok(told?.kind === 'throttled' && told.retryAfterMs === 7_000)
    stage.simulator.arm(answers(429))
    const [untold] = await stage.send([token])
    ok(untold?.kind === 'throttled' && untold.retryAfterMs >= 1_000 && untold.retryAfterMs <= 60_000)
    equal(calls(stage.simulator, 'push'), 2)
    deepEqual(kinds(await stage.send([token])), ['accepted'])
  })

  scenario('F56: an internal error is unknown each time and not repeated, the next push gets through', async stage => {
    const [token = ''] = stage.tokens(1)
    stage.simulator.arm(answers(500, 2))
    deepEqual(kinds([...(await stage.send([token])), ...(await stage.send([token]))]), ['unknown', 'unknown'])
    equal(calls(stage.simulator, 'push'), 2)
    deepEqual(kinds(await stage.send([token])), ['accepted'])
  })

  scenario('F73 F74: a page is no success and a redirect is not followed', async stage => {
    const [token = ''] = stage.tokens(1)
    stage.simulator.arm({ action: { kind: 'answer', status: 200, body: '<html>Sign in</html>' } })
    stage.simulator.arm(answers(302, 1, { location: `${stage.simulator.url}/elsewhere` }))
    const results = [...(await stage.send([token])), ...(await stage.send([token]))]
    ok(results.every(({ kind }) => kind !== 'accepted'))
    equal(calls(stage.simulator, 'push'), 2)
  })

  scenario('F75: text is cut to size, too much data is refused by name, 413 is about the message', async stage => {
    const [token = ''] = stage.tokens(1)
    const long: Notification = { title: 'Li', content: '驿'.repeat(vendor.limits.payloadBytes), blocks: {} }
    deepEqual(kinds(await stage.send([token], long)), ['accepted'])
    ok(stage.simulator.delivered[0]?.shown?.body.endsWith('…'))
    const heavy = { ...long, ext: { data: 'x'.repeat(2 * vendor.limits.payloadBytes) } }
    throws(() => stage.render(heavy), { name: 'PayloadError', limit: /\d/ })
    stage.simulator.arm(answers(413))
    const [refused] = await stage.send([token])
    ok(refused?.kind === 'rejected' && refused.reason === 'message-too-large')
  })
}

function connectionScenarios(scenario: Scenario): void {
  for (const when of ['before', 'after'] as const) {
    scenario(
      `F64: a connection reset ${when} the request was taken is unknown, the next push gets through`,
      async stage => {
        await stage.send(stage.tokens(1))
        stage.simulator.arm({ action: { kind: 'reset', when } })
        deepEqual(kinds(await stage.send(stage.tokens(1))), ['unknown'])
        equal(stage.simulator.delivered.length, when === 'after' ? 2 : 1)
        const next = stage.send(stage.tokens(1))
        stage.clock.advance(1_000)
        deepEqual(kinds(await next), ['accepted'])
      },
    )
  }

  scenario('F58: silence is unknown at the deadline, and the next push gets through', async stage => {
    const { sending } = await hanging(stage)
    stage.clock.advance(BATCH_MS_MAX)
    deepEqual(await sending, [{ kind: 'unknown', cause: 'deadline' }])
    deepEqual(kinds(await stage.send(stage.tokens(1))), ['accepted'])
  })

  scenario('F58: a caller who gives up gets unsent before the request left and unknown after', async stage => {
    const gone = await stage.channel.send(stage.shipments(stage.tokens(1)), AbortSignal.abort())
    deepEqual(kinds(gone), ['unsent'])
    equal(stage.simulator.received.length, 0)
    const { sending, caller } = await hanging(stage)
    caller.abort()
    deepEqual(await sending, [{ kind: 'unknown', cause: 'aborted' }])
  })

  scenario('F57: nobody listening is unsent', async stage => {
    const shipments = stage.shipments(stage.tokens(3))
    await stage.simulator[Symbol.asyncDispose]()
    deepEqual(kinds(await stage.channel.send(shipments, new AbortController().signal)), Array(3).fill('unsent'))
  })

  scenario('closing ends what is open as unknown, twice is harmless, and no timer stays', async stage => {
    const { sending } = await hanging(stage)
    await stage.channel[Symbol.asyncDispose]()
    await stage.channel[Symbol.asyncDispose]()
    deepEqual(kinds(await sending), ['unknown'])
    deepEqual(stage.clock.pending, [])
  })
}

function misuseScenarios({ vendor }: ConformanceSubject, scenario: Scenario): void {
  scenario('a batch over the limit and a closed channel are misuse, an empty batch is none', async stage => {
    const [token = ''] = stage.tokens(1)
    await rejects(stage.send(Array<string>(stage.batchMax + 1).fill(token)), RangeError)
    deepEqual(await stage.send([]), [])
    await stage.channel[Symbol.asyncDispose]()
    await rejects(stage.send([token]), /closed/)
    equal(stage.simulator.received.length, 0)
  })

  scenario('an empty form is refused by the name of a field', () => {
    throws(() => vendor.parseCredentials({ name: '', environment: 'PRODUCTION', settings: {} }), {
      name: 'CredentialError',
    })
    return Promise.resolve()
  })
}

/** Each token in a batch of its own, all at once. */
async function sendApart(stage: Stage): Promise<readonly SendResult[]> {
  const batches = stage.tokens(PARALLEL).map(token => stage.send([token]))
  return (await Promise.all(batches)).flat()
}

/** A push that the vendor has taken and does not answer. */
async function hanging(stage: Stage): Promise<{ sending: Promise<readonly SendResult[]>; caller: AbortController }> {
  await stage.send(stage.tokens(1))
  const caller = new AbortController()
  const taken = new Promise<void>(resolve => stage.simulator.onDelivered(() => resolve()))
  stage.simulator.arm({ action: { kind: 'hang' } })
  const sending = stage.channel.send(stage.shipments(stage.tokens(1)), caller.signal)
  await taken
  return { sending, caller }
}

function answers(status: number, times = 1, headers: Readonly<Record<string, string>> = {}): Fault {
  return { times, action: { kind: 'answer', status, headers, body: '' } }
}

function calls(simulator: Simulator, on: 'push' | 'auth'): number {
  return simulator.received.filter(request => request.on === on).length
}

function kinds(results: readonly SendResult[]): readonly string[] {
  return results.map(result => (result.kind === 'rejected' ? `rejected ${result.scope}` : result.kind))
}

/** For each result: whether a refused token may be alive after all; undefined where no token was refused. */
function doubts(results: readonly SendResult[]): readonly (boolean | undefined)[] {
  return results.map(result =>
    result.kind === 'rejected' && result.scope === 'token' ? result.unsure === true : undefined,
  )
}
