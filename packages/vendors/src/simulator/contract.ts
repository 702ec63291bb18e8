// What every simulator offers: a registry it derives its answers from, a record of what it received, and faults on demand
// (spec/vendors.md §0.4). A simulator is a real TLS server; nothing about a token's text decides an answer.
import type { Clock } from '../io.ts'
import type { JsonObject } from '../json.ts'
import type { Receipt } from '../receipt.ts'
import type { Shown } from '../shown.ts'

/** A device token's state at the vendor. */
export type TokenState =
  | { readonly kind: 'active' }
  | { readonly kind: 'unregistered'; readonly atMs: number }
  | { readonly kind: 'foreign-app' }
  | { readonly kind: 'foreign-environment' }

/** A fault to inject into matching requests instead of, or before, the regular answer. */
export interface Fault {
  /** Which requests: all of `push` (the default) or of `auth`, or only those for one token. */
  readonly on?: 'push' | 'auth'
  readonly token?: string
  /** How many requests it hits before it is spent; default 1, and with `forMs` all that come in that time. */
  readonly times?: number
  /** How long it stays armed, ms; absent = until it is spent. */
  readonly forMs?: number
  readonly action: /** Answers this instead of the truth. */
    | {
        readonly kind: 'answer'
        readonly status: number
        readonly headers?: Readonly<Record<string, string>>
        readonly body?: unknown
      }
    /** Answers truthfully after a delay. */
    | { readonly kind: 'delay'; readonly ms: number }
    /** Takes the request (it counts as received) and never answers. */
    | { readonly kind: 'hang' }
    /** Breaks the connection: before the request is looked at, or after it was taken and before the answer. */
    | { readonly kind: 'reset'; readonly when: 'before' | 'after' }
    /** HTTP/2: refuses this stream (REFUSED_STREAM), the connection stays. */
    | { readonly kind: 'refuse-stream' }
    /** HTTP/2: GOAWAY; this request and earlier ones are answered when `finish` is true, else left above the last stream id. */
    | { readonly kind: 'goaway'; readonly finish: boolean; readonly reason?: string }
}

/** A fault that still waits for requests. */
export interface ArmedFault {
  readonly id: number
  readonly fault: Fault
  /** How many requests it may still hit; undefined = all until its time is over. */
  readonly left: number | undefined
  /** When it ends by itself, epoch ms. */
  readonly endsAtMs: number | undefined
}

/** One push that reached the vendor and was taken for a phone, as that phone would receive it. */
export interface Delivered {
  readonly atMs: number
  readonly token: string
  /** What the phone shows; absent for a push that only the app sees. */
  readonly shown?: Shown
  /** The vendor's id of the message. */
  readonly vendorId: string
  readonly payload: JsonObject
  readonly headers: Readonly<Record<string, string>>
}

/** One request that reached the simulator, whatever became of it. Never holds a credential. */
export interface Received {
  readonly atMs: number
  readonly on: 'push' | 'auth'
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly status: number | 'none'
  /** The vendor's reason or code of a refusal. */
  readonly reason?: string
}

/** A running stand-in for one vendor. */
export interface Simulator extends AsyncDisposable {
  readonly vendor: string
  /** Base URL of the push endpoint, `https://127.0.0.1:port`. */
  readonly url: string
  /** Base URLs by the vendor's endpoint names, to hand to {@link VendorIo.endpoints}. */
  readonly endpoints: Readonly<Record<string, string>>
  /** Registers an app with the vendor and returns the credential its owner would upload. */
  addApp(app: SimulatedApp): Promise<SimulatedCredential>
  /** Puts a token into a state; `app` is the package or bundle id the token belongs to. */
  setToken(token: string, app: string, state: TokenState): void
  /** A token in the vendor's real shape, registered as active for the app. `index` makes it reproducible. */
  newToken(app: string, index: number): string
  /** Answers the fault's id. */
  arm(fault: Fault): number
  /** Faults that wait, in the order in which they are used. */
  armed(): readonly ArmedFault[]
  /** Forgets all armed faults, or the one that has this id; answers how many they were. */
  disarm(id?: number): number
  /** At most the last {@link RECORD_MAX} of each. */
  readonly received: readonly Received[]
  readonly delivered: readonly Delivered[]
  /** How many requests came since the start, those included that are no longer kept. */
  receivedCount(): number
  /** Calls `run` for every push taken for a phone; the returned function stops it. */
  onDelivered(run: (push: Delivered) => void): () => void
  /**
   * The request with which the vendor would report what became of a push; undefined where this fate is not reported. Absent where
   * the vendor reports nothing at all.
   */
  receiptCall?(push: Delivered, fate: Receipt['fate']): ReceiptCall | undefined
}

/** A vendor's report on its way to the app's server. */
export interface ReceiptCall {
  /** The address that the push named; absent where the vendor's console holds it. */
  readonly url?: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** An app as it is registered in a vendor's developer console. */
export interface SimulatedApp {
  readonly packageName: string
  readonly environment?: 'PRODUCTION' | 'DEVELOPMENT'
}

/** What the vendor's console would hand out, in the members of a notifier's form (`NotifierInput`). */
export interface SimulatedCredential {
  readonly name: string
  readonly packageName: string
  readonly environment: 'PRODUCTION' | 'DEVELOPMENT'
  readonly certificate?: string
  readonly teamId?: string
  readonly keyId?: string
  readonly file?: string
  readonly settings: JsonObject
}

/** How simulators are started; certificates come from one local authority. */
export interface SimulatorOptions {
  /** 0 = any free port. */
  readonly port: number
  readonly tls: { readonly certPem: string; readonly keyPem: string; readonly caPem: string }
  /** Epoch ms; a test advances its own. */
  readonly now: () => number
  readonly random: () => number
  /** Timer for faults that delay; without one such faults are refused when they are armed. */
  readonly after?: Clock['after']
}

/** Most entries kept of what a simulator received and delivered. */
export const RECORD_MAX = 10_000
