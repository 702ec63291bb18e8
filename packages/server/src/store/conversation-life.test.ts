import { deepEqual } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { MsgId, UserId } from '@posthouse/protocol'
import type { WireMessage } from '@posthouse/protocol/frames'
import fc from 'fast-check'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { type ConversationId, groupConversation, peerConversation } from '../domain/chat/conversation.ts'
import { sampleApp } from '../domain/testing/samples.ts'
import type { Store } from '../ports/store.ts'
import { aNewMessage } from './conformance/timeline.ts'
import { openStore } from './open.ts'

const root = mkdtempSync(join(tmpdir(), 'posthouse-conversations-'))
after(() => rmSync(root, { recursive: true, force: true }))
const users = ['alice', 'bob', 'carol'] as readonly string[] as readonly UserId[]
const pairs = users.flatMap((one, index) => users.slice(index + 1).map(other => [one, other] as const))
const groups = ['red', 'blue'].map(groupConversation)
const conversations: readonly ConversationId[] = [
  ...pairs.map(([one, other]) => peerConversation(one, other)),
  ...groups,
]
let files = 0

const user = fc.nat({ max: users.length - 1 })
const place = fc.nat({ max: conversations.length - 1 })
const kinds = ['join', 'leave', 'read', 'readAll', 'clear', 'remove', 'mute'] as const
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('send' as const), user, place, isQuiet: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom(...kinds), user, place }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('hide', 'recall'), user, place, seq: fc.nat({ max: 6 }) }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

interface Said {
  readonly id: bigint
  readonly seq: number
  readonly from: UserId
  isCounted: boolean
}

/** A member's window, kept in the simplest way that can be right: what is seen, and what was read of it. */
interface Seat {
  isIn: boolean
  orderKey: number
  isListed: boolean
  isMuted: boolean
  readonly seen: Set<Said>
  readonly unread: Set<Said>
}

class Model {
  position = 0
  readonly said = new Map<ConversationId, Said[]>()
  readonly seats = new Map<string, Seat>()

  seat(who: UserId, at: ConversationId): Seat | undefined {
    return this.seats.get(`${who} ${at}`)
  }

  sit(who: UserId, at: ConversationId): Seat {
    const seat = {
      isIn: true,
      orderKey: 0,
      isListed: false,
      isMuted: false,
      seen: new Set<Said>(),
      unread: new Set<Said>(),
    }
    this.seats.set(`${who} ${at}`, seat)
    return seat
  }

  /** The conversations of a user, the newest first. */
  list(who: UserId) {
    return conversations
      .flatMap(id => {
        const seat = this.seat(who, id)
        return seat?.isListed ? [{ id, seat }] : []
      })
      .toSorted((one, other) => other.seat.orderKey - one.seat.orderKey)
      .map(({ id, seat }) => {
        const unread = [...seat.unread].filter(one => one.isCounted && one.from !== who).length
        const newest = Math.max(0, ...[...seat.seen].map(({ seq }) => seq))
        return { id, orderKey: seat.orderKey, unread, newest, isMuted: seat.isMuted }
      })
  }
}

/** Removed, written to again, then emptied: it stays in the list. */
const removedAndBack: Step[] = [
  { kind: 'send', user: 0, place: 0, isQuiet: false },
  { kind: 'remove', user: 1, place: 0 },
  { kind: 'send', user: 0, place: 0, isQuiet: false },
  { kind: 'clear', user: 1, place: 0 },
]

test('what is unread, what came last and the order of the list are as if everybody kept them by hand, page by page', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), fc.integer({ min: 1, max: 3 }), run),
    { numRuns: 40, examples: [[removedAndBack, 1]] },
  )
})

async function run(steps: readonly Step[], pageSize: number): Promise<void> {
  files += 1
  await using store = await openStore({ url: join(root, `${files}`, 'record.db'), clock: systemClock, log: silentLog })
  await store.commit(groups.map(id => store.tables.conversations.insert(sampleApp, id)))
  const model = new Model()
  for (const one of steps) await carryOut(store, model, one)
  for (const who of users) {
    const wanted = model.list(who)
    deepEqual(await listed(store, who, pageSize, false), wanted)
    deepEqual(
      await listed(store, who, pageSize, true),
      wanted.filter(({ unread }) => unread > 0),
    )
    const total = wanted.reduce((sum, { unread, isMuted }) => sum + (isMuted ? 0 : unread), 0)
    deepEqual(await store.tables.conversations.unread(sampleApp, who, [0, 2]), total)
  }
}

