// A process that stores messages `l-1`, `l-2`, … of alice to bob into the SQLite file of its first argument, and dies at the failpoint of
// its second one when it passes it for the so-manieth time of its third. For tests of F12.
import type { AppId, MsgId, UserId } from '@posthouse/protocol'
import { systemClock } from '../../base/clock.ts'
import { armFailpoint, type Failpoint } from '../../base/failpoint.ts'
import { createIds } from '../../base/ids.ts'
import { silentLog } from '../../base/log.ts'
import { systemRandom } from '../../base/random.ts'
import { peerConversation } from '../../domain/chat/conversation.ts'
import { anApp } from '../../domain/testing/samples.ts'
import { storeMessage } from '../../flows/chat/store-message.ts'
import { openStore } from '../../store/open.ts'

const [url = '', place = '', hit = '1', count = '1'] = process.argv.slice(2)
const [from, to] = ['alice', 'bob'] as const as readonly [UserId, UserId]

if (place !== '') armFailpoint(place as Failpoint, Number(hit))
const store = await openStore({ url, clock: systemClock, log: silentLog })
const ids = createIds(systemClock, 1)
const deps = {
  store,
  bus: { publish: () => process.send?.('hint') },
  presence: { online: async (_app: AppId, _users: readonly UserId[]) => new Set<UserId>() },
  rules: { rulesOf: async () => [] },
  emit: { callbacks: store.tables.callbacks, ids, random: systemRandom },
  clock: systemClock,
}
for (let number = 1; number <= Number(count); number += 1) {
  const id = ids.next() as MsgId
  const stored = await storeMessage(deps, {
    app: anApp(),
    conversation: peerConversation(from, to),
    message: {
      ...{ id: String(id), conversationType: 0, from, to, type: 1, content: { message: `${number}` } },
      ...{ sentAtMs: systemClock.now(), localId: `l-${number}` },
    },
    source: 'sdk',
    localId: `l-${number}`,
    push: { title: 't' },
    breaksThrough: [],
    easemob: undefined,
  })
  process.send?.(`${stored.seq} ${stored.isRepeated}`)
}
await store[Symbol.asyncDispose]()
