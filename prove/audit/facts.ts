// What the audit knows: what each side saw, as plain values. Ids are decimal texts, instants epoch ms. Knows no file, database or
// socket; loaders fill these shapes and the invariants read them.

/** Everything that one evaluation looks at (reliability §1.2). */
export interface Facts {
  /** (a) What the API's client asked and was told. */
  readonly requests: readonly RequestFact[]
  /** (b) What reached the vendors. */
  readonly sends: readonly SendFact[]
  /** (c) What reached the callback receiver. */
  readonly receipts: readonly ReceiptFact[]
  /** (e) The record. */
  readonly record: RecordFacts
  /** Secrets of callback rules by rule id, to check signatures. */
  readonly secrets: ReadonlyMap<string, string>
  /** The devices of users whose bindings never change; the one device of a user without any is the empty text. */
  readonly homes: ReadonlyMap<string, readonly string[]>
}

/** One HTTP request to a sending endpoint. Repeats with the same key are requests of their own with the same tag. */
export interface RequestFact {
  /** Number in the journal. */
  readonly id: string
  /** The notification's title: unique per request, shared by the repeats of a keyed one, so that every copy can be found again. */
  readonly tag: string
  readonly route: 'sync' | 'async' | 'single' | TaskRoute
  /** Distinct user ids; of a task everybody whom it is for. */
  readonly targets: readonly string[]
  /** The `Idempotency-Key`. */
  readonly key?: string
  readonly atMs: number
  readonly answer: AnswerFact
}

/** Those that create a task: for the users of a list, those who carry a label, everybody. */
export type TaskRoute = 'list' | 'label' | 'all'

/** What the client was told. A lost connection and a 5xx both mean: not known (reliability §3, "Errors"). */
export type AnswerFact =
  | {
      readonly kind: 'answered'
      readonly status: number
      /** From the header `posthouse-msg-id`, in the order of the targets. */
      readonly pushIds: readonly string[]
      /** `pushStatus` of each item of `data`. */
      readonly results: readonly string[]
      /** The id of the task, for a route that creates one. */
      readonly taskId?: string
    }
  | { readonly kind: 'none'; readonly cause: string }

/** One push request for one device token that reached a vendor. */
export interface SendFact {
  readonly vendor: string
  readonly token: string
  /** The title it carried. */
  readonly tag: string
  /** The delivery's id where the vendor's interface carries it (`apns-id`). */
  readonly shipmentId?: string
  readonly atMs: number
  /** True when the vendor took it for the phone. */
  readonly taken: boolean
}

/** One callback as it arrived. */
export interface ReceiptFact {
  readonly atMs: number
  readonly headers: Readonly<Record<string, string>>
  /** The exact bytes. */
  readonly body: Uint8Array
  /** What the receiver answered; `none` when it hung up. */
  readonly status: number | 'none'
}

/** The tables of the record, as far as the invariants need them. */
export interface RecordFacts {
  readonly pushes: readonly PushFact[]
  readonly deliveries: readonly DeliveryFact[]
  readonly attempts: readonly AttemptFact[]
  readonly rules: readonly RuleFact[]
  readonly callbacks: readonly CallbackFact[]
  readonly tries: readonly TryFact[]
  readonly counters: readonly CounterFact[]
  readonly counterReasons: readonly CounterReasonFact[]
  readonly keys: readonly KeyFact[]
  readonly tasks: readonly TaskFact[]
  readonly taskCounts: readonly TaskCountFact[]
}

/** A push; `isWaiting` until it is planned. */
export interface PushFact {
  readonly id: string
  readonly appId: string
  readonly target: string
  readonly source: string
  readonly tag: string
  readonly acceptedAtMs: number
  readonly isWaiting: boolean
  /** The task that it is of. */
  readonly taskId?: string
  /** True when no row but the entry of a page says that there is this push. */
  readonly isOfPage?: boolean
}

/** A delivery; `status` is absent until it has its outcome. */
export interface DeliveryFact {
  readonly pushId: string
  readonly deviceId: string
  readonly appId: string
  readonly target: string
  readonly shipmentId: string
  /** The tokens of the ways that were left at the end, the one tried last first. */
  readonly tokens: readonly string[]
  readonly attempts: number
  readonly isWaiting: boolean
  readonly status?: string
  readonly reason?: string
  readonly provider?: string
  readonly possibleDuplicate: boolean
  /** True when a page says all this, and no row. */
  readonly isPaged?: boolean
}

/** An attempt; `kind` and `endedAtMs` are absent while it is open. */
export interface AttemptFact {
  readonly pushId: string
  readonly deviceId: string
  readonly number: number
  readonly startedAtMs: number
  readonly endedAtMs?: number
  readonly kind?: string
}

/** A callback rule. */
export interface RuleFact {
  readonly id: string
  readonly appId: string
  readonly isEnabled: boolean
  readonly statuses: readonly string[]
  readonly restPushes: boolean
  readonly createdAtMs: number
}

/** A callback row. */
export interface CallbackFact {
  readonly id: string
  readonly ruleId: string
  readonly pushId: string
  readonly deviceId: string
  readonly status: string
  readonly body: string
  readonly state: string
}

/** A recorded try of a callback. */
export interface TryFact {
  readonly callbackId: string
  readonly httpStatus?: number
}

/** Counters of one app, UTC day and provider. */
export interface CounterFact {
  readonly appId: string
  readonly day: string
  readonly provider: string
  readonly targeted: number
  readonly success: number
  readonly fail: number
  readonly error: number
}

/** How many deliveries of an app, UTC day and provider failed for a reason. */
export interface CounterReasonFact {
  readonly appId: string
  readonly day: string
  readonly provider: string
  readonly reason: string
  readonly counted: number
}

/** A remembered idempotency key and the pushes that its first request made. */
export interface KeyFact {
  readonly appId: string
  readonly route: string
  readonly pushIds: readonly string[]
}

/** A task; `tag` is the title of its notification. */
export interface TaskFact {
  readonly id: string
  readonly appId: string
  readonly kind: string
  readonly tag: string
  readonly state: string
  /** Users it goes to; absent until it starts. */
  readonly audience?: number
  readonly walked: number
}

/** One count of a task: `targeted`, `success`, `error`, or `fail:` and the reason. */
export interface TaskCountFact {
  readonly taskId: string
  readonly provider: string
  readonly measure: string
  readonly counted: number
}

/** One text per delivery, for maps and reports. */
export function deliveryKey(one: { readonly pushId: string; readonly deviceId: string }): string {
  return `${one.pushId}/${one.deviceId}`
}

/** `yyyy-mm-dd` in UTC. */
export function utcDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10)
}
