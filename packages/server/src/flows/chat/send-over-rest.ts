// Messages of an app's server to users and groups (spec/easemob.md §10.7): one message per receiver, stored like those of clients. Nobody
// is asked before delivery: that is for clients' messages alone (§9.8).
import type { MsgId, UserId } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import type { Ids } from '../../base/ids.ts'
import type { App } from '../../domain/app.ts'
import { groupConversation, isChatId, peerConversation } from '../../domain/chat/conversation.ts'
import { type RestMessage, restContent, restPart, restSentMessage } from '../../domain/chat/rest-message.ts'
import type { Presence } from '../../ports/presence.ts'
import type { SendBudget } from './send-budget.ts'
import { receiversOf, type StoreMessageDeps, storeMessage } from './store-message.ts'

/** What sending uses. */
export interface SendOverRestDeps extends StoreMessageDeps {
  readonly presence: Pick<Presence, 'online' | 'pass'>
  readonly ids: Ids
  readonly budget: SendBudget
}

/** Most receivers of one call. */
const usersMax = 600
const groupsMax = 3
/** Messages of one call that are stored at a time: what comes together shares commits. */
const together = 64

/** The id of each receiver's message, as the receivers were written. Throws `message_param_empty`, `message_targets_too_many`, `message_send_limit`. */
export async function sendToUsers(
  deps: SendOverRestDeps,
  app: App,
  targets: readonly UserId[],
  message: RestMessage,
): Promise<ReadonlyMap<UserId, MsgId>> {
  checkTargets(targets, usersMax)
  deps.budget.take(app, 'messages', targets.length)
  const { from } = message
  const found = await deps.store.tables.users.findMany(app.id, targets.filter(isChatId))
  const known = found.map(({ username }) => username).filter(user => user !== from)
  const wanted = message.isOnlineOnly ? await deps.presence.online(app.id, known) : new Set(known)
  return await sendEach(deps, targets, async (user, id) => {
    if (wanted.has(user)) await send(deps, app, message, { id, type: 0, to: user, users: [user] })
  })
}

/** The same to groups. */
export async function sendToGroups(
  deps: SendOverRestDeps,
  app: App,
  targets: readonly string[],
  message: RestMessage,
): Promise<ReadonlyMap<string, MsgId>> {
  checkTargets(targets, groupsMax)
  deps.budget.take(app, 'groupMessages', targets.length)
  const found = await deps.store.tables.groups.findMany(app.id, targets.filter(isChatId))
  const known = new Set(found.filter(({ dismissedAtMs }) => dismissedAtMs === undefined).map(({ id }) => id))
  return await sendEach(deps, targets, async (group, id) => {
    if (!known.has(group)) return
    const isPassing = message.kind === 'cmd'
    const users = isPassing ? await receiversOf(deps.store, app, groupConversation(group), message.from) : []
    await send(deps, app, message, { id, type: 2, to: group, users })
  })
}

function checkTargets(targets: readonly string[], max: number): void {
  if (targets.length === 0) throw new PosthouseError('message_param_empty', { field: 'to' }, { field: 'to' })
  if (targets.length > max) throw new PosthouseError('message_targets_too_many', {}, { field: 'to' })
}

/** An id for each, and what is done for it. */
async function sendEach<T extends string>(
  { ids }: SendOverRestDeps,
  targets: readonly T[],
  run: (target: T, id: MsgId) => Promise<void>,
): Promise<ReadonlyMap<T, MsgId>> {
  const sent = new Map(targets.map(target => [target, ids.next() as MsgId] as const))
  const all = [...sent]
  for (let first = 0; first < all.length; first += together) {
    await Promise.all(all.slice(first, first + together).map(([target, id]) => run(target, id)))
  }
  return sent
}

interface Receiver {
  readonly id: MsgId
  readonly type: 0 | 2
  readonly to: string
  /** Of a command. */
  readonly users: readonly UserId[]
}

async function send(deps: SendOverRestDeps, app: App, message: RestMessage, receiver: Receiver): Promise<void> {
  const { id, type: conversationType, to, users } = receiver
  const { from, ext, kind } = message
  const { type, content } = restContent(message)
  const about = { id: String(id), conversationType, from, to, sentAtMs: deps.clock.now() }
  if (kind === 'cmd') {
    await deps.presence.pass(app.id, users, { ...about, type: 2, content })
    return
  }
  await storeMessage(deps, {
    app,
    conversation: conversationType === 2 ? groupConversation(to) : peerConversation(from, to as UserId),
    message: { ...about, type, content, isFromServer: true, ...(ext ? { ext } : {}) },
    source: 'rest',
    sent: restSentMessage(app.appkey, id, message, conversationType, to),
    localId: undefined,
    push: undefined,
    breaksThrough: [],
    easemob: restPart(message),
  })
}
