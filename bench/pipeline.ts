// The whole way of a push: accepted, planned, sent over TLS and HTTP/2 to the APNs simulator, its outcome settled; beside the
// channel alone and @parse/node-apn, all driving the same simulator, which runs in a process of its own. From accepted to
// recorded alone is product.ts.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type House, settledCount, startHouse, startVendors, type Vendors } from './house.ts'
import { load } from './load.ts'
import { type Program, startNode } from './process.ts'
import { interleaved, medians, printTable, ratio, thousands } from './report.ts'
import { bench, type Run } from './settings.ts'

interface Sent {
  readonly pushes: number
  /** Pushes per second, until the last one's outcome is known. */
  readonly rate: number
  /** Pushes per CPU second of the process that sends. */
  readonly perCpuSecond: number
}

interface Variant {
  readonly name: string
  send(): Promise<Sent>
}

const tokens = 120
const posthouse = 'Posthouse, accept → outcome recorded'

/** Measures and prints. */
export async function pipeline({ quick, seed, place }: Run): Promise<void> {
  await using opened = new AsyncDisposableStack()
  const vendors = opened.use(await startVendors(place, tokens))
  const data = join(place, 'pipeline')
  const house = opened.use(await startHouse({ data, roles: 'api,worker', vendors }))
  const file = join(place, 'apns.json')
  await writeFile(file, JSON.stringify(vendors))
  const channel = opened.use(await startNode(join(import.meta.dirname, 'peers/channel.ts'), [file]))
  const nodeApn = opened.use(await startNode(join(import.meta.dirname, 'peers/node-apn.ts'), [file]))
  const count = quick ? 2_000 : 20_000
  const variants: readonly Variant[] = [
    { name: posthouse, send: () => sendThrough(house, place, quick ? 1 : 4) },
    { name: 'the channel alone', send: () => sendBy(channel, count) },
    { name: '@parse/node-apn', send: () => sendBy(nodeApn, count) },
  ]
  for (const variant of variants) await variant.send()
  const rounds = await interleaved(variants, quick ? 1 : 5, seed, variant => variant.send())
  print(new Map([...rounds].map(([name, sent]) => [name, medians(sent)])), vendors)
}

/** Accepts for some seconds and waits until every push has an outcome. */
async function sendThrough(house: House, place: string, seconds: number): Promise<Sent> {
  const before = await settledCount(house)
  const cpuMs = house.program.cpuMs()
  const startedMs = performance.now()
  const { requests } = await load(
    { url: `${house.url}${house.base}/push/async/user-{n}`, token: house.token, users: tokens, program: house.program },
    { connections: 64, seconds, place },
  )
  // wrk leaves the requests that it did not wait for, so a few more may settle.
  while ((await settledCount(house)) - before < requests) await pause(50)
  const elapsedMs = performance.now() - startedMs
  return sent(requests, elapsedMs, house.program.cpuMs() - cpuMs)
}

async function sendBy(program: Program, count: number): Promise<Sent> {
  const cpuMs = program.cpuMs()
  const done = program.line('sent')
  program.tell(String(count))
  const elapsedMs = Number(await done)
  return sent(count, elapsedMs, program.cpuMs() - cpuMs)
}

function sent(pushes: number, elapsedMs: number, cpuMs: number): Sent {
  return { pushes, rate: (pushes * 1_000) / elapsedMs, perCpuSecond: (pushes * 1_000) / cpuMs }
}

function print(results: ReadonlyMap<string, Sent>, vendors: Vendors): void {
  const ours = results.get(posthouse)
  if (!ours) throw new Error('Posthouse was not measured')
  printTable(
    `Sending to the APNs simulator (${vendors.tokens.length} devices)`,
    ['variant', 'pushes/s', 'Posthouse is', 'pushes per CPU second', 'Posthouse is'],
    [...results].map(([name, { rate, perCpuSecond }]) => [
      name,
      thousands(rate),
      ratio(ours.rate / rate),
      thousands(perCpuSecond),
      ratio(ours.perCpuSecond / perCpuSecond),
    ]),
  )
}

if (import.meta.main) await bench(pipeline)
