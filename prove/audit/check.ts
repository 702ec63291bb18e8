// One check of the audit: what was looked at, how much of it, and who offends. Knows no invariant.

/** A thing that breaks an invariant. */
export interface Offender {
  /** A push, delivery, callback or request id, as a person would search for it. */
  readonly id: string
  readonly why: string
}

/** One statement, evaluated. */
export interface Check {
  /** `I1` … `I20` of reliability §1.2. */
  readonly invariant: string
  readonly statement: string
  /** How many things were looked at; zero proves nothing. */
  readonly checked: number
  readonly offenders: readonly Offender[]
}

/** Looks at each item; `judge` says what is wrong with it, or nothing. */
export function examine<T>(
  invariant: string,
  statement: string,
  items: Iterable<T>,
  idOf: (item: T) => string,
  judge: (item: T) => string | undefined,
): Check {
  const offenders: Offender[] = []
  let checked = 0
  for (const item of items) {
    checked += 1
    const why = judge(item)
    if (why !== undefined) offenders.push({ id: idOf(item), why })
  }
  return { invariant, statement, checked, offenders }
}
