// What a user sets on the user entity, in one commit: nickname, display style, the older do-not-disturb and the older mute of groups
// (spec/easemob.md §2.4–2.6). Bad input changes nothing.
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import type { User } from '../../domain/user.ts'
import {
  type Conversation,
  conversationsPerUserMax,
  isConversationKey,
  readHour,
  type UserSettings,
  type UserSettingsChange,
} from '../../domain/user-settings.ts'
import { nicknameObjection } from '../../domain/username.ts'
import { type EditUserDeps, knownUser } from './edit-users.ts'

/** A change as a caller asks for it; absent members stay. */
export interface UserEdit {
  readonly nickname?: string
  readonly displayStyle?: 0 | 1
  readonly quiet?: boolean
  readonly quietFrom?: number | string
  readonly quietUntil?: number | string
  /** Groups by id: muted or not any more. */
  readonly ignoredGroups: ReadonlyMap<string, boolean>
}

/** An edit that can be carried out. */
export interface ReadEdit {
  readonly nickname: string | undefined
  readonly settings: UserSettingsChange
  readonly ignoredGroups: ReadonlyMap<string, boolean>
}

/** Most groups of one edit. */
const groupsMax = 100

/** Reads an edit. Throws what is wrong with it, by the names of the wire. */
export function readEdit({ nickname, displayStyle, quiet, quietFrom, quietUntil, ignoredGroups }: UserEdit): ReadEdit {
  const objection = nickname === undefined ? undefined : nicknameObjection(nickname)
  if (objection) throw new PosthouseError(objection.code, objection.values)
  const isFine = ignoredGroups.size <= groupsMax && [...ignoredGroups.keys()].every(isConversationKey)
  if (!isFine) throw invalid('notification_ignore_')
  const legacyQuiet = {
    ...(quiet === undefined ? {} : { on: quiet }),
    ...(quietFrom === undefined ? {} : { fromHour: hourOf(quietFrom, 'notification_no_disturbing_start') }),
    ...(quietUntil === undefined ? {} : { untilHour: hourOf(quietUntil, 'notification_no_disturbing_end') }),
  }
  const settings = {
    ...(displayStyle === undefined ? {} : { displayStyle }),
    ...(Object.keys(legacyQuiet).length === 0 ? {} : { legacyQuiet }),
  }
  return { nickname, settings, ignoredGroups }
}

/** Carries an edit out. Throws `user_not_found`, and `limit_request` when the user has too many conversations with settings. */
export async function editUser(deps: EditUserDeps, app: App, username: string, edit: ReadEdit): Promise<void> {
  const { users, userSettings } = deps.store.tables
  const { username: id } = await knownUser(deps, app, username)
  const nickname = edit.nickname === undefined ? {} : { nickname: edit.nickname }
  const hasSettings = Object.keys(edit.settings).length > 0
  if (edit.nickname === undefined && !hasSettings && edit.ignoredGroups.size === 0) return
  const nowMs = deps.clock.now()
  const room = { max: conversationsPerUserMax, nowMs }
  const muted = [...edit.ignoredGroups].map(([key, isMuted]) =>
    userSettings.changeConversation(app.id, id, { kind: 'chatgroup', key }, { mode: isMuted ? 'NONE' : null }, room),
  )
  const [isKnown, ...done] = await deps.store.commit([
    users.update(app.id, id, { ...nickname, modifiedAtMs: nowMs }),
    ...(hasSettings ? [userSettings.change(app.id, id, edit.settings)] : []),
    ...muted,
  ])
  if (!isKnown) throw new PosthouseError('user_not_found')
  if (done.includes(false)) throw new PosthouseError('limit_request')
}

/** What is shown of one user besides the user: settings, and which of the first 100 groups with a mode of their own are muted. */
export async function shownSettings(
  { store }: Pick<EditUserDeps, 'store'>,
  { appId, username }: User,
): Promise<{ readonly settings: UserSettings | undefined; readonly ignoredGroups: readonly string[] }> {
  const { userSettings } = store.tables
  const before: Conversation = { kind: 'chatgroup', key: '' }
  const [settings, kept] = await Promise.all([
    userSettings.find(appId, username),
    userSettings.withMode(appId, username, before, groupsMax),
  ])
  const ignoredGroups = kept
    .filter(one => one.conversation.kind === 'chatgroup' && one.settings.mode === 'NONE')
    .map(one => one.conversation.key)
  return { settings, ignoredGroups }
}

function hourOf(value: number | string, field: string): number {
  const hour = readHour(value)
  if (hour === undefined) throw invalid(field)
  return hour
}

function invalid(field: string): PosthouseError {
  return new PosthouseError('parameter_invalid', { field }, { field })
}
