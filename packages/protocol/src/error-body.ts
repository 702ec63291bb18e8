// What an error looks like on the wire; what it may say is the catalogue's.

/** The error body of the Easemob interface (spec/easemob.md §1.7). */
export interface ErrorBody {
  readonly error: string
  readonly exception: string
  /** Epoch ms. */
  readonly timestamp: number
  /** Milliseconds from the request's arrival. */
  readonly duration: number
  readonly error_description: string
}
