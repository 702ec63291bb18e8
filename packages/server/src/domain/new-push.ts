// A push at its beginning: what a caller asked for, with the category of its app and the end of its life. Pure; whether it is kept, or only
// thought of, is not known here.
import type { MsgId, UserId } from '@posthouse/protocol'
import type { Notification } from '@posthouse/vendors'
import type { App } from './app.ts'
import { withCategory } from './notification.ts'
import { lifeMsOf, type Push, type PushDevices, type PushSource, type Strategy } from './push.ts'

/** What is asked for, whoever gets it. */
export interface PushWish {
  readonly app: Pick<App, 'id' | 'settings'>
  readonly source: PushSource
  readonly strategy: Strategy
  readonly notification: Notification
  /** Absent: all of the user's. */
  readonly devices?: PushDevices | undefined
}

/** Makes pushes that share one notification object: what is rendered once for it serves them all. */
export function pushMaker(
  { app, source, strategy, notification: wished, devices }: PushWish,
  acceptedAtMs: number,
): (id: MsgId, target: UserId) => Push {
  const notification = withCategory(wished, app.settings.defaultCategory)
  const expiresAtMs = acceptedAtMs + lifeMsOf(wished)
  return (id, target) => ({
    id,
    appId: app.id,
    target,
    source,
    strategy,
    notification,
    acceptedAtMs,
    expiresAtMs,
    ...(devices ? { devices } : {}),
  })
}
