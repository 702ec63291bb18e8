// A delivery: one push for one device, the unit that has an outcome. The step that moves it on is in step.ts.
import type { AppId, DeviceId, MsgId, NotifierName, PushStatus, UserId } from '@posthouse/protocol'
import type { ReasonCode } from './reason.ts'

/** One way to a device, in the order they are tried. */
export interface Way {
  readonly notifierName: NotifierName
  /** The vendor's name in the Easemob interface: a delivery is counted under its first way's. */
  readonly provider: string
  readonly deviceToken: string
  readonly boundAtMs: number
}

/** One push for one device; `deviceId` is empty where the push ended before any device. */
export interface Delivery {
  readonly pushId: MsgId
  readonly appId: AppId
  readonly target: UserId
  readonly deviceId: DeviceId
  /** The ways left; the first is the present one. Empty where none was usable. */
  readonly ways: readonly Way[]
  /** UUID that every attempt carries to the vendor. */
  readonly shipmentId: string
  /** Attempts begun so far. */
  readonly attempts: number
  /** True from the commit before an attempt's first byte until the commit of its end; found true on a claim, a crash cut it off. */
  readonly attemptOpen: boolean
  /** Attempts whose end is not known: a crash or a lost answer (I4). */
  readonly ambiguous: number
}

/** A delivery's final word (I2). */
export interface Outcome {
  readonly status: PushStatus
  readonly reason: ReasonCode
  readonly notifierName: NotifierName | undefined
  /** The vendor's name in the Easemob interface. */
  readonly provider: string | undefined
  readonly deviceToken: string | undefined
  /** The vendor's own answer, as JSON text. */
  readonly answer: string | undefined
  /** The exception's text, for `error`. */
  readonly errorMessage: string | undefined
  /** True when the phone may have got it more than once. */
  readonly possibleDuplicate: boolean
  /** True when the binding was removed with this outcome. */
  readonly unbound: boolean
  readonly settledAtMs: number
}

/** One try of a delivery at a vendor. */
export interface Attempt {
  readonly pushId: MsgId
  readonly deviceId: DeviceId
  /** 1, 2, … */
  readonly number: number
  readonly notifierName: NotifierName
  readonly provider: string
  readonly startedAtMs: number
  /** Absent while it is open, or when a crash cut it off. */
  readonly end: AttemptEnd | undefined
}

/** How an attempt ended: the vendor's word and ours. */
export interface AttemptEnd {
  readonly endedAtMs: number
  readonly kind: 'accepted' | 'rejected' | 'throttled' | 'unsent' | 'unknown'
  /** The vendor's code, or the cause where no answer came. */
  readonly code: string
  /** The vendor's answer as JSON text. */
  readonly answer: string | undefined
}
