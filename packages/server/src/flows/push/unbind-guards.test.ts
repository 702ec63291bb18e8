import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { createBusHub } from '../../bus/testing/hub.ts'
import type { AttemptResult } from '../../domain/step.ts'
import { createUnbindGuards } from './settle.ts'

const accepted: AttemptResult = { kind: 'accepted', answer: {} }

test('a credential that worked at one node is proved at the others, this version of it and no other', async () => {
  const hub = createBusHub()
  const [here, there] = [hub.join(), hub.join()]
  const [own, other] = [createUnbindGuards(here), createUnbindGuards(there)]
  own.observe('uuid', 3, accepted)
  await Promise.resolve()
  deepEqual([own.mayUnbind('uuid', 3), other.mayUnbind('uuid', 3)], [true, true])
  deepEqual([own.mayUnbind('uuid', 4), other.mayUnbind('uuid', 4)], [false, false])
  for (const guards of [own, other]) guards[Symbol.dispose]()
})
