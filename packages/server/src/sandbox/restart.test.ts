import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { hour, type MsgId, type UserId } from '@posthouse/protocol'
import { vendors } from '@posthouse/vendors'
import type { Push } from '../domain/push.ts'
import { startTestServer, type TestServer } from './test-server.ts'

for (const [where, settings] of [
  ['in the data directory', () => []],
  ['in a file of its own', (place: string) => ['--database', join(place, 'elsewhere.db')]],
] as const)
  it(`I12 F18: ${where}, a push that a dead process had leased for an hour is settled at the next start`, async () => {
    const place = await mkdtemp(join(tmpdir(), 'posthouse-restart-'))
    try {
      const push = await leaveLeased(place, settings(place))
      await using server = await startTestServer(settings(place), { dataPath: join(place, 'data') })
      assert.deepEqual(await outcomesOf(server, push), ['fail'])
    } finally {
      await rm(place, { recursive: true })
    }
  })

it('a sandbox that starts again has one notifier for each vendor, one binding on each phone, and what somebody added', async () => {
  const dataPath = await mkdtemp(join(tmpdir(), 'posthouse-restart-'))
  const own = {
    name: '2882303761517999999',
    provider: 'XIAOMIPUSH',
    environment: 'PRODUCTION',
    packageName: 'com.example.mine',
    certificate: 'ExampleAppSecret00000001',
    xiaomiPushSettings: { channelId: '100001' },
  }
  try {
    let earlier = new Set<string>()
    for (const start of [1, 2, 3]) {
      await using server = await startTestServer([], { dataPath })
      if (start === 1) {
        const added = await server.app('POST', 'notifiers', own)
        assert.equal(added.status, 200, JSON.stringify(added.body))
      }
      const { body } = await server.app('GET', 'notifiers')
      const names = new Set((body.entities as { name: string }[]).map(({ name }) => name))
      const [user] = server.demo.users
      assert.equal(body.entities.length, names.size)
      assert.deepEqual(names, new Set([own.name, ...(user?.bindings ?? []).map(({ notifierName }) => notifierName)]))
      if (start > 1) assert.notDeepEqual(names, earlier, 'some vendors name theirs anew, or this test shows nothing')
      earlier = names
      const bound = await server.app('GET', 'users/test1/push/binding')
      assert.equal(bound.body.entities.length, vendors.length)
      const push = { strategy: 2, pushMessage: { title: 'Greeting', content: 'hello' } }
      const answer = JSON.stringify((await server.app('POST', 'push/sync/test1', push)).body)
      assert.equal(answer.match(/"pushStatus":"SUCCESS"/g)?.length, vendors.length, answer)
    }
  } finally {
    await rm(dataPath, { recursive: true })
  }
})

/** A server that ends while a push is leased, as one that is killed would leave it. */
async function leaveLeased(place: string, settings: readonly string[]): Promise<Push> {
  await using server = await startTestServer(settings, { dataPath: join(place, 'data') })
  const { store, ids } = server.system
  const nowMs = Date.now()
  const push: Push = {
    id: ids.next() as MsgId,
    appId: server.demo.appId as Push['appId'],
    target: 'nobody' as UserId,
    source: 'sync',
    strategy: 3,
    notification: { title: 'hi', content: 'there', blocks: {} },
    acceptedAtMs: nowMs,
    expiresAtMs: nowMs + hour,
  }
  const { pushes } = store.tables
  const [, claimed] = await store.commit([pushes.insert(push), pushes.claim(ids.next(), nowMs, nowMs + hour, 1)])
  assert.equal(claimed.length, 1)
  return push
}

async function outcomesOf({ system: { store, bus } }: TestServer, { appId, id }: Push): Promise<readonly unknown[]> {
  const settled = new Promise<void>(resolve => {
    bus.subscribe('push.settled', hint => {
      if (hint.pushId === id) resolve()
    })
  })
  const outcomes = async () => (await store.tables.deliveries.ofPush(appId, id)).map(({ outcome }) => outcome?.status)
  const isOver = (statuses: readonly unknown[]) => statuses.length > 0 && statuses.every(Boolean)
  const before = await outcomes()
  if (isOver(before)) return before
  await settled
  return await outcomes()
}
