// Latency of `POST push/sync`: accepted, sent to the APNs simulator, the outcome recorded, answered; beside the channel alone, which
// is the part of it that no server can save.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Pool } from 'undici'
import { type House, startHouse, startVendors } from './house.ts'
import { pushBody } from './load.ts'
import { type Program, startNode } from './process.ts'
import { interleaved, medians, percentile, printTable } from './report.ts'
import { bench, type Run } from './settings.ts'

type Latency = Readonly<Record<'p50Ms' | 'p99Ms', number>>

interface Variant {
  readonly name: string
  measure(): Promise<Latency>
}

const tokens = 32

/** Measures and prints. */
export async function sync({ quick, seed, place }: Run): Promise<void> {
  await using opened = new AsyncDisposableStack()
  const vendors = opened.use(await startVendors(place, tokens))
  const house = opened.use(await startHouse({ data: join(place, 'sync'), roles: 'api,worker', vendors }))
  const file = join(place, 'apns.json')
  await writeFile(file, JSON.stringify(vendors))
  const channel = opened.use(await startNode(join(import.meta.dirname, 'peers/channel.ts'), [file]))
  const pool = new Pool(house.url, { connections: tokens })
  opened.defer(() => pool.destroy())
  const pushes = quick ? 200 : 1_500
  const variants = [1, tokens].flatMap((inFlight): readonly Variant[] => [
    { name: `Posthouse push/sync, ${inFlight} in flight`, measure: () => throughHouse(pool, house, inFlight, pushes) },
    { name: `the channel alone, ${inFlight} in flight`, measure: () => throughChannel(channel, inFlight, pushes) },
  ])
  for (const variant of variants) await variant.measure()
  const rounds = await interleaved(variants, quick ? 1 : 5, seed, variant => variant.measure())
  printTable(
    'Latency of a synchronous push',
    ['variant', 'p50 ms', 'p99 ms'],
    [...rounds].map(([name, measured]) => {
      const { p50Ms, p99Ms } = medians(measured)
      return [name, p50Ms.toFixed(2), p99Ms.toFixed(2)]
    }),
  )
}

async function throughHouse(pool: Pool, house: House, inFlight: number, pushes: number): Promise<Latency> {
  const timesMs: number[] = []
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${house.token}` }
  let begun = 0
  const work = async (user: number): Promise<void> => {
    while (begun < pushes) {
      begun += 1
      const startedMs = performance.now()
      const path = `${house.base}/push/sync/user-${user}`
      const { statusCode, body } = await pool.request({ method: 'POST', path, headers, body: pushBody })
      const text = await body.text()
      timesMs.push(performance.now() - startedMs)
      if (statusCode !== 200 || !text.includes('SUCCESS')) throw new Error(`push/sync: ${statusCode} ${text}`)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, (_, user) => work(user)))
  return { p50Ms: percentile(timesMs, 0.5), p99Ms: percentile(timesMs, 0.99) }
}

async function throughChannel(channel: Program, inFlight: number, pushes: number): Promise<Latency> {
  const said = channel.line('latency')
  channel.tell(`${pushes} ${inFlight}`)
  const [p50Ms = Number.NaN, p99Ms = Number.NaN] = (await said).split(' ').map(Number)
  return { p50Ms, p99Ms }
}

if (import.meta.main) await bench(sync)
