// The journal: what the API's client asked and was told, one JSON line per request, written as it happens, so that it can be audited
// again without the lab that made it.
import { appendFileSync } from 'node:fs'
import type { RequestFact } from '../audit/facts.ts'

/** Requests so far, in memory and in a file. */
export interface Journal {
  readonly requests: readonly RequestFact[]
  add(request: Omit<RequestFact, 'id'>): void
  /** Resolves at the next request that is answered 2xx. */
  nextAccepted(): Promise<void>
}

/** A journal over a file, which is created. */
export function openJournal(path: string): Journal {
  const requests: RequestFact[] = []
  let waiting: (() => void)[] = []
  return {
    requests,
    add(request) {
      const numbered = { id: String(requests.length + 1), ...request }
      requests.push(numbered)
      appendFileSync(path, `${JSON.stringify(numbered)}\n`)
      if (request.answer.kind !== 'answered' || request.answer.status >= 300) return
      for (const resolve of waiting) resolve()
      waiting = []
    },
    nextAccepted: () => new Promise(resolve => waiting.push(resolve)),
  }
}
