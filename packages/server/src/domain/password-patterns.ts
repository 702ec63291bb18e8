// Patterns that passwords are guessed by: rows of keys, series, short pieces over and over, plain numbers. They stand for far more passwords
// than a list could hold (S09). Pure; knows no words.

/** What a password is made of, where it is little more than a pattern; for the end of a sentence. */
export function patternIn(folded: string): string | undefined {
  const characters = [...folded]
  if (new Set(characters).size < charactersMin) return 'it has too few different characters'
  if (isNumber(folded)) return 'it is a number'
  if (isRepetition(characters)) return 'it is a short piece over and over'
  if (isRun(characters)) return 'it is little more than a run of neighbours'
  return undefined
}

/** Fewest different characters. */
const charactersMin = 5
/** A number has to be this long, digits: telephone numbers and dates are shorter. */
const digitsMin = 16
/** A piece that is repeated counts as one up to this length, characters. */
const pieceMax = 4
/** Shortest run of neighbours, characters. */
const runMin = 3
/** What stands outside of runs must be more than this, characters. */
const besidesMax = 5

function isNumber(text: string): boolean {
  return /^[\d\s.+-]+$/.test(text) && text.replace(/\D/g, '').length < digitsMin
}

function isRepetition(characters: readonly string[]): boolean {
  for (let piece = 1; piece <= pieceMax; piece += 1)
    if (characters.every((character, at) => at < piece || character === characters[at - piece])) return true
  return false
}

/** Runs one after the other, `qwe123asd`, or two that take turns, `a1b2c3d4e5`. */
function isRun(characters: readonly string[]): boolean {
  const [even, odd] = [0, 1].map(parity => characters.filter((_, at) => at % 2 === parity))
  return Math.min(besides(characters), besides(even ?? []) + besides(odd ?? [])) <= besidesMax
}

/** How many characters belong to no run. */
function besides(characters: readonly string[]): number {
  let outside = 0
  let length = 0
  for (const [at, character] of characters.entries()) {
    length = at > 0 && areNeighbours(characters[at - 1] ?? '', character) ? length + 1 : 1
    if (length === runMin) outside -= runMin - 1
    else if (length < runMin) outside += 1
  }
  return outside
}

/** The same, next to each other in the alphabet or among the digits, or touching on the keyboard. */
function areNeighbours(one: string, other: string): boolean {
  const [first, second] = [unshifted(one), unshifted(other)]
  if (first === second) return true
  if (series.some(text => isNextIn(text, first, second) || isNextIn(text, second, first))) return true
  const [from, to] = [placeOf(first), placeOf(second)]
  if (!from || !to) return false
  const [upper, lower] = from.row < to.row ? [from, to] : [to, from]
  return lower.row === upper.row + 1 && (lower.column === upper.column || lower.column === upper.column - 1)
}

const rows = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm']
const series = ['abcdefghijklmnopqrstuvwxyz', ...rows]
const shifted = '!@#$%^&*()'

function isNextIn(text: string, one: string, other: string): boolean {
  const at = text.indexOf(one)
  return at !== -1 && text[at + 1] === other
}

/** Each row of keys stands half a key to the right of the one above it. */
function placeOf(key: string): { readonly row: number; readonly column: number } | undefined {
  const row = rows.findIndex(keys => keys.includes(key))
  return row === -1 ? undefined : { row, column: rows[row]?.indexOf(key) ?? 0 }
}

function unshifted(character: string): string {
  const at = shifted.indexOf(character)
  return at === -1 ? character : (rows[0]?.[at] ?? character)
}
