// Pushes of a message that came over REST: the texts, wishes and rules of spec/easemob.md §8 and §10, for each receiver their own.
import type { JsonObject, UserId } from '@posthouse/protocol'
import type { Notification } from '@posthouse/vendors'
import type { App } from '../../domain/app.ts'
import { readAudience } from '../../domain/chat/conversation.ts'
import { decideRest } from '../../domain/handover/decide-rest.ts'
import { chatMessageFor } from '../../domain/handover/easemob-message.ts'
import type { ChatMessage } from '../../domain/message/chat-message.ts'
import type { Circumstances } from '../../domain/message/decide.ts'
import { type MessageExtension, readExtension } from '../../domain/message/extension.ts'
import { messageNotification } from '../../domain/message/notification.ts'
import { shownText, type TextFacts, templateNames } from '../../domain/message/text.ts'
import { fixedWords } from '../../domain/message/words.ts'
import type { PushDevices } from '../../domain/push.ts'
import type { Patterns, TemplateName } from '../../domain/template.ts'
import type { Conversation, ConversationSettings, UserSettings } from '../../domain/user-settings.ts'
import type { Handover } from '../../ports/handovers.ts'
import type { Store } from '../../ports/store.ts'
import type { LoadedReceiver } from './load-receivers.ts'
import type { Made, Maker } from './made.ts'

/** What making uses. */
export interface RestMakerDeps {
  readonly store: Pick<Store, 'tables'>
  /** The zone whose clocks users' quiet hours are read by. */
  readonly timeZone: string
}

/** Receivers of whom unread messages and the settings of one conversation are asked, one by one; members of larger groups have neither. */
const askedSinglyMax = 20

/** A maker for one hand-over whose `easemob` is `part`. */
export async function restMaker(
  deps: RestMakerDeps,
  app: App,
  handover: Handover,
  part: JsonObject,
  nowMs: number,
): Promise<Maker> {
  const { tables } = deps.store
  const extension = readExtension(part['ext'] as JsonObject | undefined)
  const [sender, notifiers, groupSize] = await Promise.all([
    tables.users.find(app.id, handover.from),
    tables.notifiers.list(app.id),
    groupSizeOf(deps, app, handover),
  ])
  const circumstances: Circumstances = {
    notifiers: new Map(notifiers.map(notifier => [notifier.name, notifier])),
    devicePolicy: app.settings.devicePolicy ?? 'all-offline',
    nowMs,
    timeZone: deps.timeZone,
  }
  const making = { deps, app, handover, part, extension, circumstances, groupSize }
  const one: Making = { ...making, fromNickname: sender?.nickname }
  return async receivers => {
    const settings = await tables.userSettings.findMany(
      app.id,
      receivers.map(({ user }) => user),
    )
    const page: Page = { isSingle: receivers.length <= askedSinglyMax, patternsOf: patternsOnce(deps, app) }
    const made: Made[] = []
    for (const receiver of receivers) made.push(await makeOne(one, receiver, settings.get(receiver.user) ?? {}, page))
    return made
  }
}

interface Making {
  readonly deps: RestMakerDeps
  readonly app: App
  readonly handover: Handover
  readonly part: JsonObject
  readonly extension: MessageExtension
  readonly circumstances: Circumstances
  readonly fromNickname: string | undefined
  /** Members; undefined of two users. */
  readonly groupSize: number | undefined
}

async function groupSizeOf(
  { store }: RestMakerDeps,
  app: App,
  { conversation }: Handover,
): Promise<number | undefined> {
  const audience = conversation && readAudience(conversation)
  if (audience?.kind !== 'group') return undefined
  return (await store.tables.groups.find(app.id, audience.groupId))?.memberCount
}

type PatternsByName = ReadonlyMap<TemplateName, Patterns>

/** What the receivers of a page have in common. */
interface Page {
  readonly isSingle: boolean
  patternsOf(names: readonly TemplateName[]): Promise<PatternsByName>
}

/** Templates, asked for once by the same names: nearly all receivers have the same. */
function patternsOnce({ store }: RestMakerDeps, app: App): Page['patternsOf'] {
  const known = new Map<string, PatternsByName>()
  return async names => {
    const key = JSON.stringify(names)
    const found =
      known.get(key) ?? new Map((await store.tables.templates.byNames(app.id, names)).map(one => [one.name, one]))
    known.set(key, found)
    return found
  }
}

async function makeOne(making: Making, receiver: LoadedReceiver, settings: UserSettings, page: Page): Promise<Made> {
  const { app, handover, part, extension, circumstances } = making
  const { user } = receiver
  const message = chatMessageFor(user, part, {
    appkey: app.appkey,
    id: handover.subjectId,
    from: handover.from,
    conversation: handover.conversation,
    sentAtMs: handover.createdAtMs,
    groupSize: making.groupSize,
  })
  const conversation = page.isSingle ? await conversationSettings(making, user) : undefined
  const whole = { ...receiver, settings, conversation }
  const decision = decideRest(message, extension, handover.position, whole, circumstances)
  if (decision.kind === 'end') return { user, end: decision.end }
  const facts: TextFacts = { message, extension, fromNickname: making.fromNickname, settings }
  if (decision.kind === 'outcome') {
    const notification = messageNotification(message, extension, { title: '', content: '' }, undefined)
    return { user, push: { notification, devices: { end: decision.reason } } }
  }
  const { push, wait } = decision
  if (push.length === 0) return { user, wait }
  const notification = await notificationOf(making, facts, page)
  const devices: PushDevices = { only: push, ...filterOf(extension) }
  return { user, push: { notification, devices }, ...(wait.length > 0 ? { wait } : {}) }
}

async function notificationOf(making: Making, facts: TextFacts, { isSingle, patternsOf }: Page): Promise<Notification> {
  const { extension } = making
  const { message } = facts
  const patterns = await patternsOf(templateNames(facts))
  const unread = isSingle ? await unreadOf(making, message) : undefined
  return messageNotification(message, extension, shownText(facts, patterns, fixedWords), unread)
}

/** The number on the icon: the receiver's unread messages, this one included (spec/easemob.md §8.7). */
function unreadOf({ deps, app }: Making, { to }: ChatMessage): Promise<number> {
  return deps.store.tables.conversations.unread(app.id, to, [0, 2])
}

async function conversationSettings(making: Making, user: UserId): Promise<ConversationSettings | undefined> {
  const { deps, app, handover } = making
  if (handover.conversation === undefined) return undefined
  const audience = readAudience(handover.conversation)
  const conversation: Conversation =
    audience.kind === 'group' ? { kind: 'chatgroup', key: audience.groupId } : { kind: 'user', key: handover.from }
  return deps.store.tables.userSettings.conversation(app.id, user, conversation)
}

function filterOf({ filter }: MessageExtension): Pick<PushDevices, 'filter'> {
  const { acceptedDevices, ignoredDevices, acceptedNotifiers, ignoredNotifiers } = filter
  const lists = {
    acceptedDevices: [...acceptedDevices],
    ignoredDevices: [...ignoredDevices],
    acceptedNotifiers: [...acceptedNotifiers],
    ignoredNotifiers: [...ignoredNotifiers],
  } as unknown as NonNullable<PushDevices['filter']>
  return Object.values(lists).some(list => list.length > 0) ? { filter: lists } : {}
}
