// The parent's side of a process of clients: starts it, kills it, starts it again.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { CrowdOrder, CrowdStart, CrowdWord } from './orders.ts'

/** One process. Closing ends it. */
export class Crowd implements AsyncDisposable {
  /** Whether its clients have sent everything. */
  isDone = false
  /** How often it was killed. */
  killed = 0
  readonly #order: CrowdOrder
  #child: ChildProcess | undefined
  #begun: CrowdStart | undefined

  constructor(order: CrowdOrder) {
    this.#order = order
  }

  /** Resolves once all of its clients are logged in; those that had begun to send go on. */
  async start(): Promise<void> {
    const child = fork(join(import.meta.dirname, 'crowd-process.ts'), [JSON.stringify(this.#order)], {
      execArgv: ['--conditions=source', '--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#child = child
    // A channel that closes with a killed process is no news.
    child.on('error', () => {})
    await heard(child, 'ready')
    child.on('message', (word: CrowdWord) => {
      if (word.kind === 'sent') this.isDone = true
    })
    if (this.#begun) this.go(this.#begun)
  }

  /** Its clients send from now on. */
  go(start: CrowdStart): void {
    this.#begun = start
    this.#child?.send(start)
  }

  /** Kills it and starts it again; its clients go on. */
  async killAndReturn(): Promise<void> {
    this.killed += 1
    this.isDone = false
    await this.#end()
    await this.start()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#end()
  }

  async #end(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
}

async function heard(child: ChildProcess, kind: CrowdWord['kind']): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const onExit = (): void => reject(new Error('a process of clients ended by itself'))
    child.once('exit', onExit)
    child.on('message', (word: CrowdWord) => {
      if (word.kind !== kind) return
      child.off('exit', onExit)
      resolve()
    })
  })
}
