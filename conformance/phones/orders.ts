// What a phone is told to do and what it tells, as messages between processes.
import type { PushEvent, PushNotice, PushToken } from '@posthouse/client/push'

/** Where a phone's app finds its server. */
export interface PhoneSetting {
  readonly appID: number
  readonly appSign: string
  readonly server: string
  /** A file that outlives the app. */
  readonly shelf: string
  /** What its vendor gives it. */
  readonly tokens: readonly PushToken[]
}

/** One thing to do; each is answered. */
export type Order =
  | { readonly do: 'start'; readonly setting: PhoneSetting }
  | { readonly do: 'permit' | 'listen' | 'configure' | 'register' | 'unregister' | 'logout' }
  | { readonly do: 'login'; readonly user: string }
  | { readonly do: 'send' | 'sendToGroup'; readonly to: string }
  | { readonly do: 'invite'; readonly invitees: readonly string[] }
  | { readonly do: 'createGroup'; readonly id: string; readonly users: readonly string[] }
  | { readonly do: 'tell'; readonly event: PushEvent; readonly notice: PushNotice }

/** What a phone says: the answer to an order, or something that happened on it. */
export type Word =
  | { readonly kind: 'done'; readonly id: number; readonly result: unknown }
  | {
      readonly kind: 'failed'
      readonly id: number
      readonly error: { readonly code: number; readonly message: string }
    }
  | { readonly kind: 'event'; readonly event: string; readonly data: unknown }
