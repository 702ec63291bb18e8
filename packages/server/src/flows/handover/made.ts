// What a pass makes for one receiver, whichever way its message came.
import type { DeviceId, UserId } from '@posthouse/protocol'
import type { Notification } from '@posthouse/vendors'
import type { HandoverSkip } from '../../domain/handover/ends.ts'
import type { PushDevices } from '../../domain/push.ts'
import type { LoadedReceiver } from './load-receivers.ts'

/** See the head of the file. */
export interface Made {
  readonly user: UserId
  /** Why nothing is pushed and nobody is waited for. */
  readonly end?: HandoverSkip
  readonly push?: { readonly notification: Notification; readonly devices: PushDevices }
  /** Devices to wait for; may be empty where a user without any is. */
  readonly wait?: readonly DeviceId[]
}

/** Decides and makes, a page of receivers at a time. */
export type Maker = (receivers: readonly LoadedReceiver[]) => Promise<readonly Made[]>
