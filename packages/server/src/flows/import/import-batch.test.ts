import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { readTemplateName } from '../../domain/template.ts'
import type { Write } from '../../ports/store.ts'
import { app, openLab } from '../callback/callback-lab.test.ts'
import { importBatch } from './import-batch.ts'
import type { RowEnd } from './plan.ts'

test('a template that is deleted between look and commit is a refused row, not an updated one', async () => {
  await using lab = await openLab()
  const { templates } = lab.store.tables
  const name = readTemplateName('greeting')
  let onCommit = async (): Promise<void> => undefined
  const store = {
    ...lab.store,
    commit: async <R extends readonly unknown[]>(writes: { readonly [I in keyof R]: Write<R[I]> }) => {
      await onCommit()
      return await lab.store.commit(writes)
    },
  } as typeof lab.store
  const passwords = { hash: async () => '', verify: async () => false }
  const quotas = { makingUsers: <T>(_app: unknown, _users: number, make: () => Promise<T>) => make() }
  const run = (content: string): Promise<readonly RowEnd[]> => {
    const rows = [{ name: 'greeting', title_pattern: 'Hi', content_pattern: content }]
    const batch = { kind: 'templates', rows, createUsers: false, dryRun: false } as const
    return importBatch({ ...lab, store, passwords, quotas }, app, batch, new AbortController().signal)
  }
  deepEqual(await run('one'), ['created'])
  deepEqual(await run('two'), ['updated'])
  onCommit = async () => {
    if (name) await lab.store.commit([templates.delete(app.id, name)])
  }
  const [end] = await run('three')
  deepEqual(typeof end === 'object' && end.code, 'conflict')
})
