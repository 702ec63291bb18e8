// What an account's name and password have to be (S09). Pure.
import { commonPasswords } from './common-passwords.ts'
import { patternIn } from './password-patterns.ts'

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
  const pattern = patternIn(folded)
  if (pattern !== undefined) return `this password is one that is guessed first: ${pattern}`
  if (folded.includes(accountName) && accountName.length * 2 > folded.length)
    return 'this password is one that is guessed first: it is mostly the name'
  if (isOfCommonWords(folded))
    return 'this password is one that is guessed first: it is made of one or two common words'
  return undefined
}

/** Whether one or two common words are all the letters that there are, as they stand or with letters written as digits. */
function isOfCommonWords(folded: string): boolean {
  // What people put around a word to please a rule: digits and signs at both ends. Its first or last letters may be written as such.
  const bare = folded.replace(/[^\p{L}]+$/u, '')
  const ends = bare === '' ? [] : [bare, folded.slice(0, bare.length + 1), folded.slice(0, bare.length + 2)]
  const forms = [...ends, bare.replace(/^[^\p{L}]+/u, '')]
  return [folded, ...forms.map(inLetters)].some(text => {
    const letters = text.replace(/[^\p{L}]/gu, '')
    for (let at = 1; at < letters.length; at += 1)
      if (commonPasswords.has(letters.slice(0, at)) && commonPasswords.has(letters.slice(at))) return true
    return commonPasswords.has(letters)
  })
}

/** With the letters that digits and signs stand for. */
function inLetters(text: string): string {
  return text.replace(/[0134578@$!]/g, sign => letters[sign] ?? sign)
}

const letters: Readonly<Record<string, string>> = {
  ...{ 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', 8: 'b' },
  ...{ '@': 'a', $: 's', '!': 'i' },
}
