// A lab for tests of groups: a real record, an app of its own per test, and what each user's devices are told by the timeline.
import { rejects } from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { AppId, UserId } from '@posthouse/protocol'
import type { Entry } from '@posthouse/protocol/frames'
import { systemClock } from '../../../base/clock.ts'
import { createIds } from '../../../base/ids.ts'
import { silentLog } from '../../../base/log.ts'
import type { ChatSettings } from '../../../domain/app.ts'
import { groupConversation } from '../../../domain/chat/conversation.ts'
import { Refusal } from '../../../domain/chat/refusal.ts'
import { anApp, aUser } from '../../../domain/testing/samples.ts'
import type { Hint } from '../../../ports/bus.ts'
import type { Store } from '../../../ports/store.ts'
import { openStore } from '../../../store/open.ts'
import type { CreateGroupDeps } from './create.ts'
import { createGroupTurns } from './turns.ts'

/** One record for all tests of a file, opened by the first that asks. */
const opened = new AsyncDisposableStack()
let opening: Promise<Store> | undefined
let lastApp = 0

after(() => opened.disposeAsync())

async function openRecord(): Promise<Store> {
  const place = await mkdtemp(join(tmpdir(), 'groups-'))
  opened.defer(() => rm(place, { recursive: true }))
  return opened.use(await openStore({ url: join(place, 'record.db'), clock: systemClock, log: silentLog }))
}

/** Names as ids. */
export function ids(...names: readonly string[]): readonly UserId[] {
  return names as readonly UserId[]
}

/** An app with users, and what is needed to change its groups. */
export async function openGroupLab(users: readonly string[], chat: ChatSettings = {}) {
  opening ??= openRecord()
  const store = await opening
  lastApp += 1
  const appId = lastApp as AppId
  const app = anApp({ id: appId, name: `app${lastApp}`, settings: { openRegistration: false, pushOpen: true, chat } })
  const { tables } = store
  await store.commit(ids(...users).map(username => tables.users.insert(aUser({ appId, username }), 'h')))
  const hints: Hint[] = []
  const clock = { nowMs: 1_000, now: () => clock.nowMs }
  const deps = (): CreateGroupDeps => ({
    store,
    clock,
    bus: { publish: hint => void hints.push(hint) },
    ids: createIds(systemClock, store.node),
    turns: createGroupTurns(),
  })
  const members = async (groupId: string) =>
    (await tables.conversations.members(appId, groupConversation(groupId), undefined, 9_999)).map(
      ({ username, role }) => `${username} ${role}`,
    )
  /** What a user was told after a position: event, those whom it happened to, who did it. */
  const told = async (user: string, afterPosition = 0) =>
    (await tables.timeline.catchUp(appId, user as UserId, afterPosition, 9_999)).map(({ entry }) => spoken(entry))
  return {
    app,
    store,
    clock,
    hints,
    deps: deps(),
    /** Those of another process over the same record. */
    elsewhere: deps(),
    members,
    told,
    position: () => tables.timeline.position(appId),
    group: (groupId: string) => tables.groups.find(appId, groupId),
  }
}

function spoken(entry: Entry): string {
  if (entry.kind !== 'group') return entry.kind
  const members = entry.members.map(({ id, role }) => `${id}${role === 3 ? '' : ` (${role})`}`)
  return `${entry.event} [${members.join(', ')}] by ${entry.operator.id}, ${entry.group.memberCount}`
}

/** Expects a refusal for the reason. */
export function refuses(running: Promise<unknown>, reason: Refusal['reason']): Promise<void> {
  return rejects(running, (error: unknown) => error instanceof Refusal && error.reason === reason)
}
