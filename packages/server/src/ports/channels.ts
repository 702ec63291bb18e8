// The vendors' channels, as flows see them: look up what a vendor can do, and send batches through a notifier.
import type {
  AnyVendor,
  Category,
  Finding,
  Inspection,
  Look,
  Notification,
  NotifierInput,
  Opaque,
  ReceiptReading,
  ReceiptRequest,
  RenderTarget,
  SendResult,
  Shipment,
} from '@posthouse/vendors'
import type { Notifier } from '../domain/notifier.ts'

/** A rendered payload; only its vendor looks inside. */
export type Rendered = Opaque<'payload'>

/** Renders for one notifier. Throws `PayloadError` for a notification that its vendor cannot carry. */
export type Renderer = (
  notification: Notification,
  times: Pick<RenderTarget<never>, 'expiresAtMs' | 'nowMs'>,
) => Rendered

/** Renders for people to look at, without the address that the vendor reports to. Throws as a {@link Renderer} does. */
export type Looker = (notification: Notification, times: Pick<RenderTarget<never>, 'expiresAtMs' | 'nowMs'>) => Look

/** Looks, and says what is to be said. What its vendor cannot carry is a finding, not an exception. */
export type Inspector = (
  notification: Notification,
  times: Pick<RenderTarget<never>, 'expiresAtMs' | 'nowMs'>,
) => Inspection

/** Why a notifier could not be used at all. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError'
}

/** What a credential says of itself. */
export interface ReadCredential {
  /** When it ends by its own date, epoch ms; undefined where it has none. */
  readonly expiresAtMs: number | undefined
}

/** What a check found. */
export interface CheckedCredential extends ReadCredential {
  readonly findings: readonly Finding[]
}

/** The ways out. One channel per notifier is kept open and replaced when the notifier's version changes. */
export interface VendorChannels extends AsyncDisposable {
  /** By the Easemob provider name, aliases included (`ANDROID`, `HUAWEIPUSH`, …). */
  vendorOf(provider: string): AnyVendor | undefined
  /** Renders for a notifier as it is now. Rejects with {@link ChannelError} where it cannot be used. */
  renderer(notifier: Notifier): Promise<Renderer>
  /** The same for people to look at. */
  looker(notifier: Notifier): Promise<Looker>
  /** The same with the linter's findings. */
  inspector(notifier: Notifier): Promise<Inspector>
  /** What clients need in order to get a token of this notifier; undefined where its vendor has no such thing. Rejects as `renderer` does. */
  publicKey(notifier: Notifier): Promise<string | undefined>
  /**
   * Reads a request at the notifier's receipt address, as its vendor and its credential say. Rejects with {@link ChannelError} where
   * the notifier cannot be used, or its vendor reports nothing.
   */
  readReceipts(notifier: Notifier, request: ReceiptRequest): Promise<ReceiptReading>
  /** One result per shipment, in order. Never rejects for what a vendor or a network did. */
  send(notifier: Notifier, batch: readonly Shipment<Rendered>[], signal: AbortSignal): Promise<readonly SendResult[]>
  /**
   * Reads a credential that was just handed in, away from everybody else's work and within bounds of time and memory (S44).
   * Throws `CredentialError` naming the field, `overloaded` when too many wait.
   */
  examine(provider: string, input: NotifierInput): Promise<ReadCredential>
  /** Asks the vendor whether a credential works, and says what it lacks for notifications of the given categories. */
  check(
    provider: string,
    input: NotifierInput,
    categories: readonly Category[],
    signal: AbortSignal,
  ): Promise<CheckedCredential>
}
