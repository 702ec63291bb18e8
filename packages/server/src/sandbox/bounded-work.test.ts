// How much one request may ask for (S42), on both sides of each limit: pages, lists, ranges of days, and the lists and pages of the long
// connection. No regular expression is taken from anybody. How often one may ask is in limits.test.ts.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { day, documentation, type Endpoint, endpoints, noRates } from '@posthouse/protocol'
import { type Method, pageMax, usersPerCallMax, zimCodes } from '@posthouse/protocol/frames'
import { request } from 'undici'
import { startTestServer, type TestServer } from './test-server.ts'
import { DemoApp } from './testing/demo-app.ts'

interface Schema {
  readonly type?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly maxItems?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}
const pageMembers = ['limit', 'pagesize']
const propertiesOf = (schema: object) => Object.entries((schema as Schema).properties ?? {})

describe('S42 one request', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
    const settings = { rates: noRates, tasks: { runningMax: 100, createdMax: 100 } }
    assert.equal((await server.admin('PUT', 'settings', settings)).status, 200)
  })
  after(() => server[Symbol.asyncDispose]())

  /** An endpoint's first example, with this in its query or as its body; the status. */
  async function ask(endpoint: Endpoint, more: { readonly query?: object; readonly body?: unknown }): Promise<number> {
    const { org, app, adminKey } = server.demo
    const [example] = documentation[endpoint.name]?.examples ?? []
    const given: Readonly<Record<string, string>> = { org, app, ...example?.params }
    const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(given[name] ?? ''))
    const query = Object.entries({ ...example?.query, ...more.query }).map(([name, value]) => [name, String(value)])
    const body = more.body ?? example?.body
    const call = endpoint.access === 'admin' ? `Bearer ${adminKey}` : undefined
    if (call === undefined) {
      const below = path.replace(`/${org}/${app}/`, '')
      return (await server.app(endpoint.method, `${below}?${new URLSearchParams(query)}`, body)).status
    }
    const answer = await request(`${server.adminUrl}${path}?${new URLSearchParams(query)}`, {
      method: endpoint.method,
      headers: { authorization: call, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
    })
    await answer.body.dump()
    return answer.statusCode
  }

  it('is given a page of at most so many, and every list that goes on comes in pages', async () => {
    const paged = endpoints.filter(({ query }) => propertiesOf(query).some(([name]) => pageMembers.includes(name)))
    assert.ok(paged.length > 15)
    for (const endpoint of paged) {
      const [[name, { minimum, maximum = 0 }] = ['', {}]] = propertiesOf(endpoint.query).filter(([member]) =>
        pageMembers.includes(member),
      )
      assert.ok(minimum === 1 && maximum >= 1 && maximum <= 200, endpoint.name)
      const page = (count: number) => ask(endpoint, { query: { [name]: count } })
      assert.deepEqual([await page(maximum + 1), await page(0)], [400, 400], endpoint.name)
      // What is on a page that is deleted others still have to list.
      if (endpoint.method === 'GET') assert.equal(await page(maximum), await page(1), endpoint.name)
    }
    assert.equal((await server.app('DELETE', 'users?limit=100')).status, 200)
    const endless = endpoints.filter(({ query }) => {
      const members = propertiesOf(query).map(([name]) => name)
      return members.includes('cursor') && !members.some(name => pageMembers.includes(name))
    })
    assert.deepEqual(
      endless.map(({ name }) => name),
      [],
    )
  })

  it('is refused with a list that is longer than its limit, and with one that is longer than any', async () => {
    let lists = 0
    for (const endpoint of endpoints) {
      const [example] = documentation[endpoint.name]?.examples ?? []
      for (const { value, maxItems, put } of listsIn(endpoint.body as Schema, example?.body)) {
        lists += 1
        const tooMany = (maxItems ?? 5_000) + 1
        const body = put(
          Array.from({ length: tooMany }, (_, at) => (typeof value === 'string' ? `${value}${at}` : value)),
        )
        const status = await ask(endpoint, { body })
        assert.ok(status === 400 || status === 413, `${endpoint.name} takes ${tooMany}: ${status}`)
      }
    }
    assert.ok(lists > 10, String(lists))
  })

  it('is given figures of at most 366 days', async () => {
    const untilMs = Date.UTC(2026, 10, 21)
    const dayOf = (atMs: number) => new Date(atMs).toISOString().slice(0, 10)
    const range = (days: number) => `from=${dayOf(untilMs - (days - 1) * day)}&until=${dayOf(untilMs)}`
    for (const path of ['statistics', 'messages/reasons']) {
      const [most, more] = [
        await server.admin('GET', `${path}?${range(366)}`),
        await server.admin('GET', `${path}?${range(367)}`),
      ]
      assert.deepEqual([most.status, more.status], [200, 400], `${path} ${JSON.stringify(more.body)}`)
    }
  })

  const many = (count: number) => Array.from({ length: count }, (_, index) => `many-${index}`)
  const inTeam = { conversationId: 'team', conversationType: 2 }
  const sent = { localId: 'x', to: 'team', conversationType: 2, type: 1, content: { message: 'x' }, priority: 1 }
  /** Of the long connection: the most of a list or page, and the parameters with so many. */
  const asked: readonly (readonly [Method, max: number, params: (count: number) => object])[] = [
    ['message.history', pageMax, count => ({ ...inTeam, count })],
    ['message.find', 10, count => ({ ...inTeam, seqs: Array.from({ length: count }, (_, at) => at + 1) })],
    [
      'message.delete',
      usersPerCallMax,
      count => ({ ...inTeam, ids: Array.from({ length: count }, (_, at) => `${at + 1}`) }),
    ],
    ['message.send', 50, count => ({ ...sent, mentioned: many(count) })],
    ['conversation.list', pageMax, count => ({ count })],
    ['group.create', usersPerCallMax, count => ({ name: 'x', avatarUrl: '', users: many(count) })],
    ['group.invite', usersPerCallMax, count => ({ groupId: 'team', users: many(count) })],
    ['group.kick', usersPerCallMax, count => ({ groupId: 'team', users: many(count) })],
    ['group.list', pageMax, count => ({ count })],
    ['group.members', pageMax, count => ({ groupId: 'team', count })],
    ['call.list', pageMax, count => ({ count })],
    ['user.find', 10, count => ({ users: many(count) })],
    ['user.status', 100, count => ({ users: many(count) })],
    ['push.report', 50, count => ({ reports: many(count).map(() => ({ event: 'clicked', atMs: 1, subjectId: '1' })) })],
  ]

  it('over the long connection asks for as much as there is a limit for, and not for one more', async () => {
    using client = await new DemoApp(server).client({ user: 'asker' })
    await client.call('group.create', { groupId: 'team', name: 'x', avatarUrl: '', users: [] })
    const invalid = zimCodes['params-invalid'].code
    for (const [method, max, params] of asked) {
      const [most, more] = [await client.ask(method, params(max)), await client.ask(method, params(max + 1))]
      assert.ok(most.t === 'reply' || most.code !== invalid, `${method} ${JSON.stringify(most)}`)
      assert.ok(more.t === 'refused' && more.code === invalid, `${method} ${JSON.stringify(more)}`)
    }
  })
})

interface List {
  readonly value: unknown
  readonly maxItems: number | undefined
  /** The body with this in the list's place. */
  put(list: readonly unknown[]): unknown
}

/** The lists of a body that an example has a member of. */
function listsIn(schema: Schema, body: unknown): readonly List[] {
  const lists = (schema.anyOf ?? []).flatMap(one => listsIn(one, body))
  if (schema.type === 'array' && Array.isArray(body) && body.length > 0)
    lists.push({ value: body[0], maxItems: schema.maxItems, put: list => list })
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return lists
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    const value = (body as Readonly<Record<string, unknown>>)[name]
    for (const list of listsIn(member, value))
      lists.push({ ...list, put: more => ({ ...body, [name]: list.put(more) }) })
  }
  return lists
}
