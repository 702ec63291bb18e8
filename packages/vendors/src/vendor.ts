// The contract between Posthouse and a phone maker's push service. One folder of this package implements it per vendor.

import type { Bilingual } from './bilingual.ts'
import type { Category } from './category.ts'
import type { FormField } from './credentials/form.ts'
import type { VendorIo } from './io.ts'
import type { JsonObject } from './json.ts'
import type { Look } from './look.ts'
import type { Notification } from './notification.ts'
import type { ReceiptSource } from './receipt.ts'
import type { VendorCode } from './vendor-code.ts'

/** A credential as the app's owner gives it (spec/easemob.md §3), before a vendor has looked at it. */
export interface NotifierInput {
  /** The notifier's name; for some vendors it is the app id (spec/easemob.md §3.2). */
  readonly name: string
  readonly environment: 'PRODUCTION' | 'DEVELOPMENT'
  readonly packageName?: string
  /** Secret, server key or file name, depending on the vendor. */
  readonly certificate?: string
  readonly teamId?: string
  readonly keyId?: string
  readonly passphrase?: string
  /** Base64 of an uploaded file: .p8, .p12 or a service account's JSON. */
  readonly file?: string
  /** The vendor's settings object (`apnsPushSettings`, `googlePushSettings`, …), members as the interface names them. */
  readonly settings: JsonObject
}

/** What rendering needs to know besides the notification; the same for every device of one notifier. */
export interface RenderTarget<C> {
  readonly credentials: C
  /** When the notification stops being worth showing, epoch ms. */
  readonly expiresAtMs: number
  readonly nowMs: number
  /** Where the vendor is to report what became of the push; used by vendors whose pushes name the address (receipt.ts). */
  readonly receiptUrl?: string
}

/** One rendered notification for one device. */
export interface Shipment<P> {
  readonly token: string
  readonly payload: P
  /** UUID, the same in every attempt of one delivery: the vendor's dedupe or correlation id where it has one. */
  readonly id: string
}

/** Why a vendor refused, in our words; each vendor's `outcome.ts` maps its codes to these. */
export type FailureReason =
  | 'token-dead'
  | 'token-malformed'
  | 'token-foreign'
  | 'message-too-large'
  | 'message-malformed'
  | 'credential-refused'
  | 'topic-refused'
  | 'permission-missing'
  | 'content-refused'

/**
 * What became of one shipment. `answer` is the vendor's own body (JSON where it was JSON), passed through to the caller: only what
 * concerns this shipment's device, and no more than a few KiB (answer.ts).
 *
 * | kind      | the vendor has it | may be sent again              |
 * |-----------|-------------------|--------------------------------|
 * | accepted  | yes               | never                          |
 * | rejected  | no                | never                          |
 * | throttled | no                | after `retryAfterMs`           |
 * | unsent    | no, provably      | at once                        |
 * | unknown   | perhaps           | only as a possible duplicate   |
 */
export type SendResult =
  | { readonly kind: 'accepted'; readonly vendorId?: string; readonly answer: unknown }
  | {
      readonly kind: 'rejected'
      /** `token`: about this device; `message`: about the content; `notifier`: about the credential, so never unbind. */
      readonly scope: 'token' | 'message' | 'notifier'
      readonly reason: FailureReason
      /** The vendor's own code or reason text. */
      readonly code: string
      /** Last moment the vendor knew the token to be dead, epoch ms; a later binding survives it. */
      readonly diedAtMs?: number
      /** True where a wrong configuration produces the same answer, so that a whole batch of them must not unbind. */
      readonly unsure?: boolean
      readonly answer: unknown
    }
  | {
      readonly kind: 'throttled'
      /** `token`: only this device; `notifier`: everything this credential sends. */
      readonly scope: 'token' | 'notifier'
      readonly retryAfterMs: number
      /** True for a limit that ends with the vendor's day. */
      readonly quota?: boolean
      readonly code: string
      readonly answer: unknown
    }
  | { readonly kind: 'unsent'; readonly cause: string }
  | { readonly kind: 'unknown'; readonly cause: string; readonly answer?: unknown }

