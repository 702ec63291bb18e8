// A notifier's form as data: what a console asks for and a document explains. Refuses to know how a value is read.
import type { Bilingual } from '../bilingual.ts'

/** One field of a notifier's form; consoles and documents are made from these. */
export interface FormField {
  /** Member of `NotifierInput`: `name`, `certificate`, `packageName`, `file`, …, or `settings.<member>`. */
  readonly field: string
  readonly label: Bilingual
  readonly kind: 'text' | 'secret' | 'file' | 'choice' | 'number' | 'flag'
  /** For `choice`. */
  readonly choices?: readonly string[]
  /** For `file`: what its name ends in, with the dot. */
  readonly accept?: readonly string[]
  readonly isRequired: boolean
  /** Made up, in the right shape; never for secrets. */
  readonly example?: string
  /** Where the owner finds it, or what it changes. */
  readonly help?: Bilingual
}
