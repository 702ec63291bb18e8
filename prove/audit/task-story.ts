// The made-up story with a task in it: for everybody, that is for Ann with a phone and Bob without one.
import type { Facts, RecordFacts, RequestFact } from './facts.ts'
import { acceptedAtMs, callbackBody, clean, ids, receipt } from './story.ts'

/** The title of the task's notification. */
const taskTag = 't0-2'
/** The task and its pushes to Ann and to Bob. */
export const taskIds = { task: '900000000000000100', ann: '900000000000000101', bob: '900000000000000102' }

/** Everything as it must be. */
export function cleanTask(): Facts {
  const facts = clean()
  const { record } = facts
  const own = taskRecord()
  const [body, nobody] = own.callbacks.map(callback => callback.body)
  return {
    ...facts,
    homes: new Map([...facts.homes, ['bob', ['']]]),
    requests: [...facts.requests, taskRequest({}), taskRequest({ id: '4' })],
    sends: [
      ...facts.sends,
      { vendor: 'apns', token: 'aa', tag: taskTag, shipmentId: 'uuid-2', atMs: acceptedAtMs + 5, taken: true },
    ],
    receipts: [...facts.receipts, receipt('msg_501', body ?? '', 200), receipt('msg_502', nobody ?? '', 200)],
    record: {
      ...record,
      ...own,
      pushes: [...record.pushes, ...own.pushes],
      deliveries: [...record.deliveries, ...own.deliveries],
      attempts: [...record.attempts, ...own.attempts],
      callbacks: [...record.callbacks, ...own.callbacks],
      keys: [...record.keys, { appId: '1', route: 'push/task', pushIds: [taskIds.task] }],
      counters: [
        { appId: '1', day: '2026-01-02', provider: 'APNS', targeted: 2, success: 2, fail: 0, error: 0 },
        { appId: '1', day: '2026-01-02', provider: '', targeted: 1, success: 0, fail: 1, error: 0 },
      ],
      counterReasons: [{ appId: '1', day: '2026-01-02', provider: '', reason: 'no-binding', counted: 1 }],
    },
  }
}

/** The story with other tables. */
export function withTaskRecord(change: (record: RecordFacts) => Partial<RecordFacts>): Facts {
  const facts = cleanTask()
  return { ...facts, record: { ...facts.record, ...change(facts.record) } }
}

/** The request for the task with a change. */
export function taskRequest(change: Partial<RequestFact>): RequestFact {
  return {
    id: '3',
    tag: taskTag,
    route: 'all',
    targets: ['ann', 'bob'],
    key: 'key-2',
    atMs: acceptedAtMs,
    answer: { kind: 'answered', status: 200, pushIds: [], results: [], taskId: taskIds.task },
    ...change,
  }
}

type OwnRecord = Pick<RecordFacts, 'pushes' | 'deliveries' | 'attempts' | 'callbacks' | 'tasks' | 'taskCounts'>

function taskRecord(): OwnRecord {
  const ofTask = { appId: '1', source: 'task', tag: taskTag, acceptedAtMs, isWaiting: false, isOfPage: true } as const
  const sent = { pushId: taskIds.ann, deviceId: ids.deviceId }
  const skipped = { pushId: taskIds.bob, deviceId: '' }
  const paged = { appId: '1', isWaiting: false, possibleDuplicate: false, isPaged: true } as const
  const success = { tokens: ['aa'], attempts: 1, status: 'success', reason: 'delivered', provider: 'APNS' }
  const fail = { tokens: [], attempts: 0, status: 'fail', reason: 'no-binding', provider: '' }
  const count = { taskId: taskIds.task, counted: 1 }
  return {
    pushes: [
      { id: taskIds.ann, target: 'ann', taskId: taskIds.task, ...ofTask },
      { id: taskIds.bob, target: 'bob', taskId: taskIds.task, ...ofTask },
    ],
    deliveries: [
      { ...sent, target: 'ann', shipmentId: 'uuid-2', ...paged, ...success },
      { ...skipped, target: 'bob', shipmentId: 'uuid-3', ...paged, ...fail },
    ],
    attempts: [{ ...sent, number: 1, startedAtMs: acceptedAtMs + 1, endedAtMs: acceptedAtMs + 9, kind: 'accepted' }],
    callbacks: [callback('501', sent, 'ann', 'success'), callback('502', skipped, 'bob', 'fail')],
    tasks: [{ id: taskIds.task, appId: '1', kind: 'all', tag: taskTag, state: 'finished', audience: 2, walked: 2 }],
    taskCounts: [
      { ...count, provider: 'APNS', measure: 'targeted' },
      { ...count, provider: 'APNS', measure: 'success' },
      { ...count, provider: '', measure: 'targeted' },
      { ...count, provider: '', measure: 'fail:no-binding' },
      // What the phones reported later is no part of the sum.
      { ...count, provider: 'APNS', measure: 'arrived' },
    ],
  }
}

function callback(
  id: string,
  delivery: { readonly pushId: string; readonly deviceId: string },
  target: string,
  status: string,
): RecordFacts['callbacks'][number] {
  const body = callbackBody(delivery.pushId, target, status)
  return { id, ruleId: '7', ...delivery, status, body, state: 'delivered' }
}
