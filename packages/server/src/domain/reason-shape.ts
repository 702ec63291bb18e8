// What is to be said about a reason, in which languages. Knows no reason.

/** A text in both of the languages a user reads. */
export interface Bilingual {
  readonly en: string
  readonly zh: string
}

/** What is to be said about one reason. */
export interface Reason {
  /** The exact `detail` of a callback (spec/easemob.md §9.6); empty for a success. */
  readonly detail: string
  /** The `desc` of a sync result where it differs from `detail` (seed 002). */
  readonly desc?: string
  /** What happened, in one sentence. */
  readonly text: Bilingual
  /** How it comes to that. */
  readonly cause: Bilingual
  /** What to do next. */
  readonly fix: Bilingual
}
