// Which Node is new enough (S58). Plain JavaScript for whatever Node the machine has.

/**
 * The oldest of each line, by its major version: the security releases of 29 July 2026 (CVE-2026-56846 and CVE-2026-56848, memory in HTTP/2)
 * after those of 18 June (CVE-2026-48618, whose name a TLS certificate is for). 26.6.0 is of the week before. Other lines below the newest
 * of these are no longer mended.
 *
 * @type {Readonly<Record<string, string>>}
 */
const oldestNode = { 24: '24.18.1', 26: '26.6.1' }

/**
 * Whether a version of Node may run Posthouse.
 *
 * @param {string} version as `process.versions.node` has it
 */
export function isNewEnough(version) {
  const [major = 0, ...parts] = version.split('.').map(part => Number.parseInt(part, 10))
  const oldest = oldestNode[major]
  if (oldest === undefined) return major > Math.max(...Object.keys(oldestNode).map(Number))
  const [, ...least] = oldest.split('.').map(Number)
  const difference = parts.map((part, index) => part - (least[index] ?? 0)).find(one => one !== 0) ?? 0
  return difference >= 0
}

/** Which are, for a person. */
export const newEnoughWords = `Node ${Object.values(oldestNode).join(', or ')} or later`
