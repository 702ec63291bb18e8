import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { UserId } from '@posthouse/protocol'
import { Client } from 'pg'
import { systemClock } from '../base/clock.ts'
import { sumsOf } from '../domain/sums.ts'
import { orderTask, paceTask } from '../flows/task/control.ts'
import { type Store, StoreError } from '../ports/store.ts'
import { startPostgres } from '../store/testing/postgres.ts'
import { app, type Lab, openLab, until } from './testing/two-journeys.ts'

const server = await startPostgres()
after(() => server.stop())

const taskOf = async (lab: Lab) => await lab.store.tables.tasks.find(app.id, 1n)
const isFinished = async (lab: Lab): Promise<boolean> => (await taskOf(lab))?.state === 'finished'
const sumsOfTask = async (lab: Lab) => sumsOf(await lab.store.tables.taskReports.counts(app.id, 1n))
const tokens = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `t${at}`).toSorted(byText)
const byText = (left: string, right: string): number => (left < right ? -1 : Number(left > right))
const control = (lab: Lab) => ({ store: lab.store, bus: { publish() {} }, clock: systemClock })

it('F10 F11 I17: two workers walk one task together: each user gets it once, sums match at every moment, and it ends once', async () => {
  await using lab = await openLab(server)
  await lab.users(4_000)
  const [one, other] = [await lab.worker(), await lab.worker()]
  one.start()
  other.start()
  await lab.task()
  const walked: number[] = []
  await until(async () => {
    const [task, { targeted }] = [await taskOf(lab), await sumsOfTask(lab)]
    const later = await taskOf(lab)
    // One phone each: what is counted between two looks lies between them.
    ok((task?.walked ?? 0) <= targeted || targeted <= (later?.walked ?? 0))
    walked.push(later?.walked ?? 0)
    return await isFinished(lab)
  }, 'the end of the task')
  await until(async () => (await sumsOfTask(lab)).open === 0, 'the last outcome')
  deepEqual(
    walked,
    walked.toSorted((left, right) => left - right),
  )
  const { targeted, accepted } = await sumsOfTask(lab)
  const task = await taskOf(lab)
  deepEqual([targeted, accepted, task?.walked, task?.audience, task?.cursor], [4_000, 4_000, 4_000, 4_000, 'u03999'])
  deepEqual(lab.handed.map(({ token }) => token).toSorted(byText), tokens(4_000))
  deepEqual(new Set(lab.handed.map(({ worker }) => worker)), new Set([0, 1]))
})

it('a task that was cut keeps still while it is paused, goes on when it is resumed, and ends for good when it is cancelled', async () => {
  await using lab = await openLab(server)
  await lab.users(3_000)
  const [one, other] = [await lab.worker(), await lab.worker()]
  one.start()
  other.start()
  let wait = 30
  lab.answer = async token => {
    await sleep(wait)
    return { kind: 'accepted', vendorId: token, answer: {} }
  }
  await lab.task()
  await until(() => lab.handed.length > 0, 'the first page')
  await orderTask(control(lab), app, 1n, 'pause')
  const paused = (await taskOf(lab))?.walked
  await sleep(1_200)
  equal((await taskOf(lab))?.walked, paused, 'nothing was begun after the order was answered')
  ok((paused ?? 0) < 3_000)
  wait = 0
  await orderTask(control(lab), app, 1n, 'resume')
  await paceTask(control(lab), app, 1n, 60)
  await until(async () => ((await taskOf(lab))?.walked ?? 0) > (paused ?? 0), 'a page after it was resumed')
  await sleep(1_500)
  const slow = (await taskOf(lab))?.walked ?? 0
  ok(slow < 3_000, `${slow} users at a pace of one a second`)
  await orderTask(control(lab), app, 1n, 'cancel')
  const ended = (await taskOf(lab))?.walked
  await sleep(1_200)
  const { state, walked } = (await taskOf(lab)) ?? {}
  deepEqual([state, walked], ['cancelled', ended])
  deepEqual(await lab.store.commit([lab.store.tables.taskParts.fold(Date.now())]).then(([rows]) => rows > 1), true)
  equal((await taskOf(lab))?.walked, ended)
})

