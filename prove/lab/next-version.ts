// The program of the next version, for proofs of an upgrade: this checkout's server with one more step of the schema, in a folder of its
// own. Runs from source like this one.
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrations } from '../../packages/server/src/store/migrations.ts'

/** A program; closing removes it. */
export interface NextVersion extends AsyncDisposable {
  /** Its `main.ts`. */
  readonly program: string
  /** The number of its last step. */
  readonly step: number
}

/** What the last of its steps does: adds something, or breaks the programs before it too. */
export type StepKind = 'adds' | 'breaks'

const root = join(import.meta.dirname, '../..')

/** Makes one with a further step for each kind named. */
export async function makeNextVersion(kinds: readonly StepKind[]): Promise<NextVersion> {
  const place = await mkdtemp(join(tmpdir(), 'posthouse-next-'))
  const server = join(place, 'packages/server')
  await mkdir(server, { recursive: true })
  const isSource = (path: string): boolean => !/\.test\.ts$/.test(path)
  await cp(join(root, 'packages/server/src'), join(server, 'src'), { recursive: true, filter: isSource })
  await cp(join(root, 'packages/server/package.json'), join(server, 'package.json'))
  for (const folder of ['node_modules', 'packages/server/node_modules']) {
    if (existsSync(join(root, folder))) await symlink(join(root, folder), join(place, folder))
  }
  await addSteps(join(server, 'src/store'), kinds)
  return {
    program: join(server, 'src/main.ts'),
    step: migrations.length + kinds.length,
    [Symbol.asyncDispose]: () => rm(place, { recursive: true, force: true }),
  }
}

async function addSteps(store: string, kinds: readonly StepKind[]): Promise<void> {
  const steps = kinds.map((kind, index) => stepOf(kind, migrations.length + 1 + index))
  const file = join(store, 'migrations.ts')
  const text = await readFile(file, 'utf8')
  const last = '\n]\n\n/** SQLite'
  if (!text.includes(last)) throw new Error('the list of steps does not end as it did')
  await writeFile(file, text.replace(last, `\n${steps.map(step => `  ${step},\n`).join('')}]\n\n/** SQLite`))
}

/** One adds what its programs would use and those before do not touch; the other says that nobody before may go on. */
function stepOf(kind: StepKind, number: number): string {
  const statements = `() => ['ALTER TABLE push ADD COLUMN later_${number} bigint', 'CREATE TABLE later_${number} (id bigint PRIMARY KEY)']`
  const worksWith = kind === 'breaks' ? `worksWith: ${number}, ` : ''
  return `{ number: ${number}, name: 'later-${number}', ${worksWith}statements: ${statements} }`
}
