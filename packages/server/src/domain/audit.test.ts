import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type AuditEntry, breakIn, type ChainedEntry, chained, emptyHead } from './audit.ts'

const entry = (action: string): AuditEntry => ({
  ...{ atMs: 1, actorKind: 'account', actorId: 7n, actor: 'ada', address: '::1', action },
  ...{
    appId: undefined,
    params: { b: '2', a: '1' },
    members: ['name'],
    outcome: 'begun',
    code: undefined,
    about: undefined,
  },
})
const chain = chained(emptyHead, ['one', 'two', 'three', 'four'].map(entry))
const changedAt = (at: number, change: Partial<ChainedEntry>) =>
  chain.map((one, index) => (index === at ? { ...one, ...change } : one))

it('S53: a change of any member shows, in the entry that was changed', () => {
  assert.equal(breakIn(emptyHead, chain), undefined)
  const changes: Partial<ChainedEntry>[] = [
    ...[
      { atMs: 2 },
      { actorKind: 'key' as const },
      { actorId: 8n },
      { actor: 'eve' },
      { address: '::2' },
      { action: 'x' },
    ],
    ...[{ appId: 1 as ChainedEntry['appId'] }, { params: { a: '1' } }, { members: [] }, { outcome: 'done' as const }],
    ...[{ code: 'conflict' }, { about: 1 }, { previous: new Uint8Array(32).fill(1) }, { hash: new Uint8Array(32) }],
  ]
  for (const change of changes) {
    const found = breakIn(emptyHead, changedAt(1, change))
    assert.deepEqual(found, { seq: 2, kind: 'changed' }, Object.keys(change).join())
  }
})

it('S53: an entry that is gone, put elsewhere, or hashed anew shows behind it', () => {
  assert.deepEqual(breakIn(emptyHead, chain.toSpliced(1, 1)), { seq: 3, kind: 'missing' })
  const [again] = chained({ seq: 1, hash: chain[0]?.hash ?? new Uint8Array() }, [entry('exchanged')])
  const exchanged = chain.map(one => (one.seq === 2 && again ? again : one))
  assert.deepEqual(breakIn(emptyHead, exchanged), { seq: 3, kind: 'unlinked' })
})

it('the order of parameters does not matter, since a database may not keep it', () => {
  const [first] = chained(emptyHead, [{ ...entry('one'), params: { a: '1', b: '2' } }])
  assert.deepEqual(first?.hash, chain[0]?.hash)
})
