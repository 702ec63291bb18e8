// The sources of packages/ as data: path, text without comment lines, and what each file imports. Knows no rule of the house.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'

/** One source file of a package. */
export interface SourceFile {
  /** From the repository root, with `/`: `packages/server/src/base/clock.ts`. */
  readonly path: string
  /** Lines as written. */
  readonly lineCount: number
  /** The text, with the lines that are only comment emptied, so that line numbers stay. */
  readonly code: string
}

/** One import, re-export, dynamic import or type import. */
export interface Import {
  /** As written between the quotes. */
  readonly specifier: string
  /** 1-based. */
  readonly line: number
}

/** What a check found wrong: one line for a person. */
export interface Finding {
  readonly path: string
  readonly line?: number
  readonly text: string
}

/** What a check lets stand, and why. */
export interface Exception {
  readonly path: string
  /** What was found there, as the check calls it; absent: whatever it finds in the file. */
  readonly what?: string
  readonly reason: string
}

/** Findings for which there is no exception, and exceptions that nothing needs any more. */
export function unexcepted(
  found: readonly (Finding & { readonly what?: string })[],
  allowed: readonly Exception[],
): readonly Finding[] {
  const isFor = (entry: Exception, { path, what }: (typeof found)[number]): boolean =>
    entry.path === path && entry.what === what
  return [
    ...found.filter(one => !allowed.some(entry => isFor(entry, one))),
    ...allowed
      .filter(entry => !found.some(one => isFor(entry, one)))
      .map(({ path, what }) => ({
        path,
        text: `the exception ${what === undefined ? '' : `"${what}" `}is no longer needed`,
      })),
  ]
}

/** Reads every TypeScript source under packages/*\/src, tests included, generated folders not. */
export function readSources(root: string): readonly SourceFile[] {
  return globSync('packages/*/src/**/*.{ts,tsx}', { cwd: root })
    .map(path => path.replaceAll('\\', '/'))
    .filter(path => !path.includes('/node_modules/') && !path.includes('/dist/'))
    .sort()
    .map(path => sourceFile(path, readFileSync(join(root, path), 'utf8')))
}

/** A source file from its text. */
export function sourceFile(path: string, text: string): SourceFile {
  const lines = text.split('\n')
  const lineCount = text.endsWith('\n') ? lines.length - 1 : lines.length
  return { path, lineCount, code: lines.map(line => (isComment(line) ? '' : line)).join('\n') }
}

/** Whether this is a test: it may see more than the file beside it. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path)
}

/** The name of the file without folder. */
export function fileName(path: string): string {
  return basename(path)
}

/**
 * Every module that a file names: static, dynamic, side-effect and type imports, re-exports, and `new URL('./x.ts', import.meta.url)`
 * (how a worker thread is started). Relies on the formatter for two things only: a comment line starts with a comment mark, and an
 * import or re-export starts its line, as does the brace that ends its list. So text that a program only shows is none.
 */
export function importsOf(file: SourceFile): readonly Import[] {
  const patterns = [
    /^(?:import|export|\})[^'"`\n]*\bfrom\s*['"]([^'"\n]+)['"]/gm,
    /^\s*import\s*['"]([^'"\n]+)['"]/gm,
    /\bimport\(\s*['"]([^'"\n]+)['"]/g,
    /\bnew URL\(\s*['"]([^'"\n]+\.[jt]sx?)['"]\s*,\s*import\.meta\.url/g,
  ]
  return patterns
    .flatMap(pattern => [...file.code.matchAll(pattern)])
    .map(match => ({ specifier: match[1] ?? '', line: lineAt(file.code, match.index + match[0].length) }))
    .sort((a, b) => a.line - b.line)
}

/** 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

/** The path that a relative specifier means, from the repository root. */
export function resolveRelative(from: string, specifier: string): string {
  return normalize(join(dirname(from), specifier)).replaceAll('\\', '/')
}

/** Entry files by what others write (`@posthouse/vendors/simulators`), from each package's `exports` under `source`. */
export function readEntries(root: string): ReadonlyMap<string, string> {
  const entries = new Map<string, string>()
  for (const manifest of globSync('packages/*/package.json', { cwd: root })) {
    const { name, exports } = JSON.parse(readFileSync(join(root, manifest), 'utf8')) as Manifest
    for (const [key, target] of Object.entries(exports ?? {})) {
      const source = typeof target === 'string' ? undefined : target.source
      if (source === undefined || !existsSync(join(root, dirname(manifest), source))) continue
      entries.set(join(name, key).replaceAll('\\', '/'), resolveRelative(manifest, source))
    }
  }
  return entries
}

interface Manifest {
  readonly name: string
  readonly exports?: Readonly<Record<string, string | { readonly source?: string }>>
}

function isComment(line: string): boolean {
  return /^\s*(\/\/|\/\*|\*(\s|\/|$))/.test(line)
}
