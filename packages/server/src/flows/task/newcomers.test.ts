// Users come and go while a walk is under way, also between two reads of one step.
import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import type { UserId } from '@posthouse/protocol'
import { aUser } from '../../domain/testing/samples.ts'
import type { Store } from '../../ports/store.ts'
import { app } from '../push/push-lab.test.ts'
import { byText, openTaskLab, type TaskLab } from './task-lab.test.ts'

/** A store in which something happens once the first names of a walk are read. */
function meanwhile(lab: TaskLab, happens: () => Promise<unknown>): Store {
  const { tables } = lab.store
  let isDone = false
  const tasks: typeof tables.tasks = {
    ...tables.tasks,
    async audience(...asked) {
      const found = await tables.tasks.audience(...asked)
      if (!isDone) {
        isDone = true
        await happens()
      }
      return found
    },
  }
  return { ...lab.store, tables: { ...tables, tasks } }
}

test('who registers and binds while a step is read takes nothing from those who come after', async () => {
  await using lab = await openTaskLab(4)
  const { users, bindings } = lab.store.tables
  await lab.create()
  const store = meanwhile(lab, async () => {
    for (const name of ['a', 'u0x', 'u2x'] as UserId[]) {
      await lab.store.commit([users.insert(aUser({ appId: app.id, username: name }), 'h')])
      await lab.store.commit([bindings.put({ ...lab.push.binding(0), username: name, deviceToken: `t-${name}` })])
    }
    await lab.store.commit([bindings.deleteDevice(app.id, 'u1' as UserId, lab.push.binding(1).deviceId)])
  })
  await lab.walk(await lab.claim(), { store })
  deepEqual(lab.push.sent.map(({ token }) => token).toSorted(byText), ['t0', 't2', 't3'])
  deepEqual([await lab.outcomes('u1'), await lab.outcomes('u0x')], [['no-push-binding'], []])
})

test('who is deleted while a step is read gets nothing, and the others do', async () => {
  await using lab = await openTaskLab(3)
  await lab.create()
  const store = meanwhile(lab, () => lab.store.commit([lab.store.tables.users.delete(app.id, 'u1' as UserId)]))
  await lab.walk(await lab.claim(), { store })
  deepEqual(lab.push.sent.map(({ token }) => token).toSorted(byText), ['t0', 't2'])
  deepEqual([(await lab.task()).walked, (await lab.sums()).open], [3, 0])
})
