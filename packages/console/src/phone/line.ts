// The app's end of the line to its phone: questions and answers, orders, and what is told. Knows no chat.
import type { Answers, Boot, Order, Question, ToApp, ToPhone } from './bridge.ts'

/** The part of a MessagePort that is used. */
export interface Port {
  onmessage: ((event: MessageEvent) => void) | null
  postMessage(message: unknown): void
}

/** Who hears what the phone says. */
export interface LineEvents {
  boot(boot: Boot): void
  /** Everything else that is no answer and no order. */
  told(word: Exclude<ToApp, { kind: 'boot' | 'answer' | 'refusal' | 'order' }>): void
  /** Rejects with why it cannot be done. */
  order(order: Order): Promise<unknown>
}

/** See the head of the file. */
export class Line {
  readonly #port: Port
  readonly #events: LineEvents
  readonly #waiting = new Map<
    number,
    { readonly done: (value: never) => void; readonly failed: (why: Error) => void }
  >()
  #asked = 0

  constructor(port: Port, events: LineEvents) {
    this.#port = port
    this.#events = events
    port.onmessage = ({ data }) => this.#hear(data as ToApp)
  }

  /** Tells the phone. */
  tell(word: Exclude<ToPhone, { kind: 'ask' | 'done' | 'failed' }>): void {
    this.#port.postMessage(word)
  }

  /** Asks the phone; rejects with its refusal. */
  ask<Q extends Question>(question: Q): Promise<Answers[Q['what']]> {
    this.#asked += 1
    const id = this.#asked
    return new Promise((done, failed) => {
      this.#waiting.set(id, { done, failed })
      this.#port.postMessage({ kind: 'ask', id, question } satisfies ToPhone)
    })
  }

  #hear(word: ToApp): void {
    if (word.kind === 'boot') this.#events.boot(word.boot)
    else if (word.kind === 'answer') this.#settle(word.id, ({ done }) => done(word.value as never))
    else if (word.kind === 'refusal') this.#settle(word.id, ({ failed }) => failed(new Error(word.message)))
    else if (word.kind === 'order') this.#obey(word.id, word.order)
    else this.#events.told(word)
  }

  #obey(id: number, order: Order): void {
    const say = (word: ToPhone): void => this.#port.postMessage(word)
    this.#events.order(order).then(
      result => say({ kind: 'done', id, result: result ?? null }),
      cause => say({ kind: 'failed', id, message: sentenceOf(cause) }),
    )
  }

  #settle(id: number, end: (one: { done: (value: never) => void; failed: (why: Error) => void }) => void): void {
    const one = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (one) end(one)
  }
}

/** What a person can read of anything that was thrown; ZIM throws `{ code, message }`. */
export function sentenceOf(cause: unknown): string {
  const { code, message } = (cause ?? {}) as { readonly code?: unknown; readonly message?: unknown }
  const text = typeof message === 'string' ? message : String(cause)
  return typeof code === 'number' ? `${code} ${text}` : text
}