/** An open way to one vendor with one credential. Closing it (`Symbol.asyncDispose`) twice is harmless. */
export interface Channel<P> extends AsyncDisposable {
  /**
   * Sends a batch. Resolves with one result per shipment, in the same order; rejects only on misuse (a batch over
   * `limits.batch`, a closed channel). An aborted signal yields `unsent` or `unknown`, whichever is true.
   */
  send(batch: readonly Shipment<P>[], signal: AbortSignal): Promise<readonly SendResult[]>
}

/** One finding of a credential check. */
export interface Finding {
  readonly level: 'ok' | 'warn' | 'error'
  /** Stable, kebab-case: `certificate-expires`, `token-refused`, … */
  readonly code: string
  /** A sentence for a person, in English. */
  readonly text: string
  /** The same in Chinese. */
  readonly zh: string
}

/** A vendor's push service. `C`: its parsed credentials; `P`: a rendered payload. */
export interface Vendor<C, P> {
  readonly name: string
  /** What people call it. */
  readonly brand: Bilingual
  /** The name in the Easemob interface (`APNS`, `ANDROID`, `HUAWEIPUSH`): notifiers' `provider` and callbacks' `channel`. */
  readonly provider: string
  /** The key of the notifier's settings object on the wire, and spellings that are accepted besides. */
  readonly settingsKeys: readonly string[]
  /** What the console asks for, in the order of its form. */
  readonly form: readonly FormField[]
  readonly limits: { readonly batch: number; readonly payloadBytes: number; readonly ttlMs: number }
  /** The vendor's answers and what each means; the client judges and the simulator answers by the same table. */
  readonly codes: readonly VendorCode[]
  /** How the vendor reports arrivals and taps; absent where it does not. */
  readonly receipts?: ReceiptSource<C>
  /** Throws {@link CredentialError} naming the field at fault. */
  parseCredentials(input: NotifierInput): C
  /** When the credential stops working by its own date, epoch ms; undefined, or no such member, where it has none. */
  expiresAtMs?(credentials: C): number | undefined
  /** What clients need in order to get a token of this notifier, and may be told: the public half of a key. Absent: nothing. */
  publicKey?(credentials: C): string
  /** What a notifier lacks for notifications of a category, as findings for its owner; pure, asks nobody. Absent: nothing ever. */
  lacks?(credentials: C, category: Category): readonly Finding[]
  /** Pure. Throws {@link PayloadError} naming the field and the limit. */
  render(notification: Notification, target: RenderTarget<C>): P
  /**
   * What the rendered payload looks like on the wire, for previews and traces. It holds no secret of the vendor's; the receipt address is
   * one of ours, so whoever shows a payload renders it without {@link RenderTarget.receiptUrl}.
   */
  preview(payload: P): unknown
  /** The payload with its size, its limits and what the phone shows of it. What holds for {@link preview} holds for it. Pure. */
  look(payload: P, nowMs: number): Look
  /** Credentials of nobody: good for rendering where an app has no notifier yet, and for nothing else. */
  readonly sample: C
  open(credentials: C, io: VendorIo): Channel<P>
  /** Asks the vendor whether the credential works: token fetch, topic, environment, expiry. Sends nothing to a phone. */
  check(credentials: C, io: VendorIo, signal: AbortSignal): Promise<readonly Finding[]>
}

/** A credential that cannot work; `field` names the input member at fault. */
export class CredentialError extends Error {
  override readonly name = 'CredentialError'
  readonly field: string
  constructor(field: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.field = field
  }
}

/** A notification that this vendor cannot carry; `field` names the part at fault, `limit` what it broke. */
export class PayloadError extends Error {
  override readonly name = 'PayloadError'
  readonly field: string
  readonly limit: string
  constructor(field: string, limit: string, message: string) {
    super(message)
    this.field = field
    this.limit = limit
  }
}
