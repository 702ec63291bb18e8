// Every example of the OpenAPI document, sent to a real server of the sandbox: the status is the one it promises, and the answer
// fits the schema that the document shows for it.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import {
  documentation,
  type Endpoint,
  type Example,
  endpoints,
  errors,
  hour,
  openapiOf,
  rates,
  sample,
} from '@posthouse/protocol'
import { Compile } from 'typebox/compile'
import { request } from 'undici'
import { type Answer, type Receiver, startReceiver, startTestServer, type TestServer } from './test-server.ts'

interface Schema {
  readonly properties?: Readonly<Record<string, unknown>>
}
interface Operation {
  readonly responses: Readonly<
    Record<string, { content: { 'application/json': { schema: Schema; examples?: Record<string, unknown> } } }>
  >
}

const document = openapiOf(endpoints, { version: '1.2.3' }) as unknown as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

let server: TestServer
let receiver: Receiver
let appToken: string
/** The cookie of the console's first account. */
let session = ''
/** What the samples of the examples stand for on this server. */
const actual = new Map<string, string>()

before(async () => {
  receiver = await startReceiver()
  server = await startTestServer()
  const { demo, dataPath } = server
  const [user] = demo.users
  const binding = user?.bindings.find(({ vendor }) => vendor === 'xiaomi')
  actual.set(sample.clientId, demo.clientId)
  actual.set(sample.appId, String(demo.appId))
  actual.set(sample.clientSecret, demo.clientSecret)
  actual.set(sample.password, user?.password ?? '')
  actual.set(sample.notifierName, binding?.notifierName ?? '')
  actual.set(sample.deviceToken, binding?.deviceToken ?? '')
  actual.set(sample.callbackUrl, receiver.url)
  actual.set(sample.setUpToken, (await server.system.offerSetUp()) ?? '')
  // The sandbox runs in the default time zone, eight hours ahead of UTC all the year.
  const tomorrow = new Date(Date.now() + 32 * hour).toISOString()
  actual.set(sample.startDate, `${tomorrow.slice(0, 10)} ${tomorrow.slice(11, 19)}`)
  actual.set(sample.backupPath, join(dataPath, 'copy.db'))
  // The examples come faster than an app may call.
  const settings = {
    rates: Object.fromEntries(Object.keys(rates).map(name => [name, 0])),
    tasks: { runningMax: 100, createdMax: 100 },
  }
  assert.equal((await server.admin('PUT', 'settings', settings)).status, 200)
  const { body } = await server.app('POST', 'token', {
    grant_type: 'client_credentials',
    client_id: demo.clientId,
    client_secret: demo.clientSecret,
  })
  appToken = body.access_token
})
after(async () => {
  await server[Symbol.asyncDispose]()
  await receiver[Symbol.asyncDispose]()
})

interface ExampleAnswer extends Answer {
  /** As it came, with all digits. */
  readonly text: string
}

/** What later examples need to know of an answer. */
const keep: Readonly<Record<string, (answer: ExampleAnswer) => void>> = {
  'notifiers.put': ({ body }) => actual.set(sample.notifierUuid, body.entities[0].uuid),
  'callbackRules.create': ({ body }) => actual.set(sample.ruleId, body.rule.id),
  'chat.sendToUsers': ({ text }) => actual.set(sample.chatMessageId, /"test1":"(\d+)"/.exec(text)?.[1] ?? ''),
  'groups.create': ({ body }) => actual.set(sample.groupId, body.data.groupid),
  'callbacks.replay': ({ body }) => actual.set(sample.replayId, body.replayId),
  'session.open': ({ headers }) => {
    session = String(headers['set-cookie']).split(';', 1).join()
  },
  'accounts.create': ({ body }) => {
    actual.set(sample.accountId, body.account.id)
    actual.set(sample.invitation, body.invitation.token)
  },
  'apiKeys.create': ({ body }) => actual.set(sample.keyId, body.key.id),
  'apiKeys.createOfApp': ({ body }) => actual.set(sample.appKeyId, body.key.id),
  'tasks.all': ({ text }) => actual.set(sample.taskId, dataDigits(text)),
  'tasks.storeMessage': ({ text }) => actual.set(sample.storedMessageId, dataDigits(text)),
  'simulators.arm': ({ body }) => actual.set(sample.faultId, String(body.fault?.id ?? actual.get(sample.faultId))),
  'push.async': ({ headers }) => actual.set(sample.msgId, String(headers['posthouse-msg-id'])),
}

function dataDigits(text: string): string {
  return /"data":(\d+)/.exec(text)?.[1] ?? assert.fail(text)
}

