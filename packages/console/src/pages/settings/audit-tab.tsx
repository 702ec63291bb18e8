// The tab before its rooms stand.

/** The tab. */
export function AuditTab() {
  return null
}
