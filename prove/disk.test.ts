// The disk of a single node fails under a running server: it cannot flush once, cannot read once, or takes long.
import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { RawClient } from '../packages/server/src/gateway/testing/raw-client.ts'
import { type DiskSite, openDiskSite, type Told } from './disk/site.ts'

/** What the server ends with when it can no longer trust its record. */
const exitFailed = 70
/** Twenty times what the requests meanwhile took, of which there are twenty. */
const slowMs = 500
/** Requests after which a fault must have happened. */
const requestsMax = 12

/** Asks one after the other until the server is gone. */
async function askUntilGone(site: DiskSite, ask: (number: number) => Promise<Told>): Promise<readonly Told[]> {
  const answers: Told[] = []
  for (let number = 0; number < requestsMax && site.server.isRunning; number += 1) answers.push(await ask(number))
  deepEqual(await site.server.ended, { code: exitFailed, signal: null })
  return answers
}

test('F27: a flush that fails once is answered with 503 and ends the server, and a repeat finds the one truth', async () => {
  await using site = await openDiskSite()
  await using fault = await site.inject('flush', { errorAt: 3 })
  const keyOf = (number: number): string => `key-${number}`
  const answers = await askUntilGone(site, number => site.push(keyOf(number)))
  // Nothing that the kernel may have forgotten is flushed again and taken for kept.
  deepEqual(await fault.seen(), { calls: 3, injected: 1 })
  const kept = answers.filter(answer => answer.status === 200)
  const refused = answers.slice(kept.length)
  ok(refused.every(answer => answer.status === 503 || answer.status === 0))
  // Each push is a flush, and now and then the server has something to note by itself.
  if (kept.length === 2) equal(refused[0]?.status, 503)

  await site.restart()
  for (const [number, { status, msgId }] of answers.entries()) {
    const [first, again] = [await site.push(keyOf(number)), await site.push(keyOf(number))]
    deepEqual([first.status, again.status, again.msgId], [200, 200, first.msgId])
    if (status === 200) equal(first.msgId, msgId)
  }
  await site.server.stop()
  equal(site.pushes(), answers.length)
})

test('F28: a read that fails once is answered with 503, with nothing in part, and ends the server', async () => {
  await using site = await openDiskSite()
  await site.addUsers(50)
  const path = '/users?limit=100'
  const whole = await site.get(path)
  equal(namesOf(whole.body).length, 50)
  await using fault = await site.inject('read', { errorAt: 3 })
  const answers = await askUntilGone(site, async number => {
    // A commit makes the next read go to the disk.
    const pushed = await site.push(`key-${number}`)
    return pushed.status === 200 ? await site.get(path) : pushed
  })
  ok((await fault.seen()).injected > 0)
  const refused = answers.find(answer => answer.status !== 200)
  ok(refused?.status === 503 || refused?.status === 0)
  for (const { status, body } of answers) if (status === 200) deepEqual(namesOf(body), namesOf(whole.body))
  await site.restart()
  equal((await site.push('again')).status, 200)
})

test('F29: while a flush takes long, the server reads, answers heartbeats, and puts those who wait into one commit', async () => {
  await using site = await openDiskSite()
  using client = await RawClient.connect(site.server.url)
  const { appID, appSign } = site.app
  equal((await client.logIn({ app: appID as never, user: 'alice' as never, sign: appSign })).t, 'welcome')
  await client.caughtUp()
  await using fault = await site.inject('flush', { delayMs: slowMs })
  let isAnswered = false
  const slow = site.push('slow').finally(() => {
    isAnswered = true
  })
  for (let beat = 1; beat <= 20; beat += 1) {
    client.send({ t: 'ping' })
    await client.until(() => client.frames.filter(frame => frame.t === 'pong').length === beat)
    equal((await site.get('/users/nobody')).status, 404)
  }
  equal(isAnswered, false)
  const crowd = await Promise.all([slow, ...Array.from({ length: 200 }, (_, number) => site.push(`crowd-${number}`))])
  deepEqual(new Set(crowd.map(told => told.status)), new Set([200]))
  const { calls, injected } = await fault.seen()
  equal(injected, calls)
  ok(calls <= 6, `${calls} flushes for ${crowd.length} pushes`)
})

function isList(body: unknown): body is { readonly entities: readonly { readonly username: string }[] } {
  return typeof body === 'object' && body !== null && 'entities' in body
}

function namesOf(body: unknown): readonly string[] {
  return isList(body) ? body.entities.map(entity => entity.username) : []
}
