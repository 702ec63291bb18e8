// Importing: `posthouse import` of a file into a running server, from the start of the command to its report, beside raw batched SQLite
// inserts of the same rows, which read nothing, check nothing and send nothing.
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type House, startHouse } from './house.ts'
import { posthouse } from './posthouse.ts'
import { type Program, startNode } from './process.ts'
import { interleaved, medians, printTable, ratio, thousands } from './report.ts'
import { bench, type Run } from './settings.ts'

type Kind = 'users' | 'bindings'
type Rates = Readonly<Record<Kind, number>>

interface Variant {
  readonly name: string
  /** Imports a file of so many rows; resolves with the milliseconds that it took. */
  importFile(kind: Kind, file: string): Promise<number>
  /** Each round brings rows that are new. */
  rounds: number
}

const ours = 'posthouse import, command and server'
const raw = 'raw inserts, 1,000 rows a transaction'
/** performance.md: import beside a raw batched insert. */
const goal = 0.8

/** Measures and prints. */
export async function imports({ quick, seed, place }: Run): Promise<void> {
  await using opened = new AsyncDisposableStack()
  const house = opened.use(await startHouse({ data: join(place, 'import'), roles: 'api' }))
  const peer = opened.use(
    await startNode(join(import.meta.dirname, 'peers/sqlite-insert.ts'), [join(place, 'raw-import.db')]),
  )
  const variants: readonly Variant[] = [
    { name: ours, importFile: (kind, file) => throughHouse(house, kind, file), rounds: 0 },
    { name: raw, importFile: (kind, file) => throughPeer(peer, kind, file), rounds: 0 },
  ]
  const rows = quick ? 5_000 : 100_000
  const rounds = await interleaved(variants, quick ? 1 : 5, seed, variant => measure(variant, place, rows))
  print(rows, new Map([...rounds].map(([name, measured]) => [name, medians(measured)])))
}

async function measure(variant: Variant, place: string, rows: number): Promise<Rates> {
  variant.rounds += 1
  const [users, bindings] = await writeFiles(place, variant.rounds, rows)
  const usersMs = await variant.importFile('users', users)
  const bindingsMs = await variant.importFile('bindings', bindings)
  return { users: (rows * 1_000) / usersMs, bindings: (rows * 1_000) / bindingsMs }
}

/** The files of a round; both variants are given the same ones. */
async function writeFiles(place: string, round: number, rows: number): Promise<readonly [string, string]> {
  const files = [join(place, `users-${round}.jsonl`), join(place, `bindings-${round}.jsonl`)] as const
  const names = Array.from({ length: rows }, (_, index) => `user-${round}-${index}`)
  const lines = (row: (username: string) => object): string =>
    names.map(name => `${JSON.stringify(row(name))}\n`).join('')
  await writeFile(
    files[0],
    lines(username => ({ username, nickname: `Nickname of ${username}` })),
  )
  const token = (username: string): string => Buffer.from(username).toString('hex').padStart(64, '0')
  const binding = (username: string) => ({
    username,
    device_id: 'phone',
    device_token: token(username),
    notifier_name: 'ios',
  })
  await writeFile(files[1], lines(binding))
  return files
}

const run = promisify(execFile)

async function throughHouse({ url, adminKey }: House, kind: Kind, file: string): Promise<number> {
  const env = {
    PATH: process.env['PATH'],
    POSTHOUSE_SERVER: url,
    POSTHOUSE_ADMIN_KEY: adminKey,
    POSTHOUSE_APP: 'bench/load',
  }
  const startedMs = performance.now()
  await run(process.execPath, [...(await posthouse()), 'import', kind, file, '--json'], { env })
  return performance.now() - startedMs
}

async function throughPeer(peer: Program, kind: Kind, file: string): Promise<number> {
  const done = peer.line('inserted')
  peer.tell(`${kind} ${file}`)
  return Number(await done)
}

function print(rows: number, results: ReadonlyMap<string, Rates>): void {
  const bare = results.get(raw)
  if (!bare) throw new Error('raw inserts were not measured')
  printTable(
    `Importing ${rows} users, then ${rows} bindings`,
    ['variant', 'users/s', 'of raw', 'bindings/s', 'of raw'],
    [...results].map(([name, { users, bindings }]) => [
      name,
      thousands(users),
      ratio(users / bare.users),
      thousands(bindings),
      ratio(bindings / bare.bindings),
    ]),
  )
  const reached = (results.get(ours)?.bindings ?? 0) / bare.bindings
  printTable(
    'Goal of importing',
    ['goal', 'is', ''],
    [[`bindings ≥ ${goal} × raw batched insert`, ratio(reached), reached >= goal ? 'met' : 'not met']],
  )
}

if (import.meta.main) await bench(imports)
