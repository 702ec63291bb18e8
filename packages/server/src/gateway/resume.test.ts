// F97, F48: whatever is appended, lost and resumed in whichever order, and whatever hints are lost, repeated and late, a device gets each
// entry once and in order, and no other.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AppId, DeviceId, UserId } from '@posthouse/protocol'
import fc from 'fast-check'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { createScope } from '../base/scope.ts'
import { createLocalBus } from '../bus/local.ts'
import { type Audience, groupConversation, peerConversation, userAudience } from '../domain/chat/conversation.ts'
import type { AddressedEntry, Membership } from '../ports/timeline.ts'
import { catchUp } from './catch-up.ts'
import { type Session, Sessions } from './sessions.ts'
import { Tails } from './tail.ts'

const app = 7 as AppId
const users = ['a', 'b'] as UserId[]
const group = groupConversation('g')

/** A timeline in memory with one group, whose reads take as many turns as a scheduler gives them. */
class Record {
  readonly entries: AddressedEntry[] = []
  readonly members = new Set<UserId>()
  readonly #turn: () => Promise<void>

  constructor(turn: () => Promise<void>) {
    this.#turn = turn
  }

  append(audience: Audience, event?: { readonly user: UserId; readonly isMember: boolean }): void {
    const position = this.entries.length + 1
    const entry = event ? groupEntry(position, event) : { kind: 'conversation', position }
    this.entries.push({ audience, entry, createdAtMs: 0, audienceThen: this.#isFor(audience, event) } as never)
    if (event) this.members[event.isMember ? 'add' : 'delete'](event.user)
  }

  /** Positions that a user is to be told of. */
  meantFor(user: UserId, after: number): readonly number[] {
    return this.#for(user, after).map(one => one.entry.position)
  }

  async position(): Promise<number> {
    await this.#turn()
    return this.entries.length
  }

  async after(_app: AppId, position: number, limit: number): Promise<readonly AddressedEntry[]> {
    await this.#turn()
    const found = this.entries.slice(position, position + limit)
    await this.#turn()
    return found
  }

  async catchUp(_app: AppId, user: UserId, after: number, limit: number): Promise<readonly AddressedEntry[]> {
    await this.#turn()
    const found = this.#for(user, after).slice(0, limit)
    await this.#turn()
    return found
  }

  async missed(): Promise<number> {
    await this.#turn()
    return 0
  }

  async groupsOf(_app: AppId, user: UserId): Promise<readonly Membership[]> {
    await this.#turn()
    const found = this.members.has(user) ? [{ conversation: group } as Membership] : []
    // Old by the time it is known: much may pass the tail meanwhile.
    for (let turns = 0; turns < 8; turns += 1) await this.#turn()
    return found
  }

  #for(user: UserId, after: number): readonly AddressedEntry[] {
    return this.entries.filter(
      one =>
        one.entry.position > after && (one as unknown as { audienceThen: ReadonlySet<UserId> }).audienceThen.has(user),
    )
  }

  /** Who comes and who goes is told of it too. */
  #isFor(audience: Audience, event: { readonly user: UserId } | undefined): ReadonlySet<UserId> {
    if (audience === group) return new Set([...this.members, ...(event ? [event.user] : [])])
    return new Set(users.filter(user => audience.split('/').slice(1).includes(user)))
  }
}

function groupEntry(
  position: number,
  { user, isMember }: { readonly user: UserId; readonly isMember: boolean },
): object {
  const members = [{ id: user }]
  return { kind: 'group', position, event: isMember ? 'joined' : 'left', group: { id: 'g' }, members }
}

/** A device that keeps what it got over all its connections. */
class Device {
  readonly user: UserId
  readonly got: number[] = []
  cursor = 0
  session: Session | undefined

  constructor(user: UserId) {
    this.user = user
  }
}

type Move =
  | { readonly kind: 'tell'; readonly to: number }
  | { readonly kind: 'member'; readonly user: number }
  | { readonly kind: 'come' | 'lose'; readonly device: number }
  | { readonly kind: 'hint'; readonly which: number }
  | { readonly kind: 'turns'; readonly count: number }

