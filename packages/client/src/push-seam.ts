// The seam between the two halves of the client: what the one that registers for pushes asks of the one that holds the long connection.
import type { Method, Params, Result } from '@posthouse/protocol/frames'

/** A push that came by the long connection (spec/easemob.md §6.9). */
export interface ChannelNotification {
  /** The server's id of the push, for `push.report`. */
  readonly pushId: string
  /** As the server wrote it; `isShown` false = data for the app, not for the eye. */
  readonly notification: Readonly<Record<string, unknown>>
  /** When the server accepted it, epoch ms. */
  readonly atMs: number
  /** It waited while this device was away. */
  readonly isOffline: boolean
}

/** See the head of the file. Listeners are told in the order in which they came, and never of the past. */
export interface PushSeam {
  /** The app's number. */
  readonly appId: number
  /** Where the server answers over HTTP, such as `https://push.example.com`; absent where only the long connection is known. */
  readonly server?: string
  /** Who is logged in; undefined = nobody, or somebody who is logging out. Stays while the connection is being made again. */
  userId(): string | undefined
  /** Tells of each login that succeeded, and of each return after a loss, and which PushIDs it carried; returns how to stop. */
  onLoggedIn(listener: (carried: readonly string[]) => void): () => void
  /** Tells of each push that came by this channel, once; returns how to stop. */
  onNotification(listener: (notification: ChannelNotification) => void): () => void
  /** The PushIDs that each login from now on carries; replaces the earlier provider. */
  setPushIds(provider: () => readonly string[]): void
  /** Calls a method of the long connection. Rejects with `{ code, message }` (spec/zego.md §5); 6000121 while nobody is logged in. */
  request<M extends Method>(method: M, params: Params<M>): Promise<Result<M>>
  /** Unbinds a PushID from whomever it belongs to, logged in or not. Rejects as `request` does. */
  forget(pushId: string): Promise<void>
}
