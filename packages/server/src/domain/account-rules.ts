// What an account's name and password have to be (S09). Pure.
import { commonPasswords } from './common-passwords.ts'

/** Longest name, characters. */
const accountNameCharsMax = 64
/** Shortest password, characters; what is shorter falls to guessing once a database is stolen. */
const passwordCharsMin = 10
/** Longest password, characters: so long that nobody's falls short, so short that hashing stays cheap. */
export const passwordCharsMax = 256

/** A name as it is kept: folded, so that `Ada` and `ada` are one. */
export function foldAccountName(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase()
}

/** Why a folded name cannot be an account's. */
export function accountNameObjection(name: string): string | undefined {
  if (name === '') return 'a name is missing'
  if ([...name].length > accountNameCharsMax) return `a name has at most ${accountNameCharsMax} characters`
  if (!/^[\p{L}\p{N}][\p{L}\p{M}\p{N}._@+-]*$/u.test(name))
    return 'a name begins with a letter or digit and holds letters, digits and . _ @ + -'
  return undefined
}

/** Why a text cannot be the password of an account with this name. */
export function passwordObjection(password: string, accountName: string): string | undefined {
  const characters = [...password.normalize('NFKC')]
  if (characters.length < passwordCharsMin) return `a password has at least ${passwordCharsMin} characters`
  if (characters.length > passwordCharsMax) return `a password has at most ${passwordCharsMax} characters`
  if (password.includes('\0')) return 'a password holds no NUL'
  const folded = characters.join('').toLowerCase()
  if (new Set(folded).size < 5) return 'this password is one that is guessed first: it has too few different characters'
  if (isRun(folded)) return 'this password is one that is guessed first: it is a run of neighbours'
  if (folded.includes(accountName) && accountName.length * 2 > folded.length)
    return 'this password is one that is guessed first: it is mostly the name'
  if (commonPasswords.has(folded) || commonPasswords.has(coreOf(folded)))
    return 'this password is one that is guessed first: it is on the list of common ones'
  return undefined
}

/** Without what people put around a word to please a rule: digits and signs at both ends, and letters written as digits. */
function coreOf(folded: string): string {
  const plain = folded.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
  return plain.replace(/[0134578@$!]/g, sign => letters[sign] ?? sign)
}

const letters: Readonly<Record<string, string>> = {
  ...{ 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', 8: 'b' },
  ...{ '@': 'a', $: 's', '!': 'i' },
}

/** Whether each character follows the one before it, upwards, downwards or on the keyboard. */
function isRun(folded: string): boolean {
  return runs.some(run => run.includes(folded))
}

const ascending = 'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz'
const digits = '01234567890123456789'
const keyboard = 'qwertyuiopasdfghjklzxcvbnm'
const runs: readonly string[] = [ascending, digits, keyboard, `1${keyboard}`].flatMap(run => [
  run,
  [...run].reverse().join(''),
])
