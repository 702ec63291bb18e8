// One rule of the interface as a test: where it is written, how sure that is, the sentence, and how it is tried. Knows no rule.
import type { Trial } from './trial.ts'

/** How sure a rule is (spec/easemob.md §0.1): `S`, `D` and `C` bind; the others are advice, and ours where nothing is written. */
export type Tag = 'S' | 'D' | 'C' | 'T' | 'V' | 'R' | 'I'

/** What a rule asks of the place where it runs. */
export interface Needs {
  /**
   * `own`: an app that no other rule touches, so an operator must make it. `rested`: one that made no task lately; the app of the
   * command line where there is no operator. Absent: any app.
   */
  readonly app?: 'own' | 'rested'
  /** A user whose device a vendor really accepts, on the app of the command line. */
  readonly phone?: true
  /** Takes minutes, so it is tried only on demand. */
  readonly isSlow?: true
  /** Longest time, ms; a minute where absent. */
  readonly timeoutMs?: number
}

/** A rule and its test. */
export interface Rule extends Needs {
  /** `§2.3` or `seed 002`. */
  readonly section: string
  /** A sentence of behaviour, unique in its section. */
  readonly rule: string
  readonly tag: Tag
  /** Resolves where the rule holds; throws what is wrong where it does not. */
  readonly run: (trial: Trial) => Promise<void>
}

/** A rule as its chapter writes it: tag, sentence, test, needs. */
export type Entry = readonly [Tag, string, (trial: Trial) => Promise<void>, Needs?]

/** The rules of one section. */
export function rulesOf(section: string, entries: readonly Entry[]): readonly Rule[] {
  return entries.map(([tag, rule, run, needs]) => ({ ...needs, section, rule, tag, run }))
}
