// F21: the power goes at any moment while the store commits, empties its log and starts it over.
import { deepEqual, equal, ok } from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { refuseOlder } from '../packages/server/src/store/sqlite-mark.ts'
import { Disk, watchWrites } from './disk/power-cut.ts'
import { type Chance, createChance } from './lab/chance.ts'

const seed = 21
/** Groups of 16 pushes; after every fifth the log is moved into the file. */
const groups = 7
/** Between two acknowledgements, one in so many other moments is looked at too. */
const momentsPerLook = 24
const endings = ['', '-wal', '.mark'] as const

test(`F21: whatever the disk had written of it when the power went, nothing acknowledged is lost, and the record opens (seed ${seed})`, async () => {
  const root = mkdtempSync(join(tmpdir(), 'posthouse-power-'))
  try {
    const path = join(root, 'data', 'posthouse.db')
    const files = endings.map(ending => `${path}${ending}`)
    const program = join(import.meta.dirname, 'disk', 'commit-and-say.ts')
    const steps = await watchWrites({
      args: ['--conditions=source', '--disable-warning=ExperimentalWarning', program, path, String(groups)],
      ...{ files, traceFile: join(root, 'trace'), saidFile: join(root, 'said') },
    })
    const chance = createChance(seed)
    const disk = new Disk()
    const seen = { acknowledgements: 0, images: 0, emptied: 0 }
    let acknowledged = 0
    for (const step of steps) {
      disk.take(step)
      if (step.kind === 'said') {
        acknowledged = Number(/acknowledged (\d+)/.exec(step.text)?.[1])
        seen.acknowledgements += 1
      }
      if (step.kind === 'cut' && step.file.endsWith('-wal')) seen.emptied += 1
      if (acknowledged === 0) continue
      if (step.kind === 'write' && chance.integer(1, momentsPerLook) > 1) continue
      for (const isKept of keepings(chance)) {
        openImage(join(root, 'image.db'), disk, path, isKept, acknowledged)
        seen.images += 1
      }
    }
    equal(seen.acknowledgements, groups)
    ok(seen.emptied > 0 && seen.images > 60, JSON.stringify(seen))
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})

/** Of what was not flushed: nothing, everything, and any part. */
function keepings(chance: Chance): readonly (() => boolean)[] {
  return [() => false, () => true, () => chance.integer(0, 1) === 1, () => chance.integer(1, 10) > 1]
}

/** Fails where the record does not open, is damaged, or lacks what was acknowledged. */
function openImage(image: string, disk: Disk, path: string, isKept: () => boolean, acknowledged: number): void {
  rmSync(`${image}-shm`, { force: true })
  for (const ending of endings) writeFileSync(`${image}${ending}`, disk.image(`${path}${ending}`, isKept))
  refuseOlder(image, false)
  const connection = new DatabaseSync(image, { readOnly: true })
  try {
    deepEqual({ ...connection.prepare('PRAGMA quick_check').get() }, { quick_check: 'ok' })
    const found = connection.prepare('SELECT count(*) AS found FROM push WHERE id <= ?').get(acknowledged)
    equal(found?.['found'], acknowledged)
  } finally {
    connection.close()
  }
}
