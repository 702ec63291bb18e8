// The half of a session that whoever registers for pushes sees: who listens, and which PushIDs a login carries.
import type { Unit } from './inbox.ts'
import { Notices } from './notices.ts'
import type { ChannelNotification } from './push-seam.ts'

/** See the head of the file. */
export abstract class PushHalf {
  protected readonly loggedIn: Notices<readonly string[]> = new Notices()
  protected readonly notifications: Notices<ChannelNotification> = new Notices()
  protected pushIds: () => readonly string[] = () => []
  /** PushIDs on their way out, also those of an earlier session. The next login waits for them, else what it binds could be forgotten right after. */
  protected forgetting: Promise<unknown>

  constructor(earlier: Promise<unknown>) {
    this.forgetting = earlier
  }

  abstract forget(pushId: string): Promise<void>

  onLoggedIn(listener: (carried: readonly string[]) => void): () => void {
    return this.loggedIn.add(listener)
  }

  onNotification(listener: (notification: ChannelNotification) => void): () => void {
    return this.notifications.add(listener)
  }

  /** Resolves when nothing of this session is on its way out any more. */
  async forgotten(): Promise<void> {
    await this.forgetting
  }

  setPushIds(provider: () => readonly string[]): void {
    this.pushIds = provider
  }

  protected forgetAll(pushIds: readonly string[], failed: (cause: unknown) => void): void {
    this.forgetting = Promise.all(pushIds.map(pushId => this.forget(pushId).catch(failed)))
  }

  protected tellNotifications({ entries, isCatchUp }: Unit): void {
    for (const entry of entries) {
      if (entry.kind !== 'notification') continue
      const { pushId, notification, atMs } = entry
      this.notifications.tell({ pushId, notification, atMs, isOffline: isCatchUp })
    }
  }
}
