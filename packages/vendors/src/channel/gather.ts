// Many things begun at once, one promise for all of them: a batch of pushes costs a promise, not each of its pushes.

/**
 * Begins every item, in order, and resolves with their results in the order of the items once `done` was called for each. What
 * `begin` throws rejects the whole, so it should not.
 */
export function gather<T, R>(items: readonly T[], begin: (item: T, done: (result: R) => void) => void): Promise<R[]> {
  return new Promise(resolve => {
    const results = new Array<R>(items.length)
    let open = items.length
    if (open === 0) resolve(results)
    for (const [index, item] of items.entries()) {
      const done = (result: R): void => {
        results[index] = result
        open -= 1
        if (open === 0) resolve(results)
      }
      begin(item, done)
    }
  })
}
