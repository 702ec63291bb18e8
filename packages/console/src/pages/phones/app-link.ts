// The phone's end of the line to the app that runs on it: answers what the app asks, gives orders, hears what it tells. Knows no screen.
import type { Order, Question, ToApp, ToPhone } from '../../phone/bridge.ts'
import { type Port, sentenceOf } from '../../phone/line.ts'

/** Who answers and hears. */
export interface AppEvents {
  /** Rejects with why there is no answer. */
  ask(question: Question): Promise<unknown>
  told(word: Exclude<ToPhone, { kind: 'ask' | 'done' | 'failed' }>): void
}

/** See the head of the file. One for each start of the app. */
export class AppLink {
  readonly #port: Port
  readonly #events: AppEvents
  readonly #waiting = new Map<
    number,
    { readonly done: (result: unknown) => void; readonly failed: (why: Error) => void }
  >()
  #orders = 0

  constructor(port: Port, events: AppEvents) {
    this.#port = port
    this.#events = events
    port.onmessage = ({ data }) => this.#hear(data as ToPhone)
  }

  /** Tells the app. */
  tell(word: Exclude<ToApp, { kind: 'order' | 'answer' | 'refusal' }>): void {
    this.#port.postMessage(word)
  }

  /** Has the app do something; rejects with the client's error, or when the app is gone. */
  order(order: Order): Promise<unknown> {
    this.#orders += 1
    const id = this.#orders
    return new Promise((done, failed) => {
      this.#waiting.set(id, { done, failed })
      this.#port.postMessage({ kind: 'order', id, order } satisfies ToApp)
    })
  }

  /** The app is gone: nothing is heard of it any more. */
  end(): void {
    this.#port.onmessage = null
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { failed } of waiting) failed(new Error('the app was killed'))
  }

  #hear(word: ToPhone): void {
    if (word.kind === 'ask') this.#answer(word.id, word.question)
    else if (word.kind === 'done') this.#settle(word.id, ({ done }) => done(word.result))
    else if (word.kind === 'failed') this.#settle(word.id, ({ failed }) => failed(new Error(word.message)))
    else this.#events.told(word)
  }

  #answer(id: number, question: Question): void {
    const say = (word: ToApp): void => this.#port.postMessage(word)
    this.#events.ask(question).then(
      value => say({ kind: 'answer', id, value }),
      cause => say({ kind: 'refusal', id, message: sentenceOf(cause) }),
    )
  }

  #settle(id: number, end: (one: { done: (result: unknown) => void; failed: (why: Error) => void }) => void): void {
    const one = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (one) end(one)
  }
}
