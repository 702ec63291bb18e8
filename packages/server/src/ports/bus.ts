// Hints between parts and nodes, and words to whoever holds a user's sessions: at most once, never the source of truth. Losing all of them
// only adds delay.
import type { AppId, UserId } from '@posthouse/protocol'
import type { ByeReason, PassingMessage } from '@posthouse/protocol/frames'
import type { ConnectedDevice } from './presence.ts'
import type { AddressedEntry } from './timeline.ts'

/** The hints there are; a closed union. */
export type Hint =
  /** Pushes were accepted and wait to be planned. */
  | { readonly kind: 'push.accepted' }
  /** Tasks may be walked, or pages of theirs begun. */
  | { readonly kind: 'task.due' }
  /** Deliveries may be tried again at once. */
  | { readonly kind: 'delivery.due' }
  /** A sync push has an outcome; somebody may be waiting for it. */
  | { readonly kind: 'push.settled'; readonly pushId: bigint }
  /** Callbacks of these rules wait. */
  | { readonly kind: 'callback.waiting'; readonly ruleIds: readonly bigint[] }
  /** An operator wants the endpoint of a rule to be asked again at once, however often it failed. */
  | { readonly kind: 'callback.released'; readonly ruleId: bigint }
  /**
   * The endpoint of a rule failed so often that it is left alone for so long, ms, for the `opened`-th time in a row; without a time: it works
   * again.
   */
  | { readonly kind: 'callback.resting'; readonly ruleId: bigint; readonly forMs?: number; readonly opened?: number }
  /**
   * The app's timeline is longer; devices that are connected want to hear of it. `entries` are what was appended, in order and without a
   * gap between them, where the one who appended knows their positions: whoever has everything before them need not read the record.
   */
  | { readonly kind: 'timeline.appended'; readonly appId: number; readonly entries?: readonly AddressedEntry[] }
  /** Hand-overs wait. */
  | { readonly kind: 'handover.due' }
  /** A call's deadline was set. */
  | { readonly kind: 'call.due' }
  /** An app's notifiers, rules or settings changed: drop what you remember of them. */
  | { readonly kind: 'app.changed'; readonly appId: number }
  /** Somebody's roles, sessions or keys changed: drop what you remember of operators. */
  | { readonly kind: 'access.changed' }
  /** A vendor has accepted something with this version of a notifier's credential (decision 0008). */
  | { readonly kind: 'notifier.proved'; readonly uuid: string; readonly version: number }
  /** The bus was cut off for a while: whatever is remembered because a hint would have told of a change is old. Never sent by a node. */
  | { readonly kind: 'bus.restored' }

/** Who hears a hint: `one` process that can do the work, or `all` that may have to know. */
export const hintAudience: { readonly [K in Hint['kind']]: 'one' | 'all' } = {
  'push.accepted': 'one',
  'delivery.due': 'one',
  'callback.waiting': 'one',
  'handover.due': 'one',
  'task.due': 'all',
  'push.settled': 'all',
  'callback.released': 'all',
  'callback.resting': 'all',
  'timeline.appended': 'all',
  'call.due': 'one',
  'app.changed': 'all',
  'access.changed': 'all',
  'notifier.proved': 'all',
  'bus.restored': 'all',
}

/** What is said to a user's sessions in other processes. */
export type UserWord =
  /** A message that passes: handed to the user's devices, but for the connection `except`. */
  | { readonly kind: 'pass'; readonly message: PassingMessage; readonly except?: string }
  /** Connections end: those of the devices, or the one named, or all; never that of the connection `except`. */
  | {
      readonly kind: 'end'
      readonly reason: ByeReason
      readonly deviceIds?: readonly string[]
      readonly resource?: string
      readonly except?: string
    }
  /** A process has begun, or ended, to hold sessions of the user. */
  | { readonly kind: 'held'; readonly node: number; readonly isHeld: boolean }

/** What a process that holds sessions of a user says of them when asked. */
export interface HeldSessions {
  /** Its number. */
  readonly node: number
  readonly devices: readonly ConnectedDevice[]
  /** Other processes that hold sessions of the user too, as far as it knows: whoever asks waits for their answers. */
  readonly others: readonly number[]
}

/** How a process attends to a user: hears words, and answers who asks. */
export interface Attendant {
  hear(word: UserWord): void
  answer(): HeldSessions
}

/** Carries hints and words. */
export interface Bus extends AsyncDisposable {
  publish(hint: Hint): void
  /**
   * Publishes a hint, and resolves when the processes that are there have heard it: whoever is answered after this and asks another one meets
   * no old memory. Resolves without them where they cannot be heard, or do not say so in time: then they remember for as long as they may.
   */
  announce(hint: Hint): Promise<void>
  /** Calls `run` for each hint of a kind; the returned function stops it. */
  subscribe<K extends Hint['kind']>(kind: K, run: (hint: Extract<Hint, { kind: K }>) => void): () => void
  /** Attends to a user until the returned function is called; one attendant per user and process. */
  attend(appId: AppId, user: UserId, attendant: Attendant): () => void
  /** Says something to the user's attendants in other processes; this process's own hears nothing. */
  say(appId: AppId, user: UserId, word: UserWord): void
  /**
   * Asks the users' attendants in other processes. A user whom nobody attends to is left out at once ("no responders"); undefined where it
   * cannot be known now: the bus is cut off, or somebody who should have answered did not in time.
   */
  ask(appId: AppId, users: readonly UserId[]): Promise<ReadonlyMap<UserId, readonly HeldSessions[]> | undefined>
  /** Whether other processes can be heard now; `alone`: there are none to hear. */
  readonly state: 'alone' | 'connected' | 'cut-off'
  readonly traffic: BusTraffic
}

/** What went over a bus since the start, between processes. */
export interface BusTraffic {
  readonly sent: number
  readonly received: number
  /** What was received and could not be read (F53). */
  readonly unreadable: number
  /** How often the bus was restored. */
  readonly restored: number
}
