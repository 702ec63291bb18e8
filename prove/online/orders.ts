// What a process of clients is told, and the lines of its journal. Lines are written at once, so that they outlive the process.

/** What one process has to do; as JSON in its first argument. */
export interface CrowdOrder {
  readonly appID: number
  readonly appSign: string
  readonly server: string
  /** Where shelves and the journal are. */
  readonly folder: string
  readonly journal: string
  /** Its own users. */
  readonly users: readonly string[]
  /** Everybody, to send to. */
  readonly everybody: readonly string[]
  /** How many messages each user sends. */
  readonly messages: number
  readonly seed: number
}

/** The word to begin: groups of each user. */
export interface CrowdStart {
  readonly groups: Readonly<Record<string, readonly string[]>>
}

/** What a process says. */
export type CrowdWord = { readonly kind: 'ready' } | { readonly kind: 'sent' }

/**
 * A line: `b` sending begins, `s` it was acknowledged with an id, `u` it failed with a code, `r` a message was given to the app, `k` the
 * process began (and the one before it, if any, was killed). Fields are separated by spaces.
 */
export type Line =
  | { readonly kind: 'b'; readonly user: string; readonly number: number }
  | { readonly kind: 's'; readonly user: string; readonly number: number; readonly id: string }
  | { readonly kind: 'u'; readonly user: string; readonly number: number; readonly code: number }
  | {
      readonly kind: 'r'
      readonly user: string
      readonly conversation: string
      readonly seq: number
      readonly id: string
    }
  | { readonly kind: 'k' }

/** The line's text. */
export function lineText(line: Line): string {
  switch (line.kind) {
    case 'k':
      return 'k\n'
    case 'b':
      return `b ${line.user} ${line.number}\n`
    case 's':
      return `s ${line.user} ${line.number} ${line.id}\n`
    case 'u':
      return `u ${line.user} ${line.number} ${line.code}\n`
    case 'r':
      return `r ${line.user} ${line.conversation} ${line.seq} ${line.id}\n`
  }
}

/** Reads a journal; a last line that was cut off is left out. */
export function linesOf(text: string): readonly Line[] {
  return text.split('\n').slice(0, -1).map(lineOf)
}

function lineOf(text: string): Line {
  const [kind = '', user = '', ...rest] = text.split(' ')
  if (kind === 'k') return { kind }
  if (kind === 'b') return { kind, user, number: Number(rest[0]) }
  if (kind === 's') return { kind, user, number: Number(rest[0]), id: rest[1] ?? '' }
  if (kind === 'u') return { kind, user, number: Number(rest[0]), code: Number(rest[1]) }
  if (kind === 'r') return { kind, user, conversation: rest[0] ?? '', seq: Number(rest[1]), id: rest[2] ?? '' }
  throw new Error(`not a line of a journal: ${text}`)
}
