// What a session is told at its making, and what it tells: states, events, the place of the server. Declarations only.
import type { ServerFrame } from '@posthouse/protocol/frames'
import type { InboxPorts, Unit } from './inbox.ts'

/** ZIM's states and events of a connection (spec/zego.md §3.1). */
export const states = { disconnected: 0, connecting: 1, connected: 2, reconnecting: 3 } as const
export const stateEvents = {
  success: 0,
  activeLogin: 1,
  loginTimeout: 2,
  loginInterrupted: 3,
  kickedOut: 4,
  tokenExpired: 5,
  unregistered: 6,
} as const
export type State = (typeof states)[keyof typeof states]
export type StateEvent = (typeof stateEvents)[keyof typeof stateEvents]

export type Welcome = Extract<ServerFrame, { t: 'welcome' }>

/** Who logs in, and with what. */
export interface Who {
  readonly userId: string
  token: string
  readonly name: string | undefined
  /** Resolves at once, and keeps trying (spec/zego.md §3.10). */
  readonly isOffline: boolean
}

/** Where and as what. */
export interface SessionPlace {
  readonly appId: number
  readonly appSign: string | undefined
  /** The URL of the gateway, `wss://…`. */
  readonly url: string
  /** The same server over HTTP. */
  readonly server: string
  readonly deviceId: string | undefined
}

/** What a session tells whoever made it. */
export interface SessionEvents {
  stateChanged(state: State, event: StateEvent, extendedData: string): void
  tokenWillExpire(seconds: number): void
  /** Logged in, or back. */
  welcomed(welcome: Welcome): void
  /** The connection was lost, or nobody is logged in any more. */
  lost(): void
  unit(unit: Unit): void
  frameGiven: InboxPorts['frameGiven']
  passing(message: Extract<ServerFrame, { t: 'passing' }>['message']): void
}
