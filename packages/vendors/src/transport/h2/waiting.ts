// Requests that wait for a connection: in order of arrival, those that a peer gave back before all others. Linked through the
// tickets themselves, so that any of them leaves in constant time and waiting costs no memory.
import type { Ticket } from './ticket.ts'

/** A queue that can be left from anywhere. Its owner asks for {@link Waiting.room} first. */
export class Waiting {
  first: Ticket | undefined
  size = 0
  /** None of them is due before; the earliest one may have left. */
  earliestMs: number = Number.POSITIVE_INFINITY
  #last: Ticket | undefined
  /** The last of those at the front that were given back. */
  #lastBack: Ticket | undefined
  readonly #sizeMax: number
  #drain: PromiseWithResolvers<void> | undefined

  /** `sizeMax` bounds those that {@link push} takes; who is put back comes on top. */
  constructor(sizeMax: number) {
    this.#sizeMax = sizeMax
  }

  /** How many more may wait. */
  get room(): number {
    return Math.max(0, this.#sizeMax - this.size)
  }

  /** Resolves at once while at most half of the places are taken, else when that is so again. */
  drained(): Promise<void> {
    if (this.#isDrained) return Promise.resolve()
    this.#drain ??= Promise.withResolvers()
    return this.#drain.promise
  }

  /** Waits behind all others. */
  push(ticket: Ticket): void {
    this.#insert(ticket, this.#last)
  }

  /** Waits before all that were on no connection yet, behind those that came back earlier. */
  putBack(ticket: Ticket): void {
    this.#insert(ticket, this.#lastBack)
    this.#lastBack = ticket
  }

  /** Takes one out that waits. */
  remove(ticket: Ticket): void {
    const { previous, next } = ticket
    if (previous) previous.next = next
    else this.first = next
    if (next) next.previous = previous
    else this.#last = previous
    if (this.#lastBack === ticket) this.#lastBack = previous
    ticket.previous = undefined
    ticket.next = undefined
    ticket.isWaiting = false
    this.size -= 1
    if (this.#drain !== undefined && this.#isDrained) {
      this.#drain.resolve()
      this.#drain = undefined
    }
  }

  /** Takes out all whose deadline has come, and looks for the next one. Visits every ticket: call it when {@link earliestMs} has come. */
  takeDue(nowMs: number): readonly Ticket[] {
    const due: Ticket[] = []
    let earliestMs = Number.POSITIVE_INFINITY
    let next: Ticket | undefined
    for (let ticket = this.first; ticket; ticket = next) {
      next = ticket.next
      if (ticket.deadlineMs <= nowMs) {
        this.remove(ticket)
        due.push(ticket)
      } else if (ticket.deadlineMs < earliestMs) earliestMs = ticket.deadlineMs
    }
    this.earliestMs = earliestMs
    return due
  }

  get #isDrained(): boolean {
    return this.size <= this.#sizeMax / 2
  }

  #insert(ticket: Ticket, after: Ticket | undefined): void {
    const next = after ? after.next : this.first
    ticket.previous = after
    ticket.next = next
    if (after) after.next = ticket
    else this.first = ticket
    if (next) next.previous = ticket
    else this.#last = ticket
    ticket.isWaiting = true
    this.size += 1
    if (ticket.deadlineMs < this.earliestMs) this.earliestMs = ticket.deadlineMs
  }
}
