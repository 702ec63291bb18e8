import assert from 'node:assert/strict'
import { copyFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { auditOnline, faultsOf } from './audit.ts'
import { type Line, linesOf, lineText } from './orders.ts'

let folder: string
let record: string

/** alice sent 1 and 2 to bob, bob sent 3 to alice. */
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posthouse-audit-'))
  record = join(folder, 'record.db')
  const database = new DatabaseSync(record)
  database.exec(
    'CREATE TABLE entry (message_id INTEGER, audience TEXT, seq INTEGER, sender TEXT, body TEXT, kind TEXT, position INTEGER)',
  )
  database.exec('CREATE TABLE conversation_member (conversation TEXT, username TEXT)')
  const entry = database.prepare("INSERT INTO entry VALUES (?, 'p/alice/bob', ?, ?, ?, 'message', ?)")
  for (const [id, sender] of [
    [1, 'alice'],
    [2, 'alice'],
    [3, 'bob'],
  ] as const) {
    entry.run(id, id, sender, JSON.stringify({ content: { message: `${sender}:${id}` } }), id)
  }
  for (const user of ['alice', 'bob'])
    database.prepare("INSERT INTO conversation_member VALUES ('p/alice/bob', ?)").run(user)
  database.close()
})
after(() => rm(folder, { recursive: true }))

const given = (user: string, seq: number): Line => ({
  kind: 'r',
  user,
  conversation: user === 'bob' ? 'p/alice' : 'p/bob',
  seq,
  id: String(seq),
})
const began: Line = { kind: 'k' }

async function faults(...lines: readonly Line[]): Promise<readonly string[]> {
  const journal = linesOf([began, ...lines].map(lineText).join(''))
  return faultsOf(await auditOnline(record, [journal]))
}

describe('the audit of the online lab', () => {
  it('finds nothing where everybody was given everything once and in order', async () => {
    assert.deepEqual(await faults(given('bob', 1), given('alice', 3), given('bob', 2)), [])
  })

  it('sees what is lost', async () => {
    assert.match((await faults(given('bob', 1), given('alice', 3))).join(), /^1 lost: bob lacks 2/)
  })

  it('sees what came twice, unless its process was killed while it listened', async () => {
    const all = [given('bob', 1), given('bob', 2), given('alice', 3)]
    assert.match((await faults(...all, given('bob', 2))).join(), /bob had 2 twice/)
    assert.deepEqual(await faults(...all, began, given('bob', 2)), [])
    const elsewhere: Line = { ...given('bob', 1), conversation: 'g/9' } as Line
    assert.match((await faults(...all, elsewhere, began, given('bob', 2))).join(), /twice/)
  })

  it('sees what came out of order', async () => {
    assert.match((await faults(given('bob', 2), given('bob', 1), given('alice', 3))).join(), /bob had 1 after 2/)
  })

  it('sees what a device was given of its own', async () => {
    const all = [given('bob', 1), given('bob', 2), given('alice', 3)]
    assert.match((await faults(...all, given('bob', 3))).join(), /bob was given its own 3/)
  })

  it('sees what was acknowledged and not kept', async () => {
    const all = [given('bob', 1), given('bob', 2), given('alice', 3)]
    const sent: Line = { kind: 's', user: 'alice', number: 3, id: '4' }
    assert.match((await faults(...all, sent)).join(), /^4 was acknowledged/)
  })

  it('sees a message that is twice in the record, and a number that is missing', async () => {
    const all = [given('bob', 1), given('bob', 2), given('alice', 3)]
    const again = join(folder, 'again.db')
    copyFileSync(record, again)
    {
      using database = new DatabaseSync(again)
      const body = JSON.stringify({ content: { message: 'bob:3' } })
      const entry = "INSERT INTO entry VALUES (5, 'p/alice/bob', 5, 'bob', ?, 'message', 5)"
      database.prepare(entry).run(body)
    }
    const journal = [...all, given('alice', 5)]
    assert.deepEqual(faultsOf(await auditOnline(again, [journal])), [
      '"bob:3" is in the record more than once',
      'p/alice/bob has a gap in its numbers',
    ])
  })

  it('leaves out a line that was cut off', () => {
    assert.deepEqual(linesOf('k\nr bob p/al'), [began])
  })
})
