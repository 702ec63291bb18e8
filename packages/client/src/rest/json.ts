// JSON with 64-bit ids: an integer that a double cannot hold becomes text, and so does every member that is declared as such an id.
// Knows no operation.

/** Parses JSON text; `ids` are names of members that are always texts. Throws `SyntaxError`. */
export function readJson(text: string, ids: readonly string[] = []): unknown {
  const exact = /[0-9]{16}/.test(text) ? text.replace(tokens, keepDigits) : text
  if (ids.length === 0) return JSON.parse(exact)
  const names = new Set(ids)
  return JSON.parse(exact, (key, value: unknown) =>
    typeof value === 'number' && names.has(key) ? String(value) : value,
  )
}

/** Strings, so that digits inside them are left alone, and whole numbers. A string that never ends is none of JSON, and is read once only. */
const tokens = /"(?:[^"\\]|\\[\s\S])*"?|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/g

/** A reviver would see the digits only in engines that pass it the source; Node 20 does not. */
function keepDigits(token: string): string {
  return /^-?[0-9]{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token
}
