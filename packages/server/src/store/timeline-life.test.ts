import { deepEqual } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { UserId } from '@posthouse/protocol'
import fc from 'fast-check'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { groupConversation, userAudience } from '../domain/chat/conversation.ts'
import { sampleApp } from '../domain/testing/samples.ts'
import type { Store } from '../ports/store.ts'
import { aNewMessage, send } from './conformance/timeline.ts'
import { openStore } from './open.ts'

const root = mkdtempSync(join(tmpdir(), 'posthouse-timeline-'))
after(() => rmSync(root, { recursive: true, force: true }))
const users = ['alice', 'bob', 'carol', 'dave'] as readonly string[] as readonly UserId[]
const groups = ['red', 'blue']
let files = 0

const user = fc.nat({ max: users.length - 1 })
const group = fc.nat({ max: groups.length - 1 })
const step = fc.oneof(
  fc.record({ kind: fc.constant('peer' as const), from: user, to: user }),
  fc.record({ kind: fc.constant('group' as const), from: user, group }),
  fc.record({ kind: fc.constant('join' as const), user, group }),
  fc.record({ kind: fc.constant('leave' as const), user, group }),
  fc.record({ kind: fc.constant('own' as const), user }),
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** What each user has to be told, by position, kept in the simplest way that can be right. */
interface Model {
  position: number
  readonly told: Map<UserId, number[]>
  readonly members: Map<string, Set<UserId>>
  readonly seqs: Map<string, number>
}

test('I7: numbers have no gap, positions grow, and whoever catches up from anywhere is told exactly the rest, in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 60 }),
      fc.nat({ max: 60 }),
      fc.integer({ min: 1, max: 7 }),
      run,
    ),
    { numRuns: 40 },
  )
})

async function run(steps: readonly Step[], cursor: number, pageSize: number): Promise<void> {
  files += 1
  await using store = await openStore({ url: join(root, `${files}`, 'record.db'), clock: systemClock, log: silentLog })
  await store.commit(groups.map(name => store.tables.conversations.insert(sampleApp, groupConversation(name))))
  const model: Model = {
    position: 0,
    told: new Map(users.map(name => [name, []])),
    members: new Map(groups.map(name => [name, new Set()])),
    seqs: new Map(),
  }
  // Several at once share a commit; their order is that of the calls.
  for (let at = 0; at < steps.length; at += 4) {
    await Promise.all(steps.slice(at, at + 4).map(one => carryOut(store, model, one)))
  }
  for (const name of users) {
    const rest = (model.told.get(name) ?? []).filter(position => position > cursor)
    deepEqual(await caughtUp(store, name, cursor, pageSize), rest)
  }
  const all = await store.tables.timeline.after(sampleApp, 0, 999)
  deepEqual(
    all.map(({ entry }) => entry.position),
    Array.from({ length: model.position }, (_, index) => index + 1),
  )
}

function carryOut(store: Store, model: Model, one: Step): Promise<unknown> {
  const { timeline, conversations } = store.tables
  const named = 'group' in one ? (groups[one.group] ?? '') : ''
  const who = 'user' in one ? (users[one.user] ?? users[0]!) : users[0]!
  const members = model.members.get(named)
  switch (one.kind) {
    case 'own':
      tell(model, [who])
      return store.commit([timeline.append(sampleApp, userAudience(who), { kind: 'conversation' }, 1, 9_000)])
    case 'join':
      // The model keeps one window: a membership that begins again forgets the one before it.
      if (!members?.has(who)) forget(model, who, named)
      members?.add(who)
      return store.commit([
        conversations.join(sampleApp, groupConversation(named), who, { role: 3, enteredAtMs: 1, enterType: 1 }),
      ])
    case 'leave':
      members?.delete(who)
      return store.commit([conversations.leave(sampleApp, groupConversation(named), who)])
    case 'peer':
    case 'group':
      return sent(store, model, one)
  }
}

async function sent(store: Store, model: Model, one: Extract<Step, { kind: 'peer' | 'group' }>): Promise<void> {
  const from = users[one.from] ?? users[0]!
  const to = one.kind === 'group' ? (groups[one.group] ?? '') : (users[one.to] ?? '')
  if (from === to) return
  const isGroup = one.kind === 'group'
  const receivers = isGroup ? [...(model.members.get(to) ?? [])] : [from, to as UserId]
  const key = isGroup ? `g/${to}` : `p/${[from, to].sort().join('/')}`
  const seq = (model.seqs.get(key) ?? 0) + 1
  model.seqs.set(key, seq)
  tell(model, receivers, isGroup ? to : undefined)
  const position = model.position
  const message = aNewMessage(BigInt(position), { from, to, conversationType: isGroup ? 2 : 0 })
  deepEqual(await send(store, message), [{ position, seq, sentAtMs: message.sentAtMs }])
}

const groupOfPosition = new WeakMap<Model, Map<number, string>>()

function tell(model: Model, receivers: readonly UserId[], named?: string): void {
  model.position += 1
  for (const name of receivers) model.told.get(name)?.push(model.position)
  const places = groupOfPosition.get(model) ?? new Map<number, string>()
  groupOfPosition.set(model, places)
  if (named !== undefined) places.set(model.position, named)
}

function forget(model: Model, who: UserId, named: string): void {
  const places = groupOfPosition.get(model)
  const kept = (model.told.get(who) ?? []).filter(position => places?.get(position) !== named)
  model.told.set(who, kept)
}

async function caughtUp(store: Store, name: UserId, cursor: number, pageSize: number): Promise<readonly number[]> {
  const found: number[] = []
  for (let last = cursor; ; ) {
    const page = await store.tables.timeline.catchUp(sampleApp, name, last, pageSize)
    found.push(...page.map(({ entry }) => entry.position))
    if (page.length < pageSize) return found
    last = found.at(-1) ?? last
  }
}
