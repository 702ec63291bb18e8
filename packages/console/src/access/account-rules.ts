// What a name and a password have to be, as far as it can be said before they are sent; the server decides again. How strong a password is
// cannot be counted in signs and capitals, so nothing of the kind is asked for.

/** Shortest password, characters; the server's rule. */
export const passwordCharsMin = 10
const nameCharsMax = 64

/** Whether a name breaks the server's rule. */
export function nameObjection(name: string): boolean {
  const folded = name.normalize('NFKC').trim().toLowerCase()
  return [...folded].length > nameCharsMax || !/^[\p{L}\p{N}][\p{L}\p{M}\p{N}._@+-]*$/u.test(folded)
}

/** Whether a password is long enough, in characters as a person counts them. */
export function isPasswordLongEnough(password: string): boolean {
  return [...password.normalize('NFKC')].length >= passwordCharsMin
}
