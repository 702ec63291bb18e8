// A login that was refused, for a while: the same one would be refused again, so it is not sent (spec/zego.md §3.10). One with another
// token is another login: apps fetch a new one when the first was not good.
import type { Refusal } from './refusal.ts'
import type { Who } from './session-definitions.ts'

/** How long the same login is answered with the same refusal. */
const refusalMs = 10_000

/** See the head of the file. */
export class RefusedLogin {
  #last: { readonly who: Who; readonly why: Refusal; readonly atMs: number } | undefined

  /** `nowMs` as for {@link demandOther}: the device's clock. */
  keep(who: Who, why: Refusal, nowMs: number): void {
    this.#last = { who, why, atMs: nowMs }
  }

  /** Throws the refusal if this login was refused a moment ago. A clock that was set back ends the moment. */
  demandOther({ userId, token }: Who, nowMs: number): void {
    const last = this.#last
    if (last === undefined || last.who.userId !== userId || last.who.token !== token) return
    if (nowMs >= last.atMs && nowMs - last.atMs < refusalMs) throw last.why
  }
}
