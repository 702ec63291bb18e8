import { deepEqual, equal, match } from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { systemRandom } from '../base/random.ts'
import { unlock } from '../flows/registry/unlock.ts'
import type { Progress } from '../store/move/progress.ts'
import { openStore } from '../store/open.ts'
import type { Flag } from './command.ts'
import { move } from './commands/move.ts'
import { createMoveMeter, progressLine, spanText } from './move-meter.ts'
import { openTerminal } from './testing/terminal.ts'

const root = mkdtempSync(join(tmpdir(), 'posthouse-cli-move-'))
after(() => rmSync(root, { recursive: true, force: true }))

/** A data directory with a record of three users and its master key. */
async function aDirectory(name: string): Promise<string> {
  const place = join(root, name)
  mkdirSync(place)
  {
    await using store = await openStore({ url: join(place, 'posthouse.db'), clock: systemClock, log: silentLog })
    await unlock({ store, random: systemRandom, mayMakeKey: true }, join(place, 'master.key'))
  }
  const connection = new DatabaseSync(join(place, 'posthouse.db'))
  for (const user of ['ann', 'bob', 'zoe'])
    connection.exec(`INSERT INTO app_user VALUES (1, '${user}', 'u', 'h', NULL, 1, 0, 0)`)
  connection.close()
  return place
}

test('a move says what it moved, where it is now, and that the key stays the same', async () => {
  const from = await aDirectory('one')
  await using terminal = openTerminal({}, root)
  const { exit, out } = await terminal.run('move', '--from', 'one', '--to', 'two.db')
  equal(exit, 0)
  match(out, /app_user +3 {2}[0-9a-f]{16}\n/)
  match(out, /Moved and verified: 5 rows of \d+ tables, 0\.0 MB, in 1 s\. All of it is in .*two\.db now\./)
  match(out, new RegExp(`${from}/posthouse\\.db is unchanged and marked as moved`))
  match(out, new RegExp(`put a copy of ${from}/master\\.key into the data directory of every node`))
})

test('what keeps a move from beginning is one sentence in either language, with exit code 78', async () => {
  await aDirectory('used')
  const other = await aDirectory('other')
  await using terminal = openTerminal({}, root)
  const taken = await terminal.run('move', '--from', 'used', '--to', 'other')
  deepEqual([taken.exit, taken.out], [78, ''])
  match(
    taken.err,
    /^posthouse: .*other\/posthouse\.db is not empty \(its table \w+ has rows\): name a new database or file\.\n$/,
  )
  const inChinese = await terminal.run('move', '--from', 'used', '--to', 'other', '--lang', 'zh')
  match(inChinese.err, /不是空的/)
  const missing = await terminal.run('move', '--from', 'nowhere', '--to', 'new.db')
  match(missing.err, /nowhere holds no record that a server ever used/)
  const key = await terminal.run('move', '--from', 'used', '--to', 'new.db', '--master-key', join(other, 'master.key'))
  equal(key.exit, 78)
  match(key.err, /is not the one this database was sealed with/)
  equal((await terminal.run('move', '--from', 'used')).exit, 2)
})

test('a comparison that finds a difference names it and exits with 1', async () => {
  await aDirectory('left')
  await using terminal = openTerminal({}, root)
  equal((await terminal.run('move', '--from', 'left', '--to', 'right.db')).exit, 0)
  const same = await terminal.run('move', '--from', 'left', '--to', 'right.db', '--verify-only')
  match(same.out, /are the same: 5 rows/)
  const connection = new DatabaseSync(join(root, 'right.db'))
  connection.exec("UPDATE app_user SET nickname = 'Z' WHERE username = 'zoe'")
  connection.close()
  const { exit, out } = await terminal.run('move', '--from', 'left', '--to', 'right.db', '--verify-only')
  equal(exit, 1)
  match(out, /The two ends differ.*\n {2}app_user 1 · zoe: differs in nickname\n/)
})

test('with --json progress comes line by line and the sums at the end', async () => {
  await aDirectory('source')
  await using terminal = openTerminal({}, root)
  const { out } = await terminal.run('move', '--from', 'source', '--to', 'target.db', '--json')
  const lines = out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Record<string, unknown>)
  equal(typeof lines[0]?.['progress'], 'object')
  deepEqual(Object.keys(lines.at(-1) ?? {}), ['from', 'to', 'tables', 'rows', 'bytes', 'elapsedMs'])
})

const progress: Progress = {
  table: 'delivery',
  tableNumber: 9,
  tables: 46,
  step: 'copy',
  rows: 120_000,
  rowsOfTable: 1_000_000,
  done: 0.428,
  rowsPerSecond: 310_000,
  bytesPerSecond: 64_200_000,
  remainingMs: 11_200,
}

test('the line of progress says table, rows, speed and what is left, in either language', () => {
  equal(
    progressLine(progress, 'en'),
    ' 42% · delivery (9/46) · copied 120,000 of 1,000,000 rows · 310,000 rows/s · 64.2 MB/s · about 12 s left',
  )
  equal(
    progressLine({ ...progress, step: 'verify' }, 'zh'),
    ' 42% · delivery (9/46) · 校验 120,000/1,000,000 行 · 每秒 310,000 行 · 64.2 MB/s · 剩余约 12 s',
  )
  deepEqual([900, 59_000, 61_000, 3_723_000].map(spanText), ['1 s', '59 s', '1:01', '1:02:03'])
})

test('on a terminal the line is written over ten times a second at most, elsewhere one is printed now and then', () => {
  for (const [isTTY, expected] of [
    [true, ['\r', '\r', '\r\u001b[K']],
    [false, [' 42%']],
  ] as const) {
    const written: string[] = []
    let nowMs = 0
    const meter = createMoveMeter({
      io: {
        stderr: { write: (text: string) => written.push(text), isTTY },
        clock: { monotonic: () => nowMs },
      } as unknown as Parameters<typeof createMoveMeter>[0]['io'],
      lang: 'en',
      given: { words: [], text: () => undefined, isOn: () => false },
    })
    for (const at of [0, 50, 100, ...(isTTY ? [] : [6_000])]) {
      nowMs = at
      meter.show(progress)
    }
    meter.close()
    deepEqual(
      written.map((text, at) => text.slice(0, expected[at]?.length)),
      expected,
    )
  }
})

test('every flag of the command is spelt in both languages', () => {
  deepEqual(
    move.flags.filter(({ text }: Flag) => text.en === '' || text.zh === '').map(({ name }) => name),
    [],
  )
})
