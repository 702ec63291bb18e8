// The columns of what is said about pushes: to their owners by callbacks and counters, and by their vendors in receipts.
import type { Int } from './int.ts'

/** A callback rule; both secrets are sealed. */
export interface RuleRow {
  readonly id: Int
  readonly app_id: Int
  readonly name: string
  readonly url: string
  /** 0 or 1. */
  readonly enabled: Int
  readonly disabled_because: string | null
  /** JSON. */
  readonly filter: string
  readonly secret: Uint8Array
  readonly previous_secret: Uint8Array | null
  readonly previous_until: Int | null
  readonly created_at: Int
  readonly policy: string
  readonly channel_names: string
  /** JSON. */
  readonly ban: string | null
  /** 0: it is not banned. */
  readonly banned_until: Int
  /** JSON; null: it asks nothing. */
  readonly before_delivery: string | null
}

/** A callback; `due_at` is null once it is delivered or dead. `stored_at` is when it was first dead, and stays while it is tried again. */
export interface CallbackRow {
  readonly id: Int
  readonly rule_id: Int
  readonly app_id: Int
  readonly push_id: Int
  readonly device_id: string
  readonly status: string
  readonly body: string
  readonly created_at: Int
  readonly tries: Int
  readonly state: string
  readonly due_at: Int | null
  readonly epoch: Int
  /** 0 or 1; 1: `due_at` is the end of a lease. Means nothing once the row is finished. */
  readonly leased: Int
  readonly event: string
  readonly stored_at: Int | null
  /** How often it was sent again from the storage. */
  readonly resends: Int
  readonly target_url: string | null
  /** The replay that sent it again last; null: none. */
  readonly replay_id: Int | null
  /** What it was before that replay. */
  readonly replayed_from: string | null
}

/** One try of a callback. */
export interface CallbackTryRow {
  readonly callback_id: Int
  readonly number: Int
  readonly at: Int
  readonly duration: Int
  readonly http_status: Int | null
  readonly error: string | null
  readonly excerpt: string | null
  /** Null on tries made before step 21. */
  readonly rule_id: Int | null
}

/** Counts of one app, UTC day and provider. */
export interface CounterRow {
  readonly app_id: Int
  /** `yyyy-mm-dd`. */
  readonly day: string
  readonly provider: string
  readonly targeted: Int
  readonly success: Int
  readonly fail: Int
  readonly error: Int
  readonly arrived: Int
  readonly clicked: Int
}

/** Failures of a day by reason; together `fail` of the counter, on days since step 11. */
export interface CounterReasonRow {
  readonly app_id: Int
  /** `yyyy-mm-dd`. */
  readonly day: string
  readonly provider: string
  readonly reason: string
  readonly counted: Int
}

/** What a vendor reported of a message on a phone; nothing refers to it. */
export interface ReceiptRow {
  readonly app_id: Int
  /** Empty where the vendor names no message. */
  readonly vendor_id: string
  readonly token_fingerprint: string
  readonly notifier_name: string
  readonly fate: string
  /** 0, or `at` where `vendor_id` is empty. */
  readonly occasion: Int
  readonly code: string
  readonly text: string
  readonly at: Int | null
  readonly received_at: Int
  readonly call_id: Int
}
