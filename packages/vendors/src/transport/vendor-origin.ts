// How a vendor's host is reached over HTTP/1.1: the limits of the house and what the outside world brings along. Refuses to know which
// host it is and what is asked there.
import type { VendorIo } from '../io.ts'
import { some } from '../json.ts'
import type { Transport, TransportOptions } from './contract.ts'
import { openHttp1 } from './http1.ts'

/** What differs between vendors: where to, and most bytes kept of an answer. */
export type VendorOrigin = Pick<TransportOptions, 'origin' | 'responseBytesMax'>

/** Connections to one origin of a vendor; nothing is connected before the first request. Whoever opens it closes it. */
export function openVendorOrigin(place: VendorOrigin, io: VendorIo): Transport {
  return openHttp1(originOptions(place, io), io.clock)
}

/** The options of {@link openVendorOrigin}, for who has something to add. */
export function originOptions(place: VendorOrigin, { ca, proxy }: VendorIo): TransportOptions {
  return {
    ...place,
    ...some('ca', ca),
    ...some('proxy', proxy),
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    inFlightMax: IN_FLIGHT_MAX,
  }
}

/** Time to connect, with name lookup, proxy and TLS handshake, in ms. Ours; no vendor names one. */
const CONNECT_TIMEOUT_MS = 5000
/** Requests, hence connections, to one origin at a time: as many as http1.ts opens. A full chat load of single messages needs about 50. */
const IN_FLIGHT_MAX = 64
