// The suite that every vendor's channel passes, and push-xiaomi, somebody else's client, against the simulator: what it accepts and
// counts shows that the simulator speaks as Xiaomi does.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { after, test } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { hidden } from '../registry.ts'
import { createAuthority } from '../simulator/authority.ts'
import { vendorConformance } from '../vendor.conformance.ts'
import { xiaomi } from './index.ts'
import { startXiaomiSimulator } from './simulator.ts'

vendorConformance({ vendor: hidden(xiaomi), start: startXiaomiSimulator, isDeathCertain: false })

/** What push-xiaomi tells when all its requests have ended. */
interface Finished {
  readonly fail_total: number
  readonly success_total: number
  readonly traceIdList: readonly string[]
}

interface PushXiaomi {
  push(data: object): Promise<void>
  query(data: { readonly msg_id: readonly string[] }): Promise<{ readonly delivered: number }>
}

const require = createRequire(import.meta.url)
const Client = require('push-xiaomi') as new (options: object) => PushXiaomi

const authority = await createAuthority({ nowMs: Date.now() })
const tls = { ...(await authority.issue({ names: ['127.0.0.1'] })), caPem: authority.caPem }
const world = { port: 0, tls, now: Date.now, random: Math.random }
// The client takes no authority of its own; it uses Node's.
setDefaultCACertificates([...getCACertificates('default'), tls.caPem])
const lenient = await startXiaomiSimulator({ ...world, lenient: true })
const strict = await startXiaomiSimulator(world)
after(async () => {
  await lenient[Symbol.asyncDispose]()
  await strict[Symbol.asyncDispose]()
})

const PACKAGE = 'com.example.chat'
const app = await lenient.addApp({ packageName: PACKAGE })

function client(simulator = lenient, appSecret = app.certificate, maxLength = 1000): PushXiaomi {
  return new Client({
    appSecret,
    appPkgName: PACKAGE,
    pushUrl: `${simulator.url}/v3/message/regid`,
    queryUrl: `${simulator.url}/v1/trace/message/status`,
    maxLength,
  })
}

interface Pushed {
  readonly finished: Finished
  /** The bodies of the answers, in the order they came. */
  readonly answers: readonly { readonly code: number; readonly reason?: string }[]
}

function push(by: PushXiaomi, list: readonly string[], more: object = {}): Promise<Pushed> {
  return new Promise((resolve, reject) => {
    const answers: Pushed['answers'][number][] = []
    const success = ({ data }: { readonly data: Pushed['answers'][number] }): void => void answers.push(data)
    const finish = (finished: Finished): void => resolve({ finished, answers })
    by.push({ title: 'Li', content: 'hi', list, sleep: 0, success, finish, ...more }).catch(reject)
  })
}

test('push-xiaomi reaches a phone, and finds its push again by the message id', async () => {
  const token = lenient.newToken(PACKAGE, 1)
  const more = {
    payload: '{"conv":42}',
    'extra.notify_effect': 2,
    'extra.intent_uri': 'intent:#Intent;action=OPEN;end',
    'extra.callback': 'https://cb.example/mi',
    'extra.callback.type': 19,
  }
  const { finished } = await push(client(), [token], more)
  const pushed = lenient.delivered.at(-1)
  assert.deepEqual([finished.success_total, finished.fail_total, finished.traceIdList], [1, 0, [pushed?.vendorId]])
  assert.equal(pushed?.token, token)
  assert.deepEqual(pushed?.shown, {
    title: 'Li',
    body: 'hi',
    sound: 'default',
    click: { kind: 'activity', target: 'intent:#Intent;action=OPEN;end' },
    data: { conv: 42 },
  })
  assert.equal((await client().query({ msg_id: finished.traceIdList })).delivered, 1)
  if (pushed) assert.equal(lenient.receiptCall?.(pushed, 'clicked')?.url, 'https://cb.example/mi')
})

test('push-xiaomi counts the dead ids of a batch, and all of them where nobody is left', async () => {
  const tokens = [2, 3, 4].map(index => lenient.newToken(PACKAGE, index))
  for (const token of tokens.slice(1)) lenient.setToken(token, PACKAGE, { kind: 'unregistered', atMs: 1 })
  const some = await push(client(), tokens)
  assert.deepEqual([some.finished.success_total, some.finished.fail_total], [1, 2])
  const none = await push(client(), tokens.slice(1))
  assert.deepEqual([none.finished.success_total, none.finished.fail_total, none.answers[0]?.code], [0, 2, 20301])
  assert.equal(none.answers[0]?.reason, 'No valid targets!')
})

test('push-xiaomi’s own batches are separate messages', async () => {
  const tokens = [5, 6, 7].map(index => lenient.newToken(PACKAGE, index))
  const { finished } = await push(client(lenient, app.certificate, 2), tokens)
  assert.deepEqual([finished.success_total, finished.traceIdList.length], [3, 2])
})

test('push-xiaomi is told that a secret is wrong and that a text is too long', async () => {
  const token = lenient.newToken(PACKAGE, 8)
  assert.equal((await push(client(lenient, 'wrong'), [token])).answers[0]?.code, 21301)
  assert.equal((await push(client(), [token], { title: 'x'.repeat(50) })).answers[0]?.code, 10018)
})

test('what push-xiaomi sends is not what Xiaomi documents: the strict simulator refuses its notification id', async () => {
  const own = await strict.addApp({ packageName: PACKAGE })
  const { answers } = await push(client(strict, own.certificate), [strict.newToken(PACKAGE, 1)])
  assert.equal(answers[0]?.code, 22103)
})
