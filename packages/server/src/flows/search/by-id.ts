// What an id is: pushes, messages, tasks, calls and callbacks have numbers of one kind, so each is asked.
import type { AppId, MsgId } from '@posthouse/protocol'
import type { CallId } from '../../domain/call/call.ts'
import type { Found, SearchDeps } from './found.ts'

/** Everything with this id; of callbacks alone where the text says that it is one. */
export async function foundById(
  deps: SearchDeps,
  appId: AppId,
  id: MsgId,
  isCallback: boolean,
): Promise<readonly Found[]> {
  const callback = findCallback(deps, appId, id)
  if (isCallback) return await callback
  const found = await Promise.all([
    findPush(deps, appId, id),
    findMessage(deps, appId, id),
    findTask(deps, appId, id),
    findCall(deps, appId, id),
    callback,
  ])
  return found.flat()
}

async function findPush({ store }: SearchDeps, appId: AppId, id: MsgId): Promise<readonly Found[]> {
  const push = await store.tables.pushes.find(appId, id)
  if (!push) return []
  return [{ kind: 'message', id: String(id), title: push.notification.title, where: { user: push.target } }]
}

/** By the timeline, which forgets messages after the app's retention; by what was handed over of it, which stays for the trace. */
async function findMessage({ store }: SearchDeps, appId: AppId, id: MsgId): Promise<readonly Found[]> {
  const { timeline, handovers } = store.tables
  const [stored, [record]] = await Promise.all([timeline.message(appId, id), handovers.ofSubject(appId, String(id), 1)])
  const isOfCall = record?.handover.what === 'call' || record?.handover.what === 'call-end'
  if (!stored && (!record || isOfCall)) return []
  const title = record?.handover.push?.title ?? ''
  const from = record?.handover.from
  return [{ kind: 'chat-message', id: String(id), title, where: from === undefined ? {} : { user: from } }]
}

async function findTask({ store }: SearchDeps, appId: AppId, id: MsgId): Promise<readonly Found[]> {
  const task = await store.tables.tasks.find(appId, id)
  return task ? [{ kind: 'task', id: String(id), title: task.notification.title, where: {} }] : []
}

async function findCall({ store }: SearchDeps, appId: AppId, id: MsgId): Promise<readonly Found[]> {
  const found = await store.tables.calls.find(appId, BigInt(id) as CallId)
  if (!found) return []
  const { caller, users } = found.call
  const others = users.filter(user => user.id !== caller).map(user => user.id)
  return [{ kind: 'call', id: String(id), title: others.join(', '), where: { user: caller } }]
}

/** Ids are unique and lists go downwards, so the first row below `id + 1` is the one, if it is there at all. */
async function findCallback({ store }: SearchDeps, appId: AppId, id: MsgId): Promise<readonly Found[]> {
  const [record] = await store.tables.callbacks.list(appId, {}, id + 1n, 1)
  if (record?.callback.id !== id) return []
  return [{ kind: 'callback', id: String(id), title: record.callback.event, where: {} }]
}
