// SQL is fixed text, and what people say reaches it as parameters only (S34). Looks where SQL is written, at what is put into a text while
// the program runs, and at who speaks to a database at all.
import {
  type Exception,
  type Finding,
  isTest,
  lineAt,
  readSources,
  type SourceFile,
  unexcepted,
} from './source-files.ts'

const store = 'packages/server/src/store/'

const importsDriver = /^import(?! type)[^'\n]*'(?:node:sqlite|pg|pg-[\w-]+|kysely)'/gm
/** What the builder binds is no text; these of its words are. */
const unbound = /\bsql\.(?:raw|lit|val|ref|id|table)\b/g
const isSql =
  /\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|WHERE|FROM|VALUES|SET|LOCK|CREATE|DROP|ALTER|TRUNCATE|COPY|ANALYZE|PRAGMA|ORDER BY|LIMIT|AND)\b/

/** Files that put names of tables and settings of ours into SQL, each with where those come from. An entry that nothing needs is a finding. */
const exceptions: readonly Exception[] = [
  { path: `${store}postgres-days.ts`, reason: 'names of our tables and of their days, and bounds that are bigints' },
  { path: `${store}postgres-history.ts`, reason: 'names of our tables and of their days, and bounds that are bigints' },
  { path: `${store}postgres-fitness.ts`, reason: 'settings from constants' },
  { path: `${store}postgres-migrate.ts`, reason: 'two statements of ours in one' },
  { path: `${store}sqlite-mark.ts`, reason: 'a pragma takes no parameter; a number' },
  { path: `${store}sqlite-settings.ts`, reason: 'a pragma takes no parameter; constants' },
  { path: `${store}sqlite-log.ts`, reason: 'a pragma takes no parameter; a number' },
  { path: `${store}move/check-copy.ts`, reason: 'a pragma takes no parameter; a constant' },
  { path: `${store}move/postgres-end.ts`, reason: 'names of the tables that the schema has' },
  { path: `${store}move/record-end.ts`, reason: 'names of the tables and columns that the schema has' },
  { path: `${store}move/sqlite-end.ts`, reason: 'names of the tables and columns that the schema has' },
]

/** Every breach in the repository at `root`. */
export function checkSql(root: string): readonly Finding[] {
  return sqlFindings(readSources(root), exceptions)
}

/** The same over files in memory. */
export function sqlFindings(files: readonly SourceFile[], allowed: readonly Exception[]): readonly Finding[] {
  const judged = files.filter(({ path }) => !isTest(path) && !/\/(?:testing|conformance)\//.test(path))
  const ofStore = judged.filter(({ path }) => path.startsWith(store))
  if (ofStore.length === 0) return [{ path: store, text: 'no source file seen: the check looks at the wrong place' }]
  // Migrations run at the start, and are made of constants.
  const others = ofStore.filter(({ path }) => !isOfTables(path) && !path.includes('/migrations/')).flatMap(partsOf)
  const composed = [...usedByTables(ofStore), ...others].flatMap(composedIn)
  return [
    ...judged
      .filter(({ path }) => !path.startsWith(store))
      .flatMap(file => findingsOf(file, importsDriver, 'speaks to a database: give store/ a function for it')),
    ...ofStore.flatMap(file => findingsOf(file, unbound, 'makes SQL of a value: bind it')),
    ...unexcepted(composed, allowed),
  ]
}

/** Where named statements are made, once and before anybody says a word; only what serves calls there can put a word into SQL. */
function isOfTables(path: string): boolean {
  return path.startsWith(`${store}tables/`) || /\/(?:statement|lease|reader|write)\.ts$/.test(path)
}

function findingsOf({ path, code }: SourceFile, pattern: RegExp, fault: string): readonly Finding[] {
  return [...code.matchAll(pattern)].map(match => ({
    ...{ path, line: lineAt(code, match.index) },
    text: `${match[0]} ${fault}`,
  }))
}

interface Part {
  readonly path: string
  readonly name: string
  readonly line: number
  readonly body: string
}

/** The functions and classes of a file, by the formatter's hand: each begins and ends at the margin. What stands beside them runs once. */
function partsOf({ path, code }: SourceFile): readonly Part[] {
  const pattern = /^(?:export )?(?:(?:async )?function|class) (\w+)[\s\S]*?^}/gm
  return [...code.matchAll(pattern)].map(({ 0: body, 1: name = '', index }) => ({
    path,
    name,
    line: lineAt(code, index),
    body,
  }))
}

/** The first line of a function, or of a method that may be called like one. */
const definition = /^(?:export )?(?:async )?function[^\n]*|^ +(?:async )?\w+\([^\n]*\{$/gm

/** The functions that the tables' functions use, directly or through others. */
function usedByTables(files: readonly SourceFile[]): ReadonlySet<Part> {
  const parts = files.filter(({ path }) => isOfTables(path)).flatMap(partsOf)
  const used = new Set(parts.filter(({ name }) => /Table$/.test(name)))
  // A set gives what is added to it while it is gone through.
  for (const { path, body } of used) {
    const called = new Set([...body.replace(definition, '').matchAll(/(?<![.\w])(\w+)[(<]/g)].map(([, name]) => name))
    for (const name of called) {
      const named = parts.filter(part => part.name === name)
      const own = named.filter(part => part.path === path)
      for (const part of own.length > 0 ? own : named) used.add(part)
    }
  }
  return used
}

/** A text with a place in it, or that something is added to; those that the builder binds, and words of errors, are none. */
const open = /(?<!\bsql(?:<\w+>)?|\bnew Error\(\s*)`[^`]*\$\{[^`]*`|'[^'\n]*'\s*\+\s*(?=[\w(])/g

/** Open texts that begin or go on as SQL does. */
function composedIn({ path, line, body }: Part): readonly Finding[] {
  return [...body.matchAll(open)]
    .filter(([text]) => isSql.test(text))
    .map(match => ({
      ...{ path, line: line + lineAt(body, match.index) - 1 },
      text: `${match[0].replace(/\s+/g, ' ').slice(0, 60)} is put together while the program runs: write a named statement`,
    }))
}