/** What must have happened before an endpoint's examples, besides other endpoints' examples. */
const prepare: Readonly<Record<string, () => Promise<void>>> = {
  async 'callbacks.get'() {
    const { length } = receiver.received
    await server.app('POST', 'push/async/nobody', { pushMessage: { title: 'for a callback' } })
    await receiver.came(length + 1)
    const { body } = await server.admin('GET', 'callbacks?limit=1')
    actual.set(sample.callbackId, body.callbacks[0].id)
  },
}

/** Endpoints in an order in which each comes after those whose examples it needs. */
function inOrder(): readonly Endpoint[] {
  const byName = new Map(endpoints.map(endpoint => [endpoint.name, endpoint]))
  const ordered = new Set<Endpoint>()
  const visit = (endpoint: Endpoint, path: readonly string[]): void => {
    if (ordered.has(endpoint)) return
    assert.ok(!path.includes(endpoint.name), `examples wait for each other: ${path.join(', ')}`)
    const earlier = (documentation[endpoint.name]?.examples ?? []).flatMap(example => example.after ?? [])
    for (const name of earlier) {
      const found = byName.get(name)
      if (found) visit(found, [...path, endpoint.name])
    }
    ordered.add(endpoint)
  }
  for (const endpoint of endpoints) visit(endpoint, [])
  return [...ordered]
}

describe('The examples of the OpenAPI document', () => {
  it('there is one for every endpoint', () => {
    const without = endpoints.filter(({ name }) => (documentation[name]?.examples ?? []).length === 0)
    assert.deepEqual(
      without.map(({ name }) => name),
      [],
      'give these an example in packages/protocol/src/rest/documentation/',
    )
  })

  for (const endpoint of inOrder()) {
    const { name } = endpoint
    it(`${name}: every example is answered as the document says`, async () => {
      await prepare[name]?.()
      for (const example of documentation[name]?.examples ?? []) {
        const answer = await send(endpoint, example)
        const at = `${name}, ${example.name}: ${JSON.stringify(answer.body)}`
        if (example.error === undefined) {
          assert.equal(answer.status, 200, at)
          assertFits(operationOf(endpoint), answer.body, at)
          keep[name]?.(answer)
        } else {
          const { status, error } = errors[example.error]
          assert.deepEqual([answer.status, answer.body.error], [status, error], at)
          const shown = operationOf(endpoint).responses[String(status)]?.content['application/json'].examples
          assert.ok(shown?.[example.error], `${name} does not say that it answers ${example.error}`)
        }
      }
    })
  }
})

function operationOf({ path, method }: Endpoint): Operation {
  const found = document.paths[path.replace(/:([a-zA-Z]+)/g, '{$1}')]?.[method.toLowerCase()]
  assert.ok(found)
  return found
}

/** The whole body fits its schema, and holds no member at the top that the document does not name. */
function assertFits({ responses }: Operation, body: unknown, at: string): void {
  const schema = responses['200']?.content['application/json'].schema ?? {}
  const check = Compile(schema)
  assert.ok(check.Check(body), `${at}\n${JSON.stringify([...check.Errors(body)], undefined, 1)}`)
  const { properties } = schema
  if (properties === undefined) return
  const unknown = Object.keys(body as object).filter(member => !Object.hasOwn(properties, member))
  assert.deepEqual(unknown, [], at)
}

/** Endpoints that only a session has a use for. */
const ofSessions: ReadonlySet<string> = new Set(['session.changePassword'])

async function send({ name, method, path, access }: Endpoint, example: Example): Promise<ExampleAnswer> {
  const { demo, url } = server
  const { params, query, body } = real(example)
  const given: Readonly<Record<string, string>> = { org: demo.org, app: demo.app, ...params }
  const target = new URL(
    path.replace(/:([a-zA-Z]+)/g, (_whole, name: string) => encodeURIComponent(given[name] ?? '')),
    url,
  )
  for (const [name, value] of Object.entries(query ?? {})) target.searchParams.set(name, String(value))
  const credential = ofSessions.has(name)
    ? { cookie: session }
    : { authorization: `Bearer ${access === 'admin' ? demo.adminKey : appToken}` }
  const answer = await request(target, {
    method,
    headers: {
      ...credential,
      'x-posthouse-console': '1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  })
  const text = await answer.body.text()
  return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(text), text }
}

/** The example with the values of this server in place of the samples. */
function real(example: Example): Example {
  let text = JSON.stringify(example)
  for (const [shown, value] of actual) text = text.replaceAll(JSON.stringify(shown), JSON.stringify(value))
  return JSON.parse(text) as Example
}
