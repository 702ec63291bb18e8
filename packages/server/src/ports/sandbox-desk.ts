// What a sandbox offers to those who look after its phones and vendors. A server without a sandbox has no such desk.
import type { ArmedFault, Delivered, Preset, Received } from '@posthouse/vendors/simulators'

/** The demo app, its vendors, and what they bring to phones. */
export interface SandboxDesk {
  /** Throws `overloaded` until the demo app is there. */
  overview(): SandboxOverview
  /** A login token for a user of the demo app. */
  loginToken(userId: string, ttlMs: number): { readonly token: string; readonly expiresAtMs: number }
  vendor(name: string): SimulatedVendor | undefined
  /** Those that are there already, else the first ones within `waitMs`; none where that time or the signal ends before. */
  deliveries(query: DeliveryQuery, signal: AbortSignal): Promise<DeliveryPage>
}

/** The sandbox as a whole. */
export interface SandboxOverview {
  readonly app: { readonly org: string; readonly app: string; readonly appId: number }
  readonly users: readonly string[]
  /** Epoch ms. */
  readonly startedAtMs: number
  /** Of the latest delivery. */
  readonly position: number
  readonly vendors: readonly VendorOverview[]
}

/** A vendor of the sandbox at a glance. */
export interface VendorOverview {
  readonly vendor: string
  readonly packageName: string
  readonly notifierName: string | undefined
  readonly url: string
  readonly reports: boolean
  readonly received: number
  readonly delivered: number
  readonly faults: number
}

/** Which deliveries. */
export interface DeliveryQuery {
  /** Marks of device tokens. */
  readonly phones: readonly string[]
  /** Undefined: only the present position is asked for. */
  readonly after: number | undefined
  readonly limit: number
  readonly waitMs: number
}

/** A push on a phone. `position` grows with each one, also over restarts. */
export interface Delivery extends Delivered {
  readonly position: number
  readonly vendor: string
  readonly tokenMark: string
}

/** Deliveries, the oldest first, and the position for the next call. */
export interface DeliveryPage {
  readonly deliveries: readonly Delivery[]
  readonly position: number
}

/** What can be done at one simulated vendor. */
export interface SimulatedVendor {
  newToken(): DeviceToken
  /** Answers the token's mark. */
  setToken(token: string, state: DeviceTokenState): string
  /** Newest first; `before` = the number of the request after them, and `next` that of the next page. */
  requests(query: RequestQuery): { readonly requests: readonly NumberedRequest[]; readonly next: number | undefined }
  faults(): readonly ArmedFault[]
  /** Faults that are worth trying, in words. */
  presets(): readonly Preset[]
  /** Throws `argument_illegal` naming the member. */
  arm(fault: unknown): ArmedFault
  /** All of them, or the one with this id; answers how many there were. */
  disarm(id?: number): number
  /** Reports as the vendor does; resolves with why not where it does not report that. */
  report(report: PushReport): Promise<ReportEnd>
}

/** A device token and what stands for it. */
export interface DeviceToken {
  readonly token: string
  readonly tokenMark: string
}

/** What a vendor knows of a device token. */
export type DeviceTokenState = 'active' | 'unregistered' | 'foreign-app' | 'foreign-environment'

/** Which requests. */
export interface RequestQuery {
  readonly before: number | undefined
  readonly limit: number
  /** Only those that were refused or never answered. */
  readonly failedOnly: boolean
}

/** A request with its number at this simulator, from 1. */
export interface NumberedRequest extends Received {
  readonly number: number
}

/** What became of a push of a token: of the latest one, unless another is named. */
export interface PushReport {
  readonly token: string
  readonly vendorId: string | undefined
  readonly fate: 'arrived' | 'clicked' | 'dropped' | 'pending' | 'token-dead'
}

/** How a report ended. */
export type ReportEnd =
  | { readonly reported: true; readonly status: number }
  | { readonly reported: false; readonly reason: string }
