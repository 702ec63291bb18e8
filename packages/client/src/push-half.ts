// The half of a session that whoever registers for pushes sees: who listens, and which PushIDs a login carries.
import { Notices } from './notices.ts'
import type { ChannelNotification } from './push-seam.ts'

/** See the head of the file. */
export abstract class PushHalf {
  protected readonly loggedIn: Notices<string> = new Notices()
  protected readonly notifications: Notices<ChannelNotification> = new Notices()
  protected pushIds: () => readonly string[] = () => []

  onLoggedIn(listener: (userId: string) => void): () => void {
    return this.loggedIn.add(listener)
  }

  onNotification(listener: (notification: ChannelNotification) => void): () => void {
    return this.notifications.add(listener)
  }

  setPushIds(provider: () => readonly string[]): void {
    this.pushIds = provider
  }
}