async function listed(store: Store, who: UserId, limit: number, onlyUnread: boolean) {
  const found: ReturnType<Model['list']> = []
  for (let before: number | undefined; ; before = found.at(-1)?.orderKey) {
    const page = await store.tables.conversations.list(sampleApp, who, { before, limit, onlyUnread, types: [0, 2] })
    for (const { membership, lastPosition: orderKey, unread, lastMessage } of page) {
      const { conversation: id, status } = membership
      found.push({ id, orderKey, unread, newest: lastMessage?.message.seq ?? 0, isMuted: status === 2 })
    }
    if (page.length < limit) return found
  }
}

async function carryOut(store: Store, model: Model, one: Step): Promise<void> {
  const who = users[one.user] ?? users[0]!
  const id = conversations[one.place] ?? conversations[0]!
  const seat = model.seat(who, id)
  const { conversations: table } = store.tables
  if (one.kind === 'send') return say(store, model, who, id, one.isQuiet)
  if (one.kind === 'join') return enter(store, model, who, id)
  if (one.kind === 'readAll') {
    for (const at of conversations) model.seat(who, at)?.unread.clear()
    await store.commit([table.readAll(sampleApp, who)])
    return
  }
  if (!seat) return
  const said = model.said.get(id) ?? []
  switch (one.kind) {
    case 'leave':
      return leave(store, model, who, id, seat)
    case 'read':
      seat.unread.clear()
      await store.commit([table.read(sampleApp, id, who, said.length)])
      return
    case 'mute':
      seat.isMuted = !seat.isMuted
      await store.commit([table.setStatus(sampleApp, id, who, seat.isMuted ? 2 : 1)])
      return
    case 'clear':
    case 'remove':
      seat.seen.clear()
      seat.unread.clear()
      if (one.kind === 'remove') seat.isListed = false
      await store.commit([table.clear(sampleApp, id, who, one.kind === 'remove')])
      return
    case 'hide':
      for (const found of said.filter(({ seq }) => seq === one.seq)) {
        seat.seen.delete(found)
        seat.unread.delete(found)
      }
      await store.commit([table.hide(sampleApp, id, who, [one.seq])])
      return
    case 'recall': {
      const found = said.find(({ seq }) => seq === one.seq)
      if (!found) return
      found.isCounted = false
      const recalled = { by: found.from, atMs: 1, extendedData: '', type: 1 }
      const message = { ...aNewMessage(found.id, { from: found.from }), seq: found.seq, recalled } as WireMessage
      await store.commit([store.tables.timeline.replaceMessage(sampleApp, found.id as MsgId, message)])
    }
  }
}

async function say(store: Store, model: Model, from: UserId, id: ConversationId, isQuiet: boolean): Promise<void> {
  const isGroup = groups.includes(id)
  if (!isGroup && !id.split('/').includes(from)) return
  model.position += 1
  const before = model.said.get(id) ?? []
  const said = { id: BigInt(model.position), seq: before.length + 1, from, isCounted: !isQuiet }
  model.said.set(id, [...before, said])
  for (const who of users) {
    const isPeer = !isGroup && id.split('/').includes(who)
    const seat = model.seat(who, id) ?? (isPeer ? model.sit(who, id) : undefined)
    if (!seat?.isIn) continue
    seat.seen.add(said)
    seat.unread.add(said)
    seat.isListed = true
    seat.orderKey = model.position
  }
  const message = aNewMessage(said.id, { from, to: 'whom', conversationType: isGroup ? 2 : 0 })
  const options = { isCounted: !isQuiet, expiresAtMs: 9_000 }
  await store.commit([store.tables.timeline.appendMessage(sampleApp, id, message, options)])
}

async function enter(store: Store, model: Model, who: UserId, id: ConversationId): Promise<void> {
  if (!groups.includes(id)) return
  if (!model.seat(who, id)?.isIn) model.sit(who, id)
  const member = { role: 3, enteredAtMs: 1, enterType: 1 } as const
  await store.commit([store.tables.conversations.join(sampleApp, id, who, member)])
}

/** The group hears of it first, as it does of everybody who leaves. */
async function leave(store: Store, model: Model, who: UserId, id: ConversationId, seat: Seat): Promise<void> {
  if (!groups.includes(id) || !seat.isIn) return
  model.position += 1
  seat.isIn = false
  seat.orderKey = model.position
  await store.commit([
    store.tables.timeline.append(sampleApp, id, { kind: 'conversation' }, 1, 9_000),
    store.tables.conversations.leave(sampleApp, id, who),
  ])
}
