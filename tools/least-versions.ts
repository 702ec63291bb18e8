// The oldest versions of what runs in a server that are known to be safe, and why (S58). `npm audit` asks a service that not every registry has;
// this table is looked at wherever the tests run. A new advisory is a new line, or a higher number in one.

/** A package that must not be older. */
export interface LeastVersion {
  readonly name: string
  /** The oldest of each line that is mended, newest line last; a line above all of these is new enough. */
  readonly versions: readonly string[]
  /** The advisory, and what it is about. */
  readonly why: string
}

/** By name. */
export const leastVersions: readonly LeastVersion[] = [
  {
    name: '@fastify/multipart',
    versions: ['8.3.1', '9.0.3'],
    why: 'CVE-2025-24033: the files of a request that was broken off stay on the disk',
  },
  {
    name: 'fast-uri',
    versions: ['3.1.7', '4.0.1'],
    why: 'CVE-2026-13676 (3.1.3, 4.0.1), CVE-2026-84292 and CVE-2026-84394 (3.1.7): another host than the one that was checked',
  },
  {
    name: 'fastify',
    versions: ['5.8.5'],
    why: 'CVE-2026-33806: a space in the content type leaves the body unchecked; CVE-2026-3635: believes a stranger’s X-Forwarded-Host',
  },
  {
    name: 'find-my-way',
    versions: ['8.2.2', '9.0.1'],
    why: 'CVE-2024-45813: a path that keeps a regular expression busy',
  },
  {
    name: 'undici',
    versions: ['7.29.0', '8.9.0'],
    why: 'CVE-2026-13697 and CVE-2026-12151: memory that a server fills',
  },
  { name: 'ws', versions: ['8.21.1'], why: 'a peer fills the memory with tiny fragments (8.21.0); reliability.md S58' },
]

/** Whether a version is at least the oldest of its line. Versions are numbers with dots; what follows a hyphen counts for nothing. */
export function isAtLeast(version: string, { versions }: Pick<LeastVersion, 'versions'>): boolean {
  const read = numbersOf(version)
  const least = versions.map(numbersOf)
  const line = least.find(([major]) => major === read[0])
  if (line) return compare(read, line) >= 0
  return least.every(one => compare(read, one) > 0)
}

function numbersOf(version: string): readonly number[] {
  return (version.split('-')[0] ?? '').split('.').map(Number)
}

function compare(one: readonly number[], other: readonly number[]): number {
  return one.map((part, index) => part - (other[index] ?? 0)).find(difference => difference !== 0) ?? 0
}
