// Ends a switch over a closed union: the compiler complains here when the union grows.

/** Never called with a value that the types allow; throws when a caller broke the types. */
export function unreachable(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`)
}
