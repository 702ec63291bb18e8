// Patterns of push templates as the page works with them: where their places are, and which arguments they ask for. The server decides what
// a pattern says; this only draws attention. Pure.

/** A piece of a pattern: text, or a place that a value is put into. */
export interface Piece {
  readonly kind: 'text' | 'argument' | 'value' | 'unknown'
  readonly text: string
}

/** Values that every message has, by their place. */
export const valuePlaces = ['{$fromNickname}', '{$msg}', '{$dynamicFrom}'] as const

/** The pieces of a pattern, in order; `unknown` looks like a place and is none: it is shown as it stands. */
export function piecesOf(pattern: string): readonly Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const match of pattern.matchAll(/\{[^{}]*\}/g)) {
    if (match.index > at) pieces.push({ kind: 'text', text: pattern.slice(at, match.index) })
    pieces.push({ kind: kindOf(match[0]), text: match[0] })
    at = match.index + match[0].length
  }
  if (at < pattern.length) pieces.push({ kind: 'text', text: pattern.slice(at) })
  return pieces
}

function kindOf(place: string): Piece['kind'] {
  if (/^\{\d{1,4}\}$/.test(place)) return 'argument'
  return valuePlaces.some(known => known === place) ? 'value' : 'unknown'
}

/** Arguments that are asked for in the page; a pattern may have more, and gets those from its message. */
export const argumentsMax = 10

/** How many arguments a pattern asks for: one more than its highest number, within {@link argumentsMax}. */
export function argumentCount(pattern: string): number {
  const numbers = piecesOf(pattern)
    .filter(({ kind }) => kind === 'argument')
    .map(({ text }) => Number(text.slice(1, -1)) + 1)
  return Math.min(argumentsMax, Math.max(0, ...numbers))
}

/** A pattern with a place put in where the cursor stood, and where it stands then. */
export function withPlace(
  pattern: string,
  place: string,
  from: number,
  to: number,
): { readonly pattern: string; readonly at: number } {
  return { pattern: `${pattern.slice(0, from)}${place}${pattern.slice(to)}`, at: from + place.length }
}

/** Why a name cannot be one; the server decides again. */
export function isTemplateName(name: string): boolean {
  return /^[A-Za-z0-9]{1,64}$/.test(name)
}
