import { deepEqual, equal, match } from 'node:assert/strict'
import { closeSync, copyFileSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { makeMasterKey } from '../base/master-key.ts'
import { systemRandom } from '../base/random.ts'
import { unlock } from '../flows/registry/unlock.ts'
import { openStore } from '../store/open.ts'
import { openTerminal } from './testing/terminal.ts'

const root = mkdtempSync(join(tmpdir(), 'posthouse-backup-check-'))
after(() => rmSync(root, { recursive: true, force: true }))

test('a copy is read as a whole, its key is tried, and nothing is written beside it', async () => {
  const copy = join(root, 'copy.db')
  {
    await using store = await openStore({ url: join(root, 'posthouse.db'), clock: systemClock, log: silentLog })
    await unlock({ store, random: systemRandom, mayMakeKey: true }, join(root, 'master.key'))
    await store.backup(copy)
  }
  await makeMasterKey(join(root, 'other.key'), systemRandom)
  await using terminal = openTerminal({}, root)
  const before = readdirSync(root)
  const plain = await terminal.run('backup', 'check', 'copy.db')
  deepEqual([plain.exit, plain.err], [0, ''])
  match(plain.out, /copy\.db is whole: 2 rows of \d+ tables\. The master key was not tried/)
  match(
    (await terminal.run('backup', 'check', 'copy.db', '--master-key', 'master.key')).out,
    /The master key opens it\./,
  )
  const other = await terminal.run('backup', 'check', 'copy.db', '--master-key', 'other.key')
  equal(other.exit, 1)
  match(other.out, /other\.key is not the one this database was sealed with/)
  equal((await terminal.run('backup', 'check', 'nothing.db')).exit, 78)
  deepEqual(readdirSync(root), before)

  copyFileSync(copy, join(root, 'torn.db'))
  const torn = openSync(join(root, 'torn.db'), 'r+')
  writeSync(torn, Buffer.alloc(8_192, 0xff), 0, 8_192, 4_096)
  closeSync(torn)
  const damaged = await terminal.run('backup', 'check', 'torn.db')
  equal(damaged.exit, 1)
  match(damaged.out, /The copy is damaged: /)
})