it('F19: what a worker that stops in order has of a task is taken on by another at once', async () => {
  await using lab = await openLab(server)
  await lab.users(6_000)
  lab.answer = async token => {
    await sleep(20)
    return { kind: 'accepted', vendorId: token, answer: {} }
  }
  const [one, other] = [await lab.worker(), await lab.worker()]
  one.start()
  await lab.task()
  await until(() => lab.handed.length > 300, 'some pages')
  await one.stop()
  other.start()
  await until(() => isFinished(lab), 'the end of the task, well before a lease ran out')
  await until(async () => (await sumsOfTask(lab)).open === 0, 'the last outcome')
  deepEqual(lab.handed.map(({ token }) => token).toSorted(byText), tokens(6_000))
})

it('F10 I12: parts of a worker that died are taken up behind their cursors, and each user has exactly one delivery', async () => {
  await using lab = await openLab(server)
  await lab.users(3_000)
  let isDead = false
  const mortal = async <R>(commit: () => Promise<R>): Promise<R> => {
    if (isDead) throw new StoreError('full', 'died')
    return await commit()
  }
  const store: Store = {
    ...lab.store,
    tables: lab.store.tables,
    commit: writes => mortal(() => lab.store.commit(writes)),
    commitFenced: units => mortal(() => lab.store.commitFenced(units)),
  }
  // Leases of a walk last a second so, those of attempts two.
  const one = await lab.worker({ leaseDivisor: 30, store })
  const other = await lab.worker({ leaseDivisor: 30 })
  lab.answer = async token => {
    await sleep(20)
    return { kind: 'accepted', vendorId: token, answer: {} }
  }
  one.start()
  await lab.task()
  await until(() => lab.handed.length > 600, 'some pages')
  isDead = true
  other.start()
  await until(() => isFinished(lab), 'the end of the task')
  await until(async () => (await sumsOfTask(lab)).open === 0, 'the last outcome')
  const [{ targeted }, task] = [await sumsOfTask(lab), await taskOf(lab)]
  deepEqual([targeted, task?.walked], [3_000, 3_000])
  deepEqual([...new Set(lab.handed.map(({ token }) => token))].toSorted(byText), tokens(3_000))
  for (const user of ['u00000', 'u01234', 'u02999'])
    equal((await lab.store.tables.taskReports.pushesTo(app.id, 1n, user as UserId)).length, 1)
})

it('F113: a process of the version before cannot lay hands on a task that was cut, whatever it is ordered to do', async () => {
  await using lab = await openLab(server)
  await lab.users(20)
  const { tasks, taskParts } = lab.store.tables
  await lab.task()
  const [[leased]] = await lab.store.commit([tasks.claim(Date.now(), Date.now() + 60_000, 1)])
  if (!leased) throw new Error('there is one')
  await lab.store.commit([tasks.hold(app.id), tasks.start(leased.item, leased.epoch, Date.now(), 9)])
  const parts = [
    { appId: app.id, taskId: 1n, part: 0, cursor: '' as UserId, last: 'u00009' as UserId },
    { appId: app.id, taskId: 1n, part: 1, cursor: 'u00009' as UserId, last: undefined },
  ]
  await lab.store.commitFenced([taskParts.cut(app.id, 1n, leased.epoch, parts, Date.now())])
  await using old = new OldProcess(lab.url)
  await old.order('running', 'paused', null)
  await old.order('paused', 'running', Date.now())
  deepEqual(await lab.store.commit([tasks.claim(Date.now() + 1_000, Date.now() + 60_000, 9)]), [[]])
  const [one, other] = [await lab.worker(), await lab.worker()]
  one.start()
  other.start()
  await until(() => isFinished(lab), 'the end of the task')
  await until(() => lab.handed.length === 20, 'everybody')
})

/** Orders as the version before wrote them. */
class OldProcess {
  readonly #client: Client
  #connected: Promise<unknown> | undefined

  constructor(url: string) {
    this.#client = new Client(url)
  }

  async order(from: string, to: string, dueAtMs: number | null): Promise<void> {
    this.#connected ??= this.#client.connect()
    await this.#connected
    const set = 'UPDATE task SET state = $3, due_at = $4, finished_at = NULL, leased = 0, epoch = epoch + 1'
    await this.#client.query(`${set} WHERE app_id = $1 AND id = 1 AND state = $2`, [app.id, from, to, dueAtMs])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end()
  }
}
