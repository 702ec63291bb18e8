// The combinations of windows, streams and TLS that every foreign server is tried with, and what is asked of it in each: many
// requests at once, each of which must get the answer that is its own.
import type { WireRequest, WireResult } from '../transport/contract.ts'
import type { Http2Client } from '../transport/h2/client.ts'
import type { Allowance, InteropServer, TlsVersion } from './interop-server.ts'

const WINDOW_BYTES: readonly number[] = [1, 16, 1_024, 65_535, 1_048_576]
const STREAMS_MAX: readonly number[] = [1, 2, 10, 100, 1_000]
const TLS_VERSIONS: readonly TlsVersion[] = ['TLSv1.2', 'TLSv1.3']
/** Until the last answer of a cell at the latest; far above what any of them needs. */
const TIMEOUT_MS = 30_000
/** What goes wrong for one mostly goes wrong for many. */
const COMPLAINTS_MAX = 10

/** One combination, and how much is asked in it. */
export interface Cell extends Allowance {
  /** For test names. */
  readonly title: string
  readonly requestCount: number
  readonly bodyBytesMax: number
}

/**
 * The cells: `pairs` has each pair of values of any two dimensions, 25 cells; `full` has each combination, 50 cells, and asks five
 * times as much.
 */
export function interopCells(extent: 'pairs' | 'full'): readonly Cell[] {
  return WINDOW_BYTES.flatMap((windowBytes, row) =>
    STREAMS_MAX.flatMap((streamsMax, column) => {
      const versions =
        extent === 'full' ? TLS_VERSIONS : TLS_VERSIONS.filter((_, index) => (row + column) % 2 === index)
      return versions.map(tls => ({
        windowBytes,
        streamsMax,
        tls,
        title: `${tls}, windows of ${windowBytes} bytes, ${streamsMax} streams`,
        // A few more than the server allows at a time, so that some must wait.
        requestCount: (extent === 'full' ? 5 : 1) * Math.max(60, streamsMax + 50),
        // Through the smallest windows a body costs a round trip per byte.
        bodyBytesMax: windowBytes >= 1_024 ? 5_000 : streamsMax <= 100 ? 400 : 40,
      }))
    }),
  )
}

/** The client's options that let a server's allowance be used up on one connection. */
export const widestClient: {
  readonly connectionsMax: number
  readonly inFlightMax: number
  readonly inFlightStart: number
} = { connectionsMax: 1, inFlightMax: 1_000, inFlightStart: 1_000 }

/** Asks what a cell asks, all at once. Resolves with what was wrong; empty when all is well. */
export async function tryCell(client: Http2Client, server: InteropServer, cell: Cell): Promise<readonly string[]> {
  const chance = chanceFrom(cell.windowBytes * 7 + cell.streamsMax)
  const asked = Array.from({ length: cell.requestCount }, (_, index) => requestAt(index, cell.bodyBytesMax, chance))
  return await askAll(client, server, asked)
}

/** Asks all at once. Resolves with what was wrong with the first few of those that went wrong. */
export async function askAll(
  client: Http2Client,
  server: InteropServer,
  asked: readonly WireRequest[],
): Promise<readonly string[]> {
  const results = await Promise.all(asked.map(request => ask(client, request)))
  return results
    .flatMap((result, index) => complaint(server, asked[index] as WireRequest, result))
    .slice(0, COMPLAINTS_MAX)
}

/** Asks one thing, with time enough for any of them. */
export function ask(client: Http2Client, request: WireRequest): Promise<WireResult> {
  return new Promise(resolve => client.send(request, { timeoutMs: TIMEOUT_MS }, resolve))
}

/** A request unlike any other: a body of 0 to `bodyBytesMax` bytes, every other one as text, that names the request if it can. */
export function requestAt(index: number, bodyBytesMax: number, chance: () => number, place = '/echo'): WireRequest {
  const path = `${place}/${index}?of=${Math.floor(chance() * 1e6)}`
  const size = index % 9 === 8 ? 0 : Math.floor(chance() * (bodyBytesMax + 1))
  const text = `${index}:`.padEnd(size, '驿站 post·house ')
  // Cut where UTF-8 may be cut.
  const bytes = Buffer.from(
    Buffer.from(text)
      .subarray(0, size)
      .toString()
      .replace(/\ufffd$/, ''),
  )
  const body = index % 2 === 0 ? bytes.toString() : bytes
  return { method: 'POST', path, headers: { 'x-note': path, 'content-type': 'text/plain' }, body }
}

/** Chance that is the same in each run (a linear congruential generator with the numbers of ANSI C). */
export function chanceFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) / 0x1_00_00_00
  }
}

function complaint(server: InteropServer, { path, body = '' }: WireRequest, result: WireResult): readonly string[] {
  if (result.kind !== 'answered') return [`${path}: ${result.kind}, ${result.cause}`]
  const wanted = server.answerTo(path, body)
  const isRight = result.status === 200 && !result.truncated && result.body === wanted
  return isRight ? [] : [`${path}: ${result.status} ${result.body.slice(0, 200)} instead of ${wanted.slice(0, 200)}`]
}
