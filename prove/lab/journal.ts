// The journal: what the API's client asked and was told, one JSON line per request, written as it happens, so that it can be audited
// again without the lab that made it.
import { appendFileSync } from 'node:fs'
import type { AnswerFact, RequestFact } from '../audit/facts.ts'

/** Requests so far, in memory and in a file. */
export interface Journal {
  readonly requests: readonly RequestFact[]
  add(request: Omit<RequestFact, 'id'>): void
  /** Resolves at the next request that is answered 2xx. */
  nextAccepted(): Promise<void>
  /** Resolves at the next sync push that its phone got. */
  nextDelivered(): Promise<void>
}

/** A journal over a file, which is created. */
export function openJournal(path: string): Journal {
  const requests: RequestFact[] = []
  let waiting: { readonly fits: (answer: Answered) => boolean; readonly resolve: () => void }[] = []
  const next = (fits: (answer: Answered) => boolean): Promise<void> =>
    new Promise(resolve => waiting.push({ fits, resolve }))
  return {
    requests,
    add(request) {
      const numbered = { id: String(requests.length + 1), ...request }
      requests.push(numbered)
      appendFileSync(path, `${JSON.stringify(numbered)}\n`)
      const { answer } = request
      if (answer.kind !== 'answered' || answer.status >= 300) return
      const asked = waiting
      waiting = asked.filter(({ fits }) => !fits(answer))
      for (const { fits, resolve } of asked) if (fits(answer)) resolve()
    },
    nextAccepted: () => next(() => true),
    nextDelivered: () => next(({ results }) => results.includes('SUCCESS')),
  }
}

type Answered = Extract<AnswerFact, { kind: 'answered' }>
