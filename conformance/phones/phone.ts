// A phone for tests: a process of its own with the client in it. Killing it is what a person does who swipes the app away.
import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Order, PhoneSetting, Word } from './orders.ts'

type Happened = Extract<Word, { kind: 'event' }>

const program = join(import.meta.dirname, 'phone-process.ts')
/** Longest wait for something to happen, ms. */
const waitMsMax = 15_000

/** See the head of the file. Closing kills the app. */
export class Phone implements AsyncDisposable {
  /** Everything that happened since the app was started. */
  readonly happened: Happened[] = []
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, { done(result: unknown): void; failed(error: unknown): void }>()
  readonly #watching = new Set<() => void>()
  #orders = 0

  private constructor(child: ChildProcess) {
    this.#child = child
    child.on('message', word => this.#hear(word as Word))
  }

  /** Starts the app; what an earlier one left on the shelf is there. */
  static async start(setting: PhoneSetting): Promise<Phone> {
    const child = fork(program, { execArgv: ['--conditions=source', '--disable-warning=ExperimentalWarning'] })
    const phone = new Phone(child)
    await phone.order({ do: 'start', setting })
    return phone
  }

  /** Has the app do something; rejects with ZIM's `{ code, message }`. */
  order(order: Order): Promise<unknown> {
    this.#orders += 1
    const id = this.#orders
    return new Promise((done, failed) => {
      this.#waiting.set(id, { done, failed })
      this.#child.send({ id, order })
    })
  }

  /** The first thing of this name that happened, or will; `data` says which one is meant. */
  async event(name: string, fits: (data: never) => boolean = () => true): Promise<never> {
    const find = (): Happened | undefined =>
      this.happened.find(({ event, data }) => event === name && fits(data as never))
    const deadline = AbortSignal.timeout(waitMsMax)
    for (;;) {
      const found = find()
      if (found) return found.data as never
      await new Promise<void>((resolve, reject) => {
        this.#watching.add(resolve)
        const give = (): void => reject(new assert.AssertionError({ message: `${name} did not happen` }))
        deadline.addEventListener('abort', give, { once: true })
      })
    }
  }

  /** The data of everything of this name so far. */
  all(name: string): readonly never[] {
    return this.happened.filter(({ event }) => event === name).map(({ data }) => data as never)
  }

  /** The system stops the app and keeps its sockets, as it does in the background. */
  freeze(): void {
    this.#child.kill('SIGSTOP')
  }

  /** The app goes on. */
  thaw(): void {
    this.#child.kill('SIGCONT')
  }

  /** The app is gone in the middle of whatever it did. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill()
  }

  #hear(word: Word): void {
    if (word.kind === 'event') {
      this.happened.push(word)
      const told = [...this.#watching]
      this.#watching.clear()
      for (const look of told) look()
      return
    }
    const waiting = this.#waiting.get(word.id)
    this.#waiting.delete(word.id)
    if (word.kind === 'done') waiting?.done(word.result)
    else waiting?.failed(word.error)
  }
}
