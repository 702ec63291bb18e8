// The tab before its rooms stand.

/** The tab. */
export function KeysTab() {
  return null
}
