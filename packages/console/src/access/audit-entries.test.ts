import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type AuditEntry, auditRows, outcomeOf, touched } from './audit-entries.ts'

function entry(seq: number, more: Partial<AuditEntry> = {}): AuditEntry {
  const actor = { kind: 'account', id: '1', name: 'ada' } as const
  return {
    seq,
    at: seq,
    actor,
    address: '::1',
    action: 'labels.create',
    params: {},
    members: [],
    outcome: 'begun',
    hash: '',
    ...more,
  }
}

describe('Rows of the audit log', () => {
  it('put what was begun and its end together', () => {
    const rows = auditRows([entry(3, { about: 1, outcome: 'refused', code: 'not_found' }), entry(2), entry(1)])
    assert.deepEqual(
      rows.map(row => [row.entry.seq, row.end?.seq, outcomeOf(row)]),
      [
        [2, undefined, { is: 'done' }],
        [1, 3, { is: 'refused', code: 'not_found' }],
      ],
    )
  })

  it('show an end by itself until its beginning is loaded', () => {
    const [row] = auditRows([entry(9, { about: 4, outcome: 'failed', code: 'internal' })])
    assert.deepEqual(row && [row.entry.seq, outcomeOf(row)], [9, { is: 'failed', code: 'internal' }])
  })

  it('say what was touched, and never a value that was given', () => {
    assert.equal(touched({ params: { name: 'vip' }, members: ['desc', 'users'] }), 'name=vip, desc, users')
  })
})
