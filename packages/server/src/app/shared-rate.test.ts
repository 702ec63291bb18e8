import { deepEqual, ok } from 'node:assert/strict'
import { after, it } from 'node:test'
import type { SendResult } from '@posthouse/vendors'
import { startPostgres } from '../store/testing/postgres.ts'
import { app, type Handed, type Lab, notifier, openLab, until } from './testing/two-journeys.ts'

const server = await startPostgres()
after(() => server.stop())

/** The most that was handed over within any second. */
function mostInASecond(handed: readonly Handed[]): number {
  const instants = handed.map(({ atMs }) => atMs).toSorted((left, right) => left - right)
  let [first, most] = [0, 0]
  for (const [last, atMs] of instants.entries()) {
    while (atMs - (instants[first] ?? atMs) >= 1_000) first += 1
    most = Math.max(most, last - first + 1)
  }
  return most
}

async function withRate(lab: Lab, perSecond: number): Promise<void> {
  deepEqual(await lab.store.commit([lab.store.tables.notifierPaces.set(app.id, notifier.uuid, perSecond)]), [true])
}

it('I18: two workers together keep a notifier’s rate in every second, and use it', async () => {
  await using lab = await openLab(server)
  await lab.users(600)
  await withRate(lab, 200)
  const [one, other] = [await lab.worker(), await lab.worker()]
  one.start()
  other.start()
  await lab.task()
  await until(() => lab.handed.length === 600, 'everybody')
  const tookMs = (lab.handed.at(-1)?.atMs ?? 0) - (lab.handed[0]?.atMs ?? 0)
  ok(mostInASecond(lab.handed) <= 200, `${mostInASecond(lab.handed)} in a second`)
  ok(tookMs < 6_000, `600 pushes at 200 a second took ${tookMs} ms`)
  deepEqual(new Set(lab.handed.map(({ worker }) => worker)), new Set([0, 1]))
  deepEqual(new Set(lab.handed.map(({ token }) => token)).size, 600)
})

it('I18: one worker alone may use all of a rate, and keeps it where nobody else can be', async () => {
  await using lab = await openLab(server)
  await lab.users(100)
  await withRate(lab, 40)
  const one = await lab.worker({ isAlone: true })
  one.start()
  await lab.task()
  await until(() => lab.handed.length === 100, 'everybody')
  const tookMs = (lab.handed.at(-1)?.atMs ?? 0) - (lab.handed[0]?.atMs ?? 0)
  ok(mostInASecond(lab.handed) <= 40, `${mostInASecond(lab.handed)} in a second`)
  ok(tookMs < 4_500, `100 pushes at 40 a second took ${tookMs} ms`)
})

it('F54 I18: a notifier that a vendor wants to rest is left alone by every worker from the next batch on', async () => {
  await using lab = await openLab(server)
  await lab.users(400)
  const [one, other] = [await lab.worker(), await lab.worker()]
  one.start()
  other.start()
  let restsFromMs: number | undefined
  lab.answer = (token): SendResult => {
    if (restsFromMs === undefined && lab.handed.length < 50) return { kind: 'accepted', vendorId: token, answer: {} }
    restsFromMs ??= performance.now()
    return { kind: 'throttled', scope: 'notifier', code: '429', retryAfterMs: 2_500, answer: {} }
  }
  await lab.task()
  await until(() => restsFromMs !== undefined, 'the vendor’s word')
  const from = restsFromMs ?? 0
  await until(() => performance.now() > from + 2_300, 'most of the rest')
  const during = lab.handed.filter(({ atMs }) => atMs > from + 1_000)
  deepEqual(during, [], 'nothing between a second after the word and the end of the rest')
  lab.answer = token => ({ kind: 'accepted', vendorId: token, answer: {} })
  await until(() => new Set(lab.handed.map(({ token }) => token)).size === 400, 'everybody')
})
