// The clients under examination, all behind one small face: Posthouse's own, and two libraries for the comparison.
import { generateKeyPairSync } from 'node:crypto'
import { createRequire } from 'node:module'
import type { Clock } from '../../packages/vendors/src/io.ts'
import type { TransportOptions } from '../../packages/vendors/src/transport/contract.ts'
import { openHttp2 } from '../../packages/vendors/src/transport/h2/client.ts'
import type { Told } from './ledger.ts'

/** One request as a client gets it. */
export interface Asked {
  /** Hexadecimal; the last part of the path. */
  readonly id: string
  /** Clients that make their own body leave it out. */
  readonly body: string
  readonly deadlineMs: number
}

/** A client. `send` never rejects; a promise that stays open is a finding. */
export interface Client {
  send(asked: Asked): Promise<Told>
  close(): Promise<void>
}

/** Where a client works. */
export interface ClientIo {
  readonly origin: string
  readonly caPem: string
  readonly clock: Clock
  readonly random: () => number
  readonly connectTimeoutMs: number
  readonly responseBytesMax: number
  readonly inFlightMax: number
}

/** How to open one, and what it can be examined for. */
export interface ClientKind {
  readonly name: string
  /** False: it has timers of its own, so its sessions run in real time. */
  readonly takesClock: boolean
  /** Sends the body it is given; a library for APNs makes its own. */
  readonly takesBody: boolean
  readonly open: (io: ClientIo) => Promise<Client>
}

/** By the name for the command line. */
export const clientKinds: readonly ClientKind[] = [
  { name: 'posthouse', takesClock: true, takesBody: true, open: openPosthouse },
  { name: 'node-apn', takesClock: false, takesBody: false, open: openNodeApn },
  { name: 'apns2', takesClock: false, takesBody: false, open: openApns2 },
]

async function openPosthouse({ origin, caPem, clock, random, ...limits }: ClientIo): Promise<Client> {
  const options: TransportOptions = { origin, ca: [caPem], ...limits }
  const transport = openHttp2(options, clock, random)
  return {
    async send({ id, body, deadlineMs }) {
      const deadline = new AbortController()
      const cancel = clock.after(deadlineMs, () => deadline.abort(new DOMException('deadline', 'TimeoutError')))
      const wire = { method: 'POST', path: `/3/device/${id}`, headers: { 'apns-id': id, 'apns-topic': 'lab' } } as const
      const result = await transport.request(body === '' ? wire : { ...wire, body }, deadline.signal)
      cancel()
      return result
    },
    close: async () => await transport[Symbol.asyncDispose](),
  }
}

const require = createRequire(import.meta.url)

interface NodeApn {
  Provider: new (
    options: object,
  ) => {
    send(note: object, token: string): Promise<{ sent: readonly object[]; failed: readonly NodeApnFailure[] }>
    readonly client: { shutdown(): Promise<void> }
  }
  Notification: new (content: object) => object
}

interface NodeApnFailure {
  readonly status?: number
  readonly response?: object
  readonly error?: Error
}

/** `@parse/node-apn` by its public interface and with its own limit of 5 s for a request. */
function openNodeApn({ origin, caPem }: ClientIo): Promise<Client> {
  const { Provider, Notification } = require('@parse/node-apn') as NodeApn
  const token = { key: providerKey(), keyId: 'ABC123DEFG', teamId: 'DEF123GHIJ' }
  const { hostname, port } = new URL(origin)
  const provider = new Provider({ token, address: hostname, port: Number(port), ca: caPem, production: false })
  const note = new Notification({ topic: 'lab', pushType: 'alert', alert: 'hello' })
  return Promise.resolve({
    async send({ id }): Promise<Told> {
      const { sent, failed } = await provider.send(note, id)
      if (sent.length > 0) return { kind: 'answered', status: 200 }
      const [failure] = failed
      if (failure?.response !== undefined && failure.status !== undefined)
        return { kind: 'answered', status: failure.status }
      return { kind: 'failed', cause: failure?.error?.message ?? 'no reason' }
    },
    close: () => provider.client.shutdown(),
  })
}

interface Apns2 {
  ApnsClient: new (
    options: object,
  ) => {
    client: { close(): Promise<void>; constructor: unknown }
    send(note: object): Promise<object>
    destroy(): Promise<void>
  }
  Notification: new (token: string, options: object) => object
}

/**
 * `apns2`, whose pool knows no port but 443: it gets another of the same kind with the same options at the peer's address. It has
 * no limit for a request that one could set.
 */
function openApns2({ origin, caPem }: ClientIo): Promise<Client> {
  const { ApnsClient, Notification } = require('apns2') as Apns2
  const signIn = { team: 'DEF123GHIJ', keyId: 'ABC123DEFG', signingKey: providerKey() }
  const client = new ApnsClient({ ...signIn, defaultTopic: 'lab' })
  const Pool = client.client.constructor as new (address: string, options: object) => typeof client.client
  const same = { connections: 32, pipelining: 1, allowH2: true, maxConcurrentStreams: 100 }
  client.client = new Pool(origin, { ...same, connect: { ca: caPem } })
  return Promise.resolve({
    async send({ id }): Promise<Told> {
      try {
        await client.send(new Notification(id, { alert: 'hello' }))
        return { kind: 'answered', status: 200 }
      } catch (cause) {
        const status =
          typeof cause === 'object' && cause !== null && 'statusCode' in cause ? cause.statusCode : undefined
        if (typeof status === 'number') return { kind: 'answered', status }
        return { kind: 'failed', cause: cause instanceof Error ? cause.message : String(cause) }
      }
    },
    close: () => client.destroy(),
  })
}

/** A key that both libraries sign with; nobody looks at the signature. */
function providerKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}
