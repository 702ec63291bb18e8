// The parent's side of the process that has the phones: starts it, knows their tokens, and asks how often each got something.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { VendorApp } from '../lab/simulators.ts'

/** What the process is to have. */
export interface PhonesOrder {
  readonly directory: string
  readonly vendors: readonly string[]
  /** At each vendor. */
  readonly phones: number
}

/** An app at one vendor. */
export type PhonesApp = Pick<VendorApp, 'vendor' | 'credential'>

/** What the process says. */
export type PhonesWord = { readonly kind: 'ready'; readonly apps: readonly PhonesApp[] } | { readonly kind: 'counted' }

/** The running process. Closing ends it. */
export interface Phones extends AsyncDisposable {
  /** File for the server's setting `simulators`. */
  readonly file: string
  /** In the order of the vendors that were asked for. */
  readonly apps: readonly PhonesApp[]
  /** The tokens of a vendor's phones. */
  tokens(vendor: string): Promise<readonly string[]>
  /** How often each of them got something until now; one more place at the end for what came for none of them. */
  taken(vendor: string): Promise<Uint8Array>
}

/** Starts it; its files go into `directory`. */
export async function startPhones(order: PhonesOrder): Promise<Phones> {
  const child = fork(join(import.meta.dirname, 'phones-process.ts'), [JSON.stringify(order)], {
    execArgv: ['--conditions=source', '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  child.on('error', cause => process.stderr.write(`phones: ${cause.message}\n`))
  const { apps } = await nextWord(child, 'ready')
  return {
    file: join(order.directory, 'simulators.json'),
    apps,
    tokens: async vendor => (await readFile(join(order.directory, `${vendor}.tokens`), 'latin1')).split('\n'),
    async taken(vendor) {
      const counted = nextWord(child, 'counted')
      child.send('count')
      await counted
      return await readFile(join(order.directory, `${vendor}.taken`))
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}

async function nextWord<K extends PhonesWord['kind']>(
  child: ChildProcess,
  kind: K,
): Promise<Extract<PhonesWord, { kind: K }>> {
  return await new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Error('the phones ended'))
    const onMessage = (word: PhonesWord): void => {
      if (word.kind !== kind) return
      child.off('exit', onExit)
      child.off('message', onMessage)
      resolve(word as Extract<PhonesWord, { kind: K }>)
    }
    child.once('exit', onExit)
    child.on('message', onMessage)
  })
}
