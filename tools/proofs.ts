// Which tests show what: the ids of invariants (I1–I20), faults (F01–F120) and security statements (S01–S62) that stand in the names of
// tests. Reads names as they are written; runs nothing.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A test that names an id. */
export interface Proof {
  readonly id: string
  /** The test's name as written. */
  readonly title: string
  /** From the repository root. */
  readonly path: string
}

const counts = { I: 20, F: 120, S: 62 } as const
type Letter = keyof typeof counts

/** Every id, in order: letter by letter. */
export const proofIds: readonly string[] = (Object.keys(counts) as Letter[]).flatMap(letter =>
  Array.from({ length: counts[letter] }, (_, index) => idOf(letter, index + 1)),
)

/** Where names of tests stand: tests, the cases that both databases share, the cases of conformance and those of the labs. */
const places: readonly string[] = [
  '{packages,prove,conformance,tools,bench,examples}/**/*.test.ts',
  'packages/**/*.conformance.ts',
  'packages/server/src/store/conformance/*.ts',
  '{conformance,prove}/**/*.ts',
]

/** All of them, by path and then as they stand in the file. */
export function readProofs(root: string): readonly Proof[] {
  const exclude = (path: string): boolean => /(^|\/)(node_modules|dist)$/.test(path)
  return [...new Set(globSync([...places], { cwd: root, exclude }))]
    .sort()
    .flatMap(path => proofsIn(path, readFileSync(join(root, path), 'utf8')))
}

/** The proofs in one file. */
export function proofsIn(path: string, text: string): readonly Proof[] {
  return [...text.matchAll(NAME)].flatMap(([, , title = '']) =>
    [...new Set(idsIn(title))].map(id => ({ id, title, path })),
  )
}

/** `test('…')` and its kin, and the names of cases that stand in lists. */
const NAME = /(?:\b(?:test|it|describe)(?:\.\w+)?\(\s*|\b(?:title|name|id):\s*)(['"`])((?:\\.|(?!\1)[^\\\n])*)\1/g
const IDS = /\b([IFS])(\d{1,3})(?:[–-]\1(\d{1,3}))?\b/g

function idsIn(title: string): readonly string[] {
  return [...title.matchAll(IDS)].flatMap(([, letter, first, last = first]) => {
    const [from, to] = [Number(first), Number(last)]
    return Array.from({ length: to - from + 1 }, (_, index) => idOf(letter as Letter, from + index))
  })
}

function idOf(letter: Letter, number: number): string {
  return letter + String(number).padStart(letter === 'I' ? 1 : 2, '0')
}
