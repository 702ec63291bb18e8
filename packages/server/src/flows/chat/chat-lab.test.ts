// What the tests of messages share: the lab of callbacks with users alice, bob and carol, who is connected as the test says. No test
// itself.
import type { AppId, DeviceId, UserId } from '@posthouse/protocol'
import type { Params, PassingMessage } from '@posthouse/protocol/frames'
import { createIds } from '../../base/ids.ts'
import type { Random } from '../../base/random.ts'
import { conversationOf, groupConversation } from '../../domain/chat/conversation.ts'
import { aUser } from '../../domain/testing/samples.ts'
import type { Hint } from '../../ports/bus.ts'
import type { SessionCaller } from '../../ports/methods.ts'
import type { ConnectedDevice, Presence } from '../../ports/presence.ts'
import { app, openLab } from '../callback/callback-lab.test.ts'
import { type SendDeps, sendMessage } from './send-message.ts'
import { createSendRate } from './send-rate.ts'

/** The lab's users; all but `nobody` are registered. */
export const [alice, bob, carol, nobody] = ['alice', 'bob', 'carol', 'nobody'] as const as readonly [
  UserId,
  UserId,
  UserId,
  UserId,
]
/** Conversations of the lab. */
export const withBob = conversationOf(alice, 0, bob)
export const team = groupConversation('team')

/** A call that nobody's test is about. */
export const aText: Params<'message.send'> = {
  localId: 'l-1',
  to: 'bob',
  conversationType: 0,
  type: 1,
  content: { message: 'hi' },
  priority: 2,
}

/** Opens the lab. */
export async function openChatLab() {
  const stack = new AsyncDisposableStack()
  const lab = stack.use(await openLab())
  const { store, clock, bus, rules, random, ids } = lab
  const hints: Hint[] = []
  for (const kind of ['timeline.appended', 'handover.due', 'callback.waiting'] as const)
    stack.defer(bus.subscribe(kind, hint => hints.push(hint)))
  const connected = new Map<UserId, readonly ConnectedDevice[]>()
  const passed: { to: readonly UserId[]; message: PassingMessage; except: string | undefined }[] = []
  const deps = {
    store,
    bus,
    clock,
    rules,
    random,
    ids: createIds(clock, 7),
    rate: createSendRate(clock),
    ask: { rules, egress: lab.egress, clock, random, ids },
    emit: { callbacks: store.tables.callbacks, ids, random },
    presence: {
      async online(_app: AppId, users: readonly UserId[]) {
        return new Set(users.filter(user => connected.has(user)))
      },
      async connected(_app: AppId, users: readonly UserId[]) {
        return new Map([...connected].filter(([user]) => users.includes(user)))
      },
      async devicesOf(_app: AppId, user: UserId) {
        return connected.get(user) ?? []
      },
      async pass(_app: AppId, to: readonly UserId[], message: PassingMessage, except?: string) {
        passed.push({ to, message, except })
      },
    },
  } satisfies SendDeps & { readonly presence: Omit<Presence, 'disconnect'>; readonly random: Random }
  const register = [alice, bob, carol].map(username =>
    store.tables.users.insert(aUser({ appId: app.id, username }), 'h'),
  )
  await store.commit(register)
  const callers = new Map<UserId, SessionCaller>()
  const caller = (user: UserId): SessionCaller => {
    const known = callers.get(user) ?? {
      app,
      user,
      deviceId: `${user}-phone` as DeviceId,
      resource: `${user}-1`,
      platform: 3,
    }
    callers.set(user, known)
    return known
  }
  let sent = 0
  return {
    ...lab,
    app,
    deps,
    hints,
    connected,
    passed,
    caller,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
    /** Sends a text; each call is a new message unless `localId` is given. A session is never too fast here. */
    send(from: UserId, change: Partial<Params<'message.send'>> = {}) {
      sent += 1
      const unhurried = { ...deps, rate: { take: () => 0 } }
      return sendMessage(unhurried, caller(from), { ...aText, localId: `l-${sent}`, ...change })
    },
    /** Makes the group `team` with these members, the first of whom is the owner. */
    async group(...members: readonly UserId[]) {
      const { conversations, groups } = store.tables
      const [owner = alice] = members
      await store.commit([
        groups.insert({
          ...{ appId: app.id, id: 'team', owner, memberCount: members.length, memberMax: 20, createdAtMs: 1 },
          ...{ name: 'Team', avatarUrl: '', notice: '', attributes: {}, dismissedAtMs: undefined, revision: 1 },
          ...{ joinMode: 0, inviteMode: 0, beInviteMode: 0 },
        }),
        conversations.insert(app.id, team),
        ...members.map((member, index) =>
          conversations.join(app.id, team, member, { role: index === 0 ? 1 : 3, enteredAtMs: 1, enterType: 1 }),
        ),
      ])
    },
  }
}

/** The lab. */
export type ChatLab = Awaited<ReturnType<typeof openChatLab>>

/** Whether a rejection is a refusal of this kind. */
export function refusedAs(reason: string): (error: unknown) => boolean {
  return error => typeof error === 'object' && error !== null && 'reason' in error && error.reason === reason
}
