// A write as data: prepared by a table of the record, carried out by a commit.

declare const result: unique symbol

/** A write that a table has prepared and a commit will carry out; opaque. `R` is what it reports back. */
export interface Write<R = void> {
  readonly [result]?: R
}

/** Writes that hold only while a lease does: when `fence` reports false, nothing of `writes` happens. */
export interface FencedWrites {
  readonly fence: Write<boolean>
  readonly writes: readonly Write<unknown>[]
  /** Is given what the writes report, in order, where the fence held; right before the commit resolves. */
  readonly reported?: (reports: readonly unknown[]) => void
  /** Called where the fence held, once all of it is durable: for what counts only what happened. */
  readonly done?: () => void
}
