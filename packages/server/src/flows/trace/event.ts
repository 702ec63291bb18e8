// What a trace is made of. Knows no record.
import type { PushStatus } from '@posthouse/protocol'
import type { Look } from '@posthouse/vendors'
import type { Bilingual, ReasonCode } from '../../domain/reason.ts'

/** One line of a trace. */
export interface TraceEvent {
  /** Epoch ms. */
  readonly at: number
  readonly kind:
    | ('accepted' | 'planned' | 'skipped' | 'sent' | 'answered' | 'waiting' | 'outcome' | 'callback')
    | ('arrived' | 'clicked' | 'dropped' | 'pending' | 'unbound')
  /** Absent on lines about the whole push. */
  readonly deviceId?: string
  readonly text: Bilingual
  /** Only on lines that end a device. */
  readonly status?: PushStatus
  /** Stable code of why, on lines that end a device. */
  readonly reason?: ReasonCode
  /** How it comes to that. */
  readonly cause?: Bilingual
  /** What followed from it, in order. */
  readonly therefore?: readonly Bilingual[]
  readonly fix?: Bilingual
  /** The try that the line is of. */
  readonly attempt?: TracedAttempt
  /** What was sent, on lines of kind `sent`. */
  readonly request?: TracedRequest
  /** The callback that the line is of. */
  readonly callback?: TracedCallback
  /** A push that has a trace of its own. */
  readonly pushId?: string
  readonly detail?: unknown
}

/** A try, and how it ended. */
export interface TracedAttempt {
  readonly number: number
  readonly provider: string
  readonly notifier: string
  /** How it ended, and what the vendor said with it; absent where it is open. */
  readonly end?: 'accepted' | 'rejected' | 'throttled' | 'unsent' | 'unknown'
  readonly code?: string
  readonly durationMs?: number
}

/**
 * The request to a vendor. The record does not keep it: it is rendered again from the notification that was stored, with placeholders for
 * what differs per device and without credentials.
 */
export interface TracedRequest extends Pick<Look, 'headers' | 'body' | 'bytes' | 'bytesMax'> {
  readonly renderedAgain: true
  /** The notifier was changed since: what was sent may have been another. */
  readonly notifierChanged?: true
}

/** A callback, or one try of it. */
export interface TracedCallback {
  readonly id: string
  readonly webhookId: string
  readonly ruleId: string
  readonly state: 'waiting' | 'delivered' | 'dead'
  /** The members below are those of one try. */
  readonly number?: number
  readonly durationMs?: number
  readonly httpStatus?: number
  readonly error?: string
  /** The beginning of what the receiver answered. */
  readonly excerpt?: string
}
