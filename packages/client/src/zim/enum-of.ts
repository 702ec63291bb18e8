// Makes an enum's value: names to numbers and, as TypeScript's own enums do, numbers to names.

/** Names and numbers of an enum that is declared as `N`; another number than the declared one does not compile. */
export type Members<N> = { readonly [K in Exclude<keyof N, number>]: N[K] }

/** See the head of the file. */
export function enumOf<N extends object>(members: Members<N>): N {
  const both: Record<string, unknown> = { ...members }
  for (const [name, value] of Object.entries(members)) both[String(value)] = name
  // The two directions together are what `typeof` of a declared enum describes.
  return both as N
}
