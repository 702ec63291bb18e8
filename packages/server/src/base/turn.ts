// Letting others go first: answers from the record's own file come without a pause, so a long row of them would hold up every request.

/** Resolves once whatever is ready by now has had its turn. */
export function nextTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
