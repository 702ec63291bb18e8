// The search of the frame, before its rooms stand.

/** The search. */
export function Search() {
  return null
}
