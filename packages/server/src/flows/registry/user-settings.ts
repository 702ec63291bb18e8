// Settings of users and of their conversations: what may be set, and what is shown of it (spec/easemob.md §2.7–2.9). Bad input
// changes nothing.
import { type UserId, userIdOf } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import {
  type Conversation,
  type ConversationSettings,
  conversationsPerUserMax,
  isConversationKey,
  isSettingWord,
  type PushMode,
  readInterval,
} from '../../domain/user-settings.ts'
import type { ConversationChange, KeptConversation, Store } from '../../ports/store.ts'

/** What these flows use. */
export interface UserSettingDeps {
  readonly store: Pick<Store, 'commit' | 'tables'>
  readonly clock: Pick<Clock, 'now'>
}

/** A change as a caller asks for it; absent members stay. */
export interface ModeChange {
  readonly type?: PushMode | 'DEFAULT'
  readonly ignoreInterval?: string
  /** From now on, ms; 0 = none. */
  readonly ignoreDurationMs?: number
}

/** What is set for one conversation, or for all. */
export interface ShownMode {
  readonly type: PushMode | 'DEFAULT'
  readonly ignoreInterval?: string
  /** Epoch ms, still to come. */
  readonly ignoreUntilMs?: number
}

/** Most conversations of one question (spec/easemob.md §2.7). */
const conversationsAskedMax = 20

/** Changes the mode of a conversation; of all, where the other user is the user (spec/easemob.md §2.7). Shows it as it is then. */
export async function changeMode(
  deps: UserSettingDeps,
  app: App,
  username: string,
  conversation: Conversation,
  wanted: ModeChange,
): Promise<ShownMode> {
  const named = namedConversation(conversation)
  const isForAll = isOwn(named, username)
  if (isForAll && wanted.type === 'DEFAULT') throw invalid('type')
  const change = readChange(wanted, deps.clock.now())
  const id = await idOf(deps, app, username)
  if (!isForAll) await putConversation(deps, app, id, named, change)
  else await putSettings(deps, app, id, change)
  return modeOf(deps, app, username, conversation)
}

/** What is set for a conversation; for all, where the other user is the user. */
export async function modeOf(
  deps: UserSettingDeps,
  app: App,
  username: string,
  conversation: Conversation,
): Promise<ShownMode> {
  const named = namedConversation(conversation)
  const id = await idOf(deps, app, username)
  const { userSettings } = deps.store.tables
  const [kept, unset] = isOwn(named, username)
    ? ([await userSettings.find(app.id, id), 'ALL'] as const)
    : ([await userSettings.conversation(app.id, id, named), 'DEFAULT'] as const)
  return { type: kept?.mode ?? unset, ...windowsOf(kept ?? {}, deps.clock.now()) }
}

/** What is set for conversations of their own; those that only follow the user's settings are left out. */
export async function modesOf(
  deps: UserSettingDeps,
  app: App,
  username: string,
  conversations: readonly Conversation[],
): Promise<readonly { readonly conversation: Conversation; readonly shown: Partial<ShownMode> }[]> {
  if (conversations.length > conversationsAskedMax) throw invalid('user')
  const named = conversations.map(namedConversation)
  const id = await idOf(deps, app, username)
  const nowMs = deps.clock.now()
  const kept = await deps.store.tables.userSettings.conversations(app.id, id, named)
  return kept
    .map(({ conversation, settings }) => ({
      conversation,
      shown: { ...(settings.mode ? { type: settings.mode } : {}), ...windowsOf(settings, nowMs) },
    }))
    .filter(({ shown }) => Object.keys(shown).length > 0)
}

/** Conversations with a mode of their own, one page in order of kind and key. */
export async function listModes(
  deps: UserSettingDeps,
  app: App,
  username: string,
  after: Conversation | undefined,
  limit: number,
): Promise<readonly KeptConversation[]> {
  const id = await idOf(deps, app, username)
  return deps.store.tables.userSettings.withMode(app.id, id, after, limit)
}

/** What a user may choose by a word. */
export type Choice = 'language' | 'templateName'

/** Sets the language or the template of a user; an empty one takes it away. `field` is its name on the wire. */
export async function choose(
  deps: UserSettingDeps,
  app: App,
  username: string,
  { choice, word, field }: { readonly choice: Choice; readonly word: string; readonly field: string },
): Promise<void> {
  if (!isSettingWord(word)) throw invalid(field)
  const id = await idOf(deps, app, username)
  await putSettings(deps, app, id, { [choice]: word === '' ? null : word })
}

/** The language or the template of a user; empty where none is set. */
export async function chosen(deps: UserSettingDeps, app: App, username: string, choice: Choice): Promise<string> {
  const id = await idOf(deps, app, username)
  const settings = await deps.store.tables.userSettings.find(app.id, id)
  return settings?.[choice] ?? ''
}

/** The id of the user of a path. For settings nobody of that name is 400, as for bindings (spec/easemob.md §1.9, §12 row 16). */
async function idOf({ store }: UserSettingDeps, app: App, username: string): Promise<UserId> {
  const user = await store.tables.users.find(app.id, userIdOf(username))
  if (!user) throw new PosthouseError('binding_user_unknown')
  return user.username
}

async function putSettings(
  { store }: UserSettingDeps,
  app: App,
  username: UserId,
  change: Parameters<Store['tables']['userSettings']['change']>[2],
): Promise<void> {
  const [isKnown] = await store.commit([store.tables.userSettings.change(app.id, username, change)])
  if (!isKnown) throw new PosthouseError('binding_user_unknown')
}

async function putConversation(
  { store, clock }: UserSettingDeps,
  app: App,
  username: UserId,
  conversation: Conversation,
  change: ConversationChange,
): Promise<void> {
  const { userSettings } = store.tables
  const room = { max: conversationsPerUserMax, nowMs: clock.now() }
  const [isPut] = await store.commit([userSettings.changeConversation(app.id, username, conversation, change, room)])
  if (!isPut) throw new PosthouseError('limit_request')
}

function readChange({ type, ignoreInterval, ignoreDurationMs }: ModeChange, nowMs: number): ConversationChange {
  const interval = ignoreInterval === undefined ? undefined : readInterval(ignoreInterval)
  if (ignoreInterval !== undefined && interval === undefined) throw invalid('ignoreInterval')
  return {
    ...(type === undefined ? {} : { mode: type === 'DEFAULT' ? null : type }),
    ...(interval === undefined ? {} : { ignoreInterval: interval === '' ? null : interval }),
    ...(ignoreDurationMs === undefined
      ? {}
      : { ignoreUntilMs: ignoreDurationMs === 0 ? null : nowMs + ignoreDurationMs }),
  }
}

/** The windows that are still to be shown: a duration that is over is none. */
function windowsOf({ ignoreInterval, ignoreUntilMs }: ConversationSettings, nowMs: number): Omit<ShownMode, 'type'> {
  return {
    ...(ignoreInterval === undefined ? {} : { ignoreInterval }),
    ...(ignoreUntilMs === undefined || ignoreUntilMs <= nowMs ? {} : { ignoreUntilMs }),
  }
}

/** Users are named by their ids, which are folded; groups by theirs as they are. */
function namedConversation({ kind, key }: Conversation): Conversation {
  if (!isConversationKey(key)) throw invalid('key')
  return { kind, key: kind === 'user' ? userIdOf(key) : key }
}

function isOwn({ kind, key }: Conversation, username: string): boolean {
  return kind === 'user' && key === userIdOf(username)
}

function invalid(field: string): PosthouseError {
  return new PosthouseError('parameter_invalid', { field }, { field })
}
