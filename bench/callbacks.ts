// Callbacks per core: signed, posted and recorded as delivered, beside bare undici posting the same bytes; and what one dead
// receiver among two costs the other.
import { mkdir } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { recordMeasured } from './measured.ts'
import { type Program, startNode } from './process.ts'
import { interleaved, medians, printTable, ratio, thousands } from './report.ts'
import { bench, type Run } from './settings.ts'

type Delivered = Readonly<Record<'rate' | 'perCpuSecond', number>>

interface Variant {
  readonly name: string
  readonly program: Program
}

const alone = 'Posthouse, signed and recorded'
const besideDead = 'the same beside a dead receiver with as many callbacks'
const undici = 'bare undici, the same bytes'

/** Measures and prints. */
export async function callbacks({ quick, seed, place }: Run): Promise<void> {
  await using opened = new AsyncDisposableStack()
  const peers = join(import.meta.dirname, 'peers')
  const receiver = opened.use(await startNode(join(peers, 'receiver.mjs')))
  const house = async (name: string, urls: readonly string[]): Promise<Program> => {
    const directory = join(place, `callbacks-${name}`)
    await mkdir(directory)
    return opened.use(await startNode(join(peers, 'callback-house.ts'), [directory, ...urls]))
  }
  const dead = `http://127.0.0.1:${await closedPort()}/hook`
  const variants: readonly Variant[] = [
    { name: alone, program: await house('alone', [receiver.ready]) },
    { name: besideDead, program: await house('beside', [receiver.ready, dead]) },
    { name: undici, program: opened.use(await startNode(join(peers, 'undici-callbacks.ts'), [receiver.ready])) },
  ]
  const count = quick ? 2_000 : 30_000
  for (const variant of variants) await deliver(variant, Math.min(count, 5_000))
  const rounds = await interleaved(variants, quick ? 1 : 5, seed, variant => deliver(variant, count))
  const results = new Map([...rounds].map(([name, delivered]) => [name, medians(delivered)]))
  recordMeasured(quick, 'callback', { nodeUs: 1e6 / (results.get(alone)?.perCpuSecond ?? Number.NaN) })
  print(results)
}

async function deliver({ program }: Variant, count: number): Promise<Delivered> {
  const done = program.line('done')
  program.tell(String(count))
  const [elapsedMs = Number.NaN, cpuMs = Number.NaN] = (await done).split(' ').map(Number)
  return { rate: (count * 1_000) / elapsedMs, perCpuSecond: (count * 1_000) / cpuMs }
}

function print(results: ReadonlyMap<string, Delivered>): void {
  const peer = results.get(undici)
  if (!peer) throw new Error('undici was not measured')
  printTable(
    'Callbacks, 32 in flight',
    ['variant', 'callbacks/s', 'of undici', 'per CPU second', 'of undici'],
    [...results].map(([name, { rate, perCpuSecond }]) => [
      name,
      thousands(rate),
      ratio(rate / peer.rate),
      thousands(perCpuSecond),
      ratio(perCpuSecond / peer.perCpuSecond),
    ]),
  )
  const ours = results.get(alone)
  const beside = results.get(besideDead)
  if (ours && beside)
    process.stdout.write(`\nBeside a dead receiver: ${ratio(beside.rate / ours.rate)} of the rate alone.\n`)
}

async function closedPort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise(resolve => probe.close(resolve))
  return port
}

if (import.meta.main) await bench(callbacks)
