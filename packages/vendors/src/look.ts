// A rendered payload as people look at it before it is sent: the request without its device and credential, how much of the vendor's
// limits it takes, and what the phone shows. Refuses to judge any of it; that is lint/.
import type { Bilingual } from './bilingual.ts'
import type { JsonValue } from './json.ts'
import type { LintFinding } from './lint/finding.ts'
import type { Measure } from './render/shorten.ts'
import type { Shown } from './shown.ts'

/** See the head of the file. */
export interface Look {
  /** Those that the notification decides, in lower case; a credential is never among them. */
  readonly headers: Readonly<Record<string, string>>
  /** What goes on the wire, with placeholders for what differs per device; the fields of a form as an object. */
  readonly body: JsonValue
  /** UTF-8 bytes of the part that the vendor limits, and the limit. */
  readonly bytes: number
  readonly bytesMax: number
  /** How long the vendor is asked to keep it for an absent phone. */
  readonly ttlMs: number
  /** Undefined: only the app gets it. */
  readonly shown: Shown | undefined
  /** The limits that hold for the texts of this payload; none where only the whole is limited. */
  readonly texts: { readonly [Name in ShownText]?: TextLimit }
  /** What the vendor counts it as and what a day allows of that; absent where it counts against no share of a day. */
  readonly counted?: Bilingual
  /** What the vendor's own room has to say besides. */
  readonly remarks?: readonly LintFinding[]
}

/** The texts that a phone shows. */
export type ShownText = 'title' | 'subtitle' | 'body'

/** How long a text may be. */
export interface TextLimit {
  readonly most: number
  readonly measure: Measure
  /** `width`: a Chinese character counts two. */
  readonly unit: 'characters' | 'width'
}
