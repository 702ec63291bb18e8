// What crosses between a simulated phone and the app that runs on it, which is a page of its own inside the console's. Declarations only.
import type { PushEvent, PushNotice, PushSource, PushToken } from '@posthouse/client/push'
import type { Language } from '../words/language-tag.ts'

/** A conversation of the chat app. */
export interface Place {
  readonly id: string
  /** 0 = with a user, 2 = of a group. */
  readonly type: 0 | 2
  /** Of a group that has no message yet, whose conversation the server does not list. */
  readonly name?: string
}

/** What an app finds when it starts. */
export interface Boot {
  readonly source: PushSource
  /** ZIM's number of this platform. */
  readonly platform: number
  readonly appId: number
  /** Where the app connects. */
  readonly server: string
  /** What this phone's storage begins its keys with. */
  readonly shelf: string
  /** Suggested to who logs in for the first time. */
  readonly user: string
  /** Whom one could write to. */
  readonly people: readonly string[]
  readonly isUp: boolean
  readonly look: Look
}

/** How the console looks now. */
export interface Look {
  readonly language: Language
  readonly scheme: 'light' | 'dark'
}

/** Something that the app is to do, as if a person did it. */
export type Order =
  | { readonly do: 'login'; readonly user: string }
  | { readonly do: 'logout' }
  | { readonly do: 'send'; readonly to: string; readonly text: string }
  | { readonly do: 'open'; readonly place: Place }

/** What the phone tells the app. */
export type ToApp =
  | { readonly kind: 'boot'; readonly boot: Boot }
  | { readonly kind: 'network'; readonly isUp: boolean }
  | { readonly kind: 'look'; readonly look: Look }
  /** It is what the screen shows now. */
  | { readonly kind: 'front' }
  | { readonly kind: 'notice'; readonly event: PushEvent; readonly notice: PushNotice }
  | { readonly kind: 'order'; readonly id: number; readonly order: Order }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'refusal'; readonly id: number; readonly message: string }

/** What the app asks of the phone: its maker's token, or what its own server would give it. */
export type Question =
  | { readonly what: 'device-token' }
  | { readonly what: 'login-token'; readonly user: string }
  | { readonly what: 'permission' }

/** The answers, by question. */
export interface Answers {
  'device-token': PushToken
  'login-token': string
  permission: boolean
}

/** A notification that the app shows itself. */
export interface OwnNotification {
  readonly title: string
  readonly content: string
  readonly sound: string
  readonly extras: unknown
}

/** What the app tells the phone. */
export type ToPhone =
  | { readonly kind: 'ask'; readonly id: number; readonly question: Question }
  | { readonly kind: 'event'; readonly name: string; readonly data: unknown }
  | { readonly kind: 'user'; readonly user: string | undefined; readonly connection: Connection }
  | { readonly kind: 'badge'; readonly count: number }
  | { readonly kind: 'own'; readonly notification: OwnNotification }
  | { readonly kind: 'done'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }

/** The app's long connection. */
export type Connection = 'out' | 'connecting' | 'connected' | 'reconnecting'
