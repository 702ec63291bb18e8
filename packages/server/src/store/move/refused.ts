// Why a move does not begin. Whoever shows it to a person has the words in their language.

/** The reasons. */
export type MoveReason =
  /** The target has rows; `detail` is a table. */
  | 'not-empty'
  /** Servers are connected; `detail` is how many connections. */
  | 'in-use'
  /** The ends' tables are not the same; `detail` says which. */
  | 'other-schema'
  /** The source was never used by a server. */
  | 'no-record'

/** A move that did not begin: nothing was changed. */
export class MoveRefused extends Error {
  override readonly name = 'MoveRefused'
  readonly reason: MoveReason
  readonly place: string
  readonly detail: string

  constructor(reason: MoveReason, place: string, detail: string) {
    super(`${place}: ${reason} (${detail})`)
    this.reason = reason
    this.place = place
    this.detail = detail
  }
}
