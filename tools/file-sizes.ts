// Rooms stay rooms: no source file of a package above 300 lines, and none with a name that says nothing.
import { type Finding, fileName, isTest, readSources, type SourceFile } from './source-files.ts'

const linesMax = 300
/** Names under which anything can be thrown together. */
const emptyNames: ReadonlySet<string> = new Set(['utils', 'util', 'helpers', 'helper', 'manager', 'common', 'types'])

/** Every file of the repository at `root` that is too long or badly named. */
export function checkFileSizes(root: string): readonly Finding[] {
  return sizeFindings(readSources(root))
}

/** The same over files in memory. */
export function sizeFindings(files: readonly SourceFile[]): readonly Finding[] {
  if (files.length === 0) return [{ path: 'packages', text: 'no source file seen: the check looks at the wrong place' }]
  return files.flatMap(file => [...tooLong(file), ...badlyNamed(file)])
}

function tooLong({ path, lineCount }: SourceFile): readonly Finding[] {
  const isGrown = isTest(path) || path.includes('/migrations/') || /\.gen\.tsx?$/.test(path)
  if (isGrown || lineCount <= linesMax) return []
  return [{ path, text: `${lineCount} lines, above ${linesMax}: divide it where it has two purposes` }]
}

function badlyNamed({ path }: SourceFile): readonly Finding[] {
  const words = fileName(path)
    .replace(/(\.test)?\.tsx?$/, '')
    .split(/[-.]/)
  const folders = path.split('/').slice(3, -1)
  const empty = [words.at(-1) ?? '', ...folders].find(name => emptyNames.has(name))
  return empty === undefined ? [] : [{ path, text: `the name "${empty}" says nothing: name the one thing inside` }]
}
