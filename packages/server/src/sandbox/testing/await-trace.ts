// Waiting for what the trace of a message says.
import { second } from '@posthouse/protocol'
import { systemClock } from '../../base/clock.ts'
import type { TestServer } from '../test-server.ts'

/** Waits until the message was put off. */
export async function tried(server: TestServer, msgId: string): Promise<void> {
  await until(server, msgId, ({ events }) => events.some(({ kind }) => kind === 'waiting'))
}

/** Waits until the message has all of its outcomes; resolves with their reasons. */
export async function settled(server: TestServer, msgId: string): Promise<readonly string[]> {
  const { events } = await until(server, msgId, trace => trace.settled)
  return events.flatMap(({ reason }) => reason ?? [])
}

interface Seen {
  readonly settled: boolean
  readonly events: readonly { readonly kind: string; readonly reason?: string }[]
}

async function until(server: TestServer, msgId: string, is: (trace: Seen) => boolean): Promise<Seen> {
  for (const end = systemClock.now() + 20 * second; systemClock.now() < end; await turn()) {
    const { status, body } = await server.admin('GET', `messages/${msgId}/trace`)
    if (status === 200 && is(body)) return body
  }
  throw new Error(`message ${msgId} did not get there`)
}

/** A moment, before one looks again. */
export function turn(): Promise<void> {
  return new Promise(resolve => systemClock.after(20, resolve))
}
