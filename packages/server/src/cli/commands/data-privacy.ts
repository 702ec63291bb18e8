// Who else may read the server's files (S49): looks at the rights of the data directory, when it is on this machine.
import { type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from './finding.ts'

/** Rights of the group and of everybody else. */
const othersMask = 0o077
/** Files that hold keys or the record. */
const privateFiles = [
  'operator.json',
  'demo.json',
  'master.key',
  'posthouse.db',
  'posthouse.db-wal',
  'posthouse.db-shm',
] as const

/** Findings about a directory; none when it is not here, or where rights are not a matter of modes. */
export function checkPrivacy(directory: string): readonly Finding[] {
  if (process.platform === 'win32') return []
  const found = statSync(directory, { throwIfNoEntry: false })
  if (!found) return []
  const open = [
    ...exposed(directory, found, '700'),
    ...privateFiles.flatMap(name => {
      const path = join(directory, name)
      const file = statSync(path, { throwIfNoEntry: false })
      return file ? exposed(path, file, '600') : []
    }),
  ]
  if (open.length > 0) return open
  return [{ level: 'ok', code: 'data-private', text: `Nobody else may read ${directory}.` }]
}

function exposed(path: string, { mode }: Stats, right: string): readonly Finding[] {
  if ((mode & othersMask) === 0) return []
  const is = (mode & 0o777).toString(8)
  const text = `${path} can be used by others (mode ${is}): run chmod ${right} ${path}.`
  return [{ level: 'error', code: 'data-exposed', text }]
}
