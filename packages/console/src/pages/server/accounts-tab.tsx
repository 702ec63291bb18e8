// The tab before its rooms stand.

/** The tab. */
export function AccountsTab() {
  return null
}
