// What is kept of the past: pushes with their deliveries, attempts and pages, and callbacks with their tries. Rows belong to the day of
// their id (base/ids.ts).

/** What one call of {@link History.forget} did. */
export interface Forgotten {
  /** Rows that were deleted one by one. */
  readonly rows: number
  /** Days of a table that were dropped as a whole. */
  readonly days: number
  /** Days of a table that are old enough and stay, because something in them is not finished or somebody was using them. */
  readonly kept: number
}

/** The past, day by day. Several processes may do either at the same time. */
export interface History {
  /**
   * Makes room for the UTC day of an instant and for as many after it; what is there is left alone. Rows are stored all the same where
   * it was not called or rejected, only more slowly forgotten.
   */
  prepare(nowMs: number, daysAfter: number): Promise<void>
  /**
   * Forgets what was made before an instant and is finished: a push with all of its deliveries, a page that no open task has, a callback
   * that is delivered. Dead letters are kept by a rule of their own. Where days are kept apart, whole days only, and none in which
   * anything is unfinished. Ends early when the signal aborts; what is left is left to the next call. The files of the record hold nothing
   * any more of what was deleted by then, here or elsewhere, unless somebody still reads an older state of them (S52).
   */
  forget(beforeMs: number, signal: AbortSignal): Promise<Forgotten>
}