const move: fc.Arbitrary<Move> = fc.oneof(
  ...[1, 2, 3].map(() => fc.record({ kind: fc.constant('tell' as const), to: fc.nat(3) })),
  ...[1, 2].map(() => fc.record({ kind: fc.constant('member' as const), user: fc.nat(1) })),
  fc.record({ kind: fc.constantFrom('come' as const, 'lose' as const), device: fc.nat(2) }),
  ...[1, 2, 3].map(() => fc.record({ kind: fc.constant('hint' as const), which: fc.nat(6) })),
  ...[1, 2].map(() => fc.record({ kind: fc.constant('turns' as const), count: fc.integer({ min: 1, max: 40 }) })),
)

async function live(moves: readonly Move[], delays: () => number): Promise<void> {
  const turn = async (): Promise<void> => {
    for (let left = delays(); left > 0; left -= 1) await Promise.resolve()
  }
  const record = new Record(turn)
  const sessions = new Sessions()
  await using bus = createLocalBus()
  await using scope = createScope(error => {
    throw error
  })
  using tails = new Tails({ timeline: record, sessions, bus, clock: systemClock, scope, log: silentLog })
  tails.start()
  const devices = [new Device('a' as UserId), new Device('a' as UserId), new Device('b' as UserId)]
  const catchingUp: Promise<unknown>[] = []
  const lose = (device: Device): void => {
    if (device.session) sessions.remove(device.session)
    device.session = undefined
  }
  const come = (device: Device): void => {
    lose(device)
    const line = {
      send(bytes: Buffer) {
        // A frame that is under way when the connection is lost never arrives.
        if (device.session !== session) return
        const frame = JSON.parse(bytes.subarray((bytes[1] ?? 0) === 126 ? 4 : 2).toString())
        for (const entry of frame.entries) device.got.push(entry.position)
        device.cursor = frame.position
      },
      end: () => assert.fail('nobody is slow'),
    }
    const seat = { deviceId: 'd' as DeviceId, platform: 1, name: '', resource: '', sdk: '', ip: '', sinceMs: 0, line }
    const session: Session = sessions.add(app, device.user, seat)
    device.session = session
    const outlet = { send: line.send, drained: async () => true }
    const from = { cursor: device.cursor, messagesMax: 5_000 }
    catchingUp.push(
      catchUp(
        { timeline: record, conversations: record, tails, live: async entries => entries },
        session,
        outlet,
        from,
      ),
    )
  }
  const audiences = [
    group,
    userAudience(users[0] as UserId),
    peerConversation('a' as UserId, 'b' as UserId),
    userAudience(users[1] as UserId),
  ]
  // The hint of one of the last entries, with the entry: most are never sent, some twice, and in any order.
  const hint = (which = 0) => {
    const entries = which === 0 ? [] : record.entries.slice(-which).slice(0, 1 + (which % 2))
    bus.publish({ kind: 'timeline.appended', appId: app, ...(entries.length > 0 ? { entries } : {}) })
  }
  for (const one of moves) {
    if (one.kind === 'tell') record.append(audiences[one.to] ?? group)
    if (one.kind === 'member') {
      const user = users[one.user] as UserId
      record.append(group, { user, isMember: !record.members.has(user) })
    }
    const device = 'device' in one ? devices[one.device] : undefined
    if (device) (one.kind === 'come' ? come : lose)(device)
    if (one.kind === 'hint') hint(one.which)
    if (one.kind === 'turns') for (let left = one.count; left > 0; left -= 1) await Promise.resolve()
  }
  for (const device of devices) if (!device.session) come(device)
  await Promise.all(catchingUp)
  for (const audience of audiences) record.append(audience)
  const wanted = devices.map(device => record.meantFor(device.user, 0))
  for (let left = 1_000; left > 0; left -= 1) {
    if (left % 100 === 0) hint()
    await Promise.resolve()
  }
  assert.deepEqual(
    devices.map(device => device.got),
    wanted,
  )
}

describe('F97 a device that is lost and comes back', () => {
  it('I7 gets each entry that is for its user once and in order, whatever happens in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(move, { minLength: 20, maxLength: 120, size: 'max' }),
        fc.array(fc.nat(9), { minLength: 1, maxLength: 40 }),
        async (moves, pauses) => {
          let at = 0
          await live(moves, () => {
            at += 1
            return pauses[at % pauses.length] ?? 0
          })
        },
      ),
      { numRuns: 600 },
    )
  })
})
