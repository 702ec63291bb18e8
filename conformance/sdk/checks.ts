// What cases demand, without anything of Node: compared as JSON, so that what crosses into a message can be read there too.

/** Throws unless both are the same as JSON; keys may come in any order. */
export function same(actual: unknown, expected: unknown, what = 'the value'): void {
  const [is, should] = [canonical(actual), canonical(expected)]
  if (is !== should) throw new Error(`${what} is\n  ${is}\nand should be\n  ${should}`)
}

/** Throws unless it `holds`. */
export function holds(it: boolean, what: string): asserts it {
  if (!it) throw new Error(`It does not hold that ${what}`)
}

/** Throws unless the promise rejects with this code of ZIM. */
export async function refused(promise: Promise<unknown>, code: number): Promise<void> {
  const end = await promise.then(
    value => ({ value }),
    (error: unknown) => ({ error }),
  )
  if (!('error' in end)) throw new Error(`refused with ${code} it should be, but it came to ${canonical(end.value)}`)
  const { code: given, message } = end.error as { readonly code?: unknown; readonly message?: unknown }
  if (given !== code) throw new Error(`the code is ${String(given)} (${String(message)}) and should be ${code}`)
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => ordered(one)) ?? 'undefined'
}

function ordered(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value]
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
