// A stand for one link's tests: a real TLS connection whose far end is the test, byte for byte, and a record of what the link told.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { createAuthority } from '../simulator/authority.ts'
import type { WireRequest, WireResult } from '../transport/contract.ts'
import { Exchange, type LinkOwner } from '../transport/h2/exchange.ts'
import { SocketLink } from '../transport/h2/link.ts'
import { Traffic } from '../transport/h2/metrics.ts'
import { ClientTranscript, type SentFrame, ServerScript } from './h2-script.ts'
import { ManualClock } from './manual-clock.ts'

/** The far end of a link. */
export class FarEnd extends ServerScript {
  /** It reads unless a test pauses it. */
  readonly socket: TLSSocket
  readonly #transcript = new ClientTranscript()
  /** How often bytes came: once for each TLS record. */
  recordCount = 0

  constructor(socket: TLSSocket) {
    super()
    this.socket = socket
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      this.recordCount += 1
      this.#transcript.read(chunk)
    })
  }

  /** All frames that came. */
  get frames(): readonly SentFrame[] {
    return this.#transcript.frames
  }

  /** Those of one type. */
  framesOf(type: number): readonly SentFrame[] {
    return this.frames.filter(frame => frame.type === type)
  }

  /** The fields of a header block that came; each block once and in order. */
  fields(block: Buffer): Readonly<Record<string, string>> {
    return this.#transcript.fields(block)
  }

  say(...bytes: readonly Buffer[]): void {
    this.socket.write(Buffer.concat(bytes))
  }
}

/** A link and everything around it. */
export interface LinkStand extends AsyncDisposable {
  readonly link: SocketLink
  readonly far: FarEnd
  readonly clock: ManualClock
  readonly traffic: Traffic
  /** What ended or came back, in order: `/a answered`, `/b unknown: deadline`, `/c given back: goaway`, `gone: retired`. */
  readonly told: string[]
  /** How often `room` or `isUsable` may have changed. */
  readonly changes: number
  /** Gives the link a request; `then` hears the moment of its end. */
  send(path: string, more?: Partial<WireRequest>, deadlineMs?: number, then?: () => void): Exchange
}

/** How long the far end's SETTINGS may take on a stand. */
export const SETTINGS_TIMEOUT_MS = 10_000

/** Makes stands; the far end of each says `settings` first, or nothing when there are none. */
export async function linkLab(
  nowMs: number,
): Promise<(settings?: Readonly<Record<number, number>>) => Promise<LinkStand>> {
  const authority = await createAuthority({ nowMs })
  const { certPem, keyPem } = await authority.issue({ names: ['127.0.0.1'] })
  return async settings => {
    const server = createServer({ noDelay: true, cert: certPem, key: keyPem, ALPNProtocols: ['h2'] })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const near = connect({ port, host: '127.0.0.1', ca: authority.caPem, ALPNProtocols: ['h2'] })
    near.setNoDelay(true)
    const [[accepted]] = await Promise.all([once(server, 'secureConnection'), once(near, 'secureConnect')])
    const far = new FarEnd(accepted as TLSSocket)
    const stand = standOn(near, far)
    if (settings !== undefined) {
      far.say(far.settings(settings))
      await stand.link.ready
    }
    return {
      ...stand,
      get changes(): number {
        return stand.changes
      },
      async [Symbol.asyncDispose]() {
        stand.link.destroy('closed')
        await stand.link.ended
        far.socket.destroy()
        server.close()
        await once(server, 'close')
      },
    }
  }
}

/** Resolves when something is so; a test's time limit bounds it. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(resolve => setImmediate(resolve))
}

function standOn(near: TLSSocket, far: FarEnd) {
  const clock = new ManualClock(1_000)
  const traffic = new Traffic()
  const told: string[] = []
  let changes = 0
  const owner: LinkOwner = {
    onChange: () => {
      changes += 1
    },
    onEnd: (_link, exchange, result) => exchange.end(result),
    onUnprocessed: (_link, exchange, cause) => told.push(`${exchange.request.path} given back: ${cause}`),
    onGone: (_link, cause) => told.push(`gone: ${cause}`),
  }
  const limits = { responseBytesMax: 65_536, settingsTimeoutMs: SETTINGS_TIMEOUT_MS }
  const link = new SocketLink(near, { authority: 'push.example', ...limits, clock, owner, traffic })
  const send: LinkStand['send'] = (path, more = {}, deadlineMs = Number.POSITIVE_INFINITY, then) => {
    const settle = (result: WireResult): void => {
      told.push(`${path} ${result.kind}${result.kind === 'answered' ? '' : `: ${result.cause}`}`)
      then?.()
    }
    const exchange = new Exchange({ method: 'GET', path, headers: {}, ...more }, deadlineMs, settle)
    link.send(exchange)
    return exchange
  }
  return {
    link,
    far,
    clock,
    traffic,
    told,
    send,
    get changes(): number {
      return changes
    },
  }
}
