// The id that a part of the address names. The router has read most of the escapes already; those that it leaves are read here.

/** The id; what cannot be read stands as it is. */
export function namedBy(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    // A lone per cent sign, of an id that holds one: the router has read it.
    return part
  }
}
