// What a linter says about a notification for one vendor. Codes are stable: documents and consoles speak of them.
import type { Bilingual } from '../bilingual.ts'

/** One finding. */
export interface LintFinding {
  readonly code: LintCode
  /** `error`: will be refused; `warning`: will look different from what was asked for; `hint`: good to know. */
  readonly severity: 'error' | 'warning' | 'hint'
  /** The member of `pushMessage` that it is about: `content`, `config.badge`, `oppo.title`. */
  readonly field: string
  readonly text: Bilingual
}

/** The codes; the guide to online debugging has a line for each. */
export const lintCodes = [
  // The vendor's renderer refuses a member, or the whole.
  'field-too-long',
  'field-missing',
  'field-invalid',
  'payload-too-large',
  // Texts against the limits of the vendor.
  'title-cut',
  'subtitle-cut',
  'body-cut',
  'title-near-limit',
  'subtitle-near-limit',
  'body-near-limit',
  'payload-near-limit',
  // What was asked for and does not reach the phone, or does so in another way.
  'subtitle-ignored',
  'badge-ignored',
  'badge-changed',
  'badge-both',
  'click-ignored',
  'click-in-data',
  'ext-ignored',
  'field-ignored',
  'not-shown',
  // How long it is kept.
  'ttl-cut',
  'ttl-raised',
  // What it counts as.
  'counts-as-public',
  // Said by who asks for a look: the notifier cannot be used at all.
  'notifier-unusable',
  // What only one vendor's own room knows (`Look.remarks`).
  'voip-alone',
  'sound-by-channel',
  'package-foreign',
  'text-blank',
  'text-doubtful',
] as const

/** One of them; `lacks-*` carries on what a notifier's settings lack (`Vendor.lacks`). */
export type LintCode = (typeof lintCodes)[number] | `lacks-${string}`
