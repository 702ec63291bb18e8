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
  /** PushIDs of whoever logged out that the server could not be told of. */
  #unforgotten: readonly string[] = []
  readonly #failed: (cause: unknown) => void

  constructor(earlier: Promise<unknown>, failed: (cause: unknown) => void) {
    this.forgetting = earlier
    this.#failed = failed
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

  /** What fails is tried again by {@link forgetAgain}. */
  protected forgetAll(pushIds: readonly string[]): void {
    const one = async (pushId: string): Promise<void> => {
      try {
        await this.forget(pushId)
      } catch (cause) {
        this.#failed(cause)
        this.#unforgotten = [...this.#unforgotten, pushId]
      }
    }
    this.forgetting = Promise.all([this.forgetting, ...pushIds.map(one)])
  }

  /** The network may be back while nobody is logged in. */
  protected forgetAgain(): void {
    const pushIds = this.#unforgotten
    this.#unforgotten = []
    this.forgetAll(pushIds)
  }

  /** Somebody logs in: to whom a PushID belongs is for that login to say. */
  protected bindAnew(): void {
    this.#unforgotten = []
  }

  protected tellNotifications({ entries, isCatchUp }: Unit): void {
    for (const entry of entries) {
      if (entry.kind !== 'notification') continue
      const { pushId, notification, atMs } = entry
      this.notifications.tell({ pushId, notification, atMs, isOffline: isCatchUp })
    }
  }
}
