// What was measured, for the plan: one JSON file beside this one, which the benchmarks write their own part of and a person commits. Refuses to
// know what the numbers are used for.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'

/** When and where a part was measured. */
export interface Origin {
  /** `2026-11-21`. */
  readonly day: string
  readonly node: string
  readonly cpu: string
  readonly cores: number
}

/** CPU time in µs and bytes, each for one. */
export interface Cost {
  readonly nodeUs: number
  readonly databaseUs: number
  readonly walBytes: number
}

/** One node at an even load of pushes, accepted and delivered. */
export interface SteadyLoad {
  readonly perSecond: number
  readonly nodeCores: number
  readonly databaseCores: number
  readonly walBytesPerSecond: number
  readonly commitsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** The parts; each benchmark writes its own. */
export interface Measured {
  /** `bench/cluster`: PostgreSQL, nodes from the published bundle. */
  readonly cluster: {
    readonly origin: Origin
    /** A push accepted, at full load. */
    readonly accept: Cost
    /** A push that was accepted: planned, sent, its outcome durable, at full load. */
    readonly work: Cost
    /** Both, once on its own and once with two and three nodes beside each other: µs per push, node and database. */
    readonly byNodes: readonly { readonly nodes: number; readonly nodeUs: number; readonly databaseUs: number }[]
    /** One node of all roles but the gateway; the first one idle. */
    readonly steady: readonly SteadyLoad[]
    /** A device of a task to everybody. */
    readonly task: Cost & { readonly diskBytes: number }
    /** A message to somebody on another node: stored, answered, handed out, acknowledged. */
    readonly message: Cost & { readonly natsUs: number; readonly diskBytes: number }
    /** A push of its own and its one delivery. */
    readonly diskBytesPerPush: number
    /** The database's own limit: the same rows by bare statements. */
    readonly rawUs: number
  }
  /** One embedded process. */
  readonly embedded: {
    readonly origin: Origin
    readonly acceptUs: number
    readonly workUs: number
    readonly messageUs: number
  }
  /** `bench/gateway`. */
  readonly connection: {
    readonly origin: Origin
    /** Process memory of a device that is logged in and waits. */
    readonly bytes: number
    readonly loginUs: number
  }
  /** `bench/callbacks`. */
  readonly callback: { readonly origin: Origin; readonly nodeUs: number }
  /** `bench/task`, embedded. */
  readonly embeddedTask: { readonly origin: Origin; readonly nodeUs: number; readonly peakBytes: number }
}

/** The file. */
export const measuredFile: string = join(import.meta.dirname, 'measured.json')

/** What was measured. Throws a sentence for a person where something was not yet. */
export function readMeasured(): Measured {
  const found = readParts()
  const parts = {
    cluster: 'cluster',
    embedded: 'cluster',
    connection: 'gateway',
    callback: 'callbacks',
    embeddedTask: 'task',
  }
  for (const [part, file] of Object.entries(parts))
    if (!(part in found))
      throw new Error(`bench/measured.json has no ${part}: run \`node --conditions=source bench/${file}.ts\` first`)
  return found as Measured
}

/** Writes one part; a quick run writes nothing, because its numbers are not worth keeping. */
export function recordMeasured<K extends keyof Measured>(
  isQuick: boolean,
  part: K,
  values: Omit<Measured[K], 'origin'>,
): void {
  if (isQuick) return
  const all = { ...readParts(), [part]: { origin: origin(), ...rounded(values) } }
  writeFileSync(measuredFile, `${JSON.stringify(all, null, 2)}\n`)
}

function readParts(): Partial<Measured> {
  return existsSync(measuredFile) ? (JSON.parse(readFileSync(measuredFile, 'utf8')) as Partial<Measured>) : {}
}

function origin(): Origin {
  const processors = cpus()
  const cpu = processors[0]?.model.trim() ?? 'CPU'
  return { day: new Date().toISOString().slice(0, 10), node: process.versions.node, cpu, cores: processors.length }
}

/** Four digits say all that such a number knows. */
function rounded<T>(value: T): T {
  if (typeof value === 'number') return (value === 0 ? 0 : Number(value.toPrecision(4))) as T
  if (Array.isArray(value)) return value.map(rounded) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, rounded(member)])) as T
}
