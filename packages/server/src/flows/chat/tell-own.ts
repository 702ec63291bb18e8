// What a user changes for oneself alone: the change and an entry of the user's own, which tells the user's other devices, in one commit.
import type { EntryBody } from '@posthouse/protocol/frames'
import type { Clock } from '../../base/clock.ts'
import { userAudience } from '../../domain/chat/conversation.ts'
import type { Bus } from '../../ports/bus.ts'
import type { SessionCaller } from '../../ports/methods.ts'
import type { Store, Write } from '../../ports/store.ts'
import { Appended } from './appended.ts'
import { retentionMs } from './store-message.ts'

/** What telling uses. */
export interface TellOwnDeps {
  readonly store: Pick<Store, 'commit' | 'tables'>
  readonly bus: Pick<Bus, 'publish'>
  readonly clock: Pick<Clock, 'now'>
}

/** Resolves once the changes are durable. */
export async function tellOwn(
  { store, bus, clock }: TellOwnDeps,
  { app, user }: SessionCaller,
  changes: readonly Write<unknown>[],
  body: Extract<EntryBody, { kind: 'conversation' | 'deleted' | 'rule' | 'self' }>,
): Promise<void> {
  const atMs = clock.now()
  const appended = new Appended(store.tables.timeline, app.id)
  const writes = [...changes, appended.append(userAudience(user), body, atMs, atMs + retentionMs(app))]
  bus.publish(appended.hint(writes, await store.commit(writes)))
}
