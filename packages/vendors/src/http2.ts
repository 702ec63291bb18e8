// The HTTP/2 client by itself, for who sends many small requests to one origin and needs no vendor.

export type { Clock } from './io.ts'
export type { WireRequest, WireResult } from './transport/contract.ts'
export { type Http2Client, type Http2Options, openHttp2 } from './transport/h2/client.ts'
export type { WarmUp } from './transport/h2/fleet.ts'
export type { Http2Metrics, RoundTrips } from './transport/h2/metrics.ts'
export type { SendLimit } from './transport/h2/ticket.ts'
