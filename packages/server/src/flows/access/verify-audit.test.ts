import { deepEqual, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { type AuditEntry, chained, emptyHead } from '../../domain/audit.ts'
import { verifyAudit } from './verify-audit.ts'

const entry: AuditEntry = {
  ...{ atMs: 1, actorKind: 'key', actorId: 1n, actor: 'a', address: '::1', action: 'labels.create' },
  ...{ appId: undefined, params: {}, members: [], outcome: 'begun', code: undefined, about: undefined },
}
const log = chained(
  emptyHead,
  Array.from({ length: 4_001 }, () => entry),
)
const audit = { after: async (seq: number, limit: number) => log.slice(seq, seq + limit) }

test('S53: whoever waits for a long log to be verified can give up, and others have their turn meanwhile', async () => {
  const { entries, broken } = await verifyAudit({ audit }, new AbortController().signal)
  deepEqual([entries, broken], [4_001, undefined])
  const caller = new AbortController()
  setImmediate(() => caller.abort())
  await rejects(verifyAudit({ audit }, caller.signal), { name: 'AbortError' })
})
