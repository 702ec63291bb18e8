// The tab before its rooms stand.

/** The tab. */
export function MembersTab() {
  return null
}
