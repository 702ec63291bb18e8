// Messages to people who are connected to another node: stored, answered, handed out there, acknowledged. Beside it NATS alone, a request
// and its reply between two processes.
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { gatewayPath } from '@posthouse/protocol/frames'
import { startNode } from '../process.ts'
import { counting, type Site, startNodes, type Variant } from './site.ts'

/** One round. Costs are µs of CPU time per message. */
export interface OnlineRound {
  readonly rate: number
  /** From sending to the answer, and to the receiver's device. */
  readonly answerP50Ms: number
  readonly answerP99Ms: number
  readonly receivedP50Ms: number
  readonly receivedP99Ms: number
  readonly nodeUs: number
  readonly databaseUs: number
  readonly natsUs: number
  readonly walBytes: number
}

/** How much is said. */
export interface OnlineLoad {
  /** Half of them write, each to another one on the next node. */
  readonly devices: number
  readonly forMs: number
  /** Between two messages of a sender. */
  readonly pauseMs: number
}

/** Logs everybody in and lets them write. */
export async function chatAcross(site: Site, variant: Variant, load: OnlineLoad): Promise<OnlineRound> {
  const { devices, forMs, pauseMs } = load
  const flags = ['--clients-per-address-max', String(devices + 100)]
  await using nodes = await startNodes(variant, 'api,gateway', flags)
  const file = join(import.meta.dirname, '../peers/phones.ts')
  await using phones = await startNode(file, [nodes.urls.join(','), gatewayPath])
  const { appId, appSign } = variant.house
  const loggedIn = phones.line('logged-in')
  phones.tell(`login ${devices} ${appId} ${appSign}`)
  await loggedIn
  const ask = async (ms: number): Promise<readonly number[]> => {
    const said = phones.line('chatted')
    phones.tell(`chat ${ms} ${pauseMs}`)
    const numbers = (await said).split(' ').map(Number)
    variant.said.count += numbers[0] ?? 0
    return numbers
  }
  await ask(Math.min(forMs, 1_000))
  await pause(200)
  const counted = await counting(site, nodes.programs)
  const [messages = 0, answerP50Ms = 0, answerP99Ms = 0, received = 0, receivedP50Ms = 0, receivedP99Ms = 0] =
    await ask(forMs)
  const { nodesMs, databaseMs, natsMs, walBytes } = await counted()
  // The last ones may still be on their way when the time is up.
  if (received < messages * 0.95) throw new Error(`${received} of ${messages} messages came to their receivers`)
  const each = (ms: number): number => (ms * 1_000) / messages
  return {
    rate: (messages * 1_000) / forMs,
    ...{ answerP50Ms, answerP99Ms, receivedP50Ms, receivedP99Ms },
    ...{ nodeUs: each(nodesMs), databaseUs: each(databaseMs), natsUs: each(natsMs), walBytes: walBytes / messages },
  }
}

/** NATS's own limit: µs of CPU time per request with its reply, of both processes and of the server. */
export async function natsAlone(
  site: Site,
  count: number,
): Promise<{ readonly rate: number; readonly nodeUs: number; readonly natsUs: number }> {
  const file = join(import.meta.dirname, '../peers/nats-ask.ts')
  await using answering = await startNode(file, [site.natsUrl, 'answer'])
  await using asking = await startNode(file, [site.natsUrl, 'ask'])
  const ask = async (requests: number): Promise<void> => {
    const done = asking.line('done')
    asking.tell(String(requests))
    await done
  }
  await ask(count / 4)
  const counted = await counting(site, [answering, asking])
  await ask(count)
  const { nodesMs, natsMs, elapsedMs } = await counted()
  return { rate: (count * 1_000) / elapsedMs, nodeUs: (nodesMs * 1_000) / count, natsUs: (natsMs * 1_000) / count }
}
