// How fast pushes are accepted: `POST push/async`, answered after the fsync of its group commit, beside the same answer without
// storage (Fastify, bare node:http), with BullMQ and Redis, and with one PostgreSQL insert per request.
import { join } from 'node:path'
import { startPostgres } from '../packages/server/src/store/testing/postgres.ts'
import { startHouse } from './house.ts'
import { load, type Measured, type Target } from './load.ts'
import { startRedis } from './peers/redis.ts'
import { quiet, startNode } from './process.ts'
import { interleaved, medians, printTable, ratio, thousands } from './report.ts'
import { bench, type Run } from './settings.ts'

interface Variant extends Target {
  readonly name: string
  /** Goes on working after its load has ended. */
  readonly lingers?: true
}

const posthouse = 'Posthouse, durable'
const withLanes = 'Posthouse, durable, its lanes working too'
const fastify = 'Fastify, no storage'

/** Measures and prints. */
export async function accept({ quick, seed, place }: Run): Promise<void> {
  await using opened = new AsyncDisposableStack()
  const variants = await open(place, opened)
  for (const connections of [64, 128]) {
    const options = { connections, seconds: quick ? 1 : 3, place }
    for (const variant of variants) {
      await load(variant, { ...options, seconds: 1 })
      if (variant.lingers) await quiet(variant.program)
    }
    const rounds = await interleaved(variants, quick ? 1 : 5, seed, async variant => {
      const measured = await load(variant, options)
      if (variant.lingers) await quiet(variant.program)
      return measured
    })
    print(connections, new Map([...rounds].map(([name, measured]) => [name, medians(measured)])))
  }
}

async function open(place: string, opened: AsyncDisposableStack): Promise<readonly Variant[]> {
  const variants: Variant[] = []
  const house = opened.use(await startHouse({ data: join(place, 'alone'), roles: 'api' }))
  const working = opened.use(await startHouse({ data: join(place, 'lanes'), roles: 'api,worker' }))
  const path = '/push/async/nobody'
  variants.push({ ...house, name: posthouse, url: `${house.url}${house.base}${path}` })
  variants.push({ ...working, name: withLanes, url: `${working.url}${working.base}${path}`, lingers: true })
  const peer = async (name: string, file: string, args: readonly string[]): Promise<void> => {
    const program = opened.use(await startNode(join(import.meta.dirname, 'peers', file), args))
    variants.push({ name, url: `${program.ready}/bench/load${path}`, program })
  }
  await peer(fastify, 'fastify-accept.ts', ['none'])
  await peer('bare node:http, no storage', 'bare-accept.ts', [])
  const redis = await startRedis(place)
  if (typeof redis === 'string') process.stderr.write(`${redis}: BullMQ is left out\n`)
  else {
    opened.use(redis.program)
    await peer('Fastify + BullMQ add (fsync each second)', 'fastify-accept.ts', ['bullmq', String(redis.port)])
  }
  const postgres = opened.use(await startPostgres())
  await peer('Fastify + one PostgreSQL insert each', 'fastify-accept.ts', ['postgres', postgres.url])
  return variants
}

function print(connections: number, results: ReadonlyMap<string, Measured>): void {
  const ours = results.get(posthouse)
  if (!ours) throw new Error('Posthouse was not measured')
  printTable(
    `Accepting, ${connections} connections`,
    ['variant', 'requests/s', 'Posthouse is', 'CPU µs/request', 'p50 ms', 'p99 ms'],
    [...results].map(([name, { rate, cpuUs, p50Ms, p99Ms }]) => [
      name,
      thousands(rate),
      ratio(ours.rate / rate),
      cpuUs.toFixed(1),
      p50Ms.toFixed(2),
      p99Ms.toFixed(2),
    ]),
  )
}

if (import.meta.main) await bench(accept)
