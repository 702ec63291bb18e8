// A platform without a platform: tokens and notifications are handed in by the program. For tests, demonstrations and services on Node.
import { createEarlyEvents } from './early.ts'
import type {
  LocalNotification,
  NotificationChannel,
  PushError,
  PushEvent,
  PushNotice,
  PushProvider,
  PushRequest,
  PushSource,
  PushToken,
} from './provider.ts'

/** Something that was asked of the platform. */
export type TestPushCall =
  | { readonly kind: 'acquire'; readonly request: PushRequest }
  | { readonly kind: 'release' | 'permission' }
  | { readonly kind: 'local'; readonly notification: LocalNotification }
  | { readonly kind: 'channel'; readonly channel: NotificationChannel }
  | { readonly kind: 'badge'; readonly badge: number }

/** A provider whose phone is in the program's hand. */
export interface TestPush extends PushProvider {
  /** What was asked so far, in order; at most the last 1,000. */
  readonly calls: readonly TestPushCall[]
  /** What the next registrations get: tokens, or the reason why there are none. */
  give(outcome: readonly PushToken[] | PushError): void
  /** The phone tells of a notification. */
  tell(event: PushEvent, notice: PushNotice): void
  /** The vendor replaces the token. */
  renew(token: PushToken): void
}

const callsMax = 1_000

/** Makes one; `sources` are the channels of the phone, its maker's first. */
export function createTestPush(sources: readonly PushSource[], given: readonly PushToken[] | PushError = []): TestPush {
  const events = createEarlyEvents()
  const calls: TestPushCall[] = []
  let outcome = given
  const note = (call: TestPushCall): void => {
    calls.push(call)
    if (calls.length > callsMax) calls.shift()
  }
  return {
    calls,
    give: next => {
      outcome = next
    },
    tell: (event, notice) => events.notice(event, notice),
    renew: token => events.renewed(token),
    sources: () => sources,
    async acquire(request) {
      note({ kind: 'acquire', request })
      if (outcome instanceof Error) throw outcome
      const fitting = outcome.filter(({ source }) => source === request.source)
      return fitting.filter(({ isVoip }) => request.isVoip || isVoip !== true)
    },
    release: async () => note({ kind: 'release' }),
    listen: listener => events.listen(listener),
    askPermission: async () => note({ kind: 'permission' }),
    showLocal: notification => note({ kind: 'local', notification }),
    createChannel: channel => note({ kind: 'channel', channel }),
    setBadge: badge => note({ kind: 'badge', badge }),
  }
}
