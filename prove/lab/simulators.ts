// The parent's side of the vendors' process: starts it, tells it which faults to do, and asks what arrived.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fault, SimulatedCredential } from '@posthouse/vendors/simulators'
import type { SendFact } from '../audit/facts.ts'

/** Where the simulators are, as the server's setting `simulators` reads it. */
interface Places {
  readonly ca: string
  readonly vendors: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** The lab's app at one vendor. */
export interface VendorApp {
  readonly vendor: string
  readonly credential: SimulatedCredential
  readonly tokens: readonly string[]
  /** Of phones that have removed the app. */
  readonly deadTokens: readonly string[]
}

/** What the parent asks for. */
export type SimulatorsOrder =
  | { readonly kind: 'arm'; readonly vendor: string; readonly fault: Fault }
  | { readonly kind: 'disarm' }
  | { readonly kind: 'report' }

/** What the process says. */
export type SimulatorsWord =
  | { readonly kind: 'ready'; readonly places: Places; readonly apps: readonly VendorApp[] }
  | { readonly kind: 'report'; readonly sends: readonly SendFact[] }

/** The running process. Closing ends it. */
export interface Simulators extends AsyncDisposable {
  /** File for the server's setting `simulators`. */
  readonly file: string
  readonly apps: readonly VendorApp[]
  arm(vendor: string, fault: Fault): void
  /** Forgets armed faults. */
  disarm(): void
  /** Everything that reached a vendor since the start. */
  report(): Promise<readonly SendFact[]>
}

/** Starts the vendors with so many tokens each; `directory` takes the places file. */
export async function startSimulators(
  directory: string,
  tokens: { readonly live: number; readonly dead: number },
): Promise<Simulators> {
  const child = fork(join(import.meta.dirname, 'simulators-process.ts'), [JSON.stringify(tokens)], {
    execArgv: ['--conditions=source', '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  // A channel that closed under an order shows in whatever waits for a word; it must not end the lab without its clean-up.
  child.on('error', cause => process.stderr.write(`simulators: ${cause.message}\n`))
  const ready = await nextWord(child, 'ready')
  const file = join(directory, 'simulators.json')
  await writeFile(file, JSON.stringify(ready.places))
  return {
    file,
    apps: ready.apps,
    arm: (vendor, fault) => order(child, { kind: 'arm', vendor, fault }),
    disarm: () => order(child, { kind: 'disarm' }),
    async report() {
      const reported = nextWord(child, 'report')
      order(child, { kind: 'report' })
      return (await reported).sends
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}

function order(child: ChildProcess, what: SimulatorsOrder): void {
  child.send(what)
}

async function nextWord<K extends SimulatorsWord['kind']>(
  child: ChildProcess,
  kind: K,
): Promise<Extract<SimulatorsWord, { kind: K }>> {
  return await new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Error('the simulators ended'))
    const onMessage = (word: SimulatorsWord): void => {
      if (word.kind !== kind) return
      child.off('exit', onExit)
      child.off('message', onMessage)
      resolve(word as Extract<SimulatorsWord, { kind: K }>)
    }
    child.once('exit', onExit)
    child.on('message', onMessage)
  })
}
