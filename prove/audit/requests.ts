// What the client was told against what is recorded: accepted means durable (I1), and an answer that was lost, refused or repeated
// leaves one truth (I15).
import { type Check, examine } from './check.ts'
import { deliveryKey, type Facts, type PushFact, type RequestFact } from './facts.ts'

/** I1: every msg id of a 2xx has its push, for the target it was given for. */
export function checkAccepted({ requests: all, record }: Facts): readonly Check[] {
  const requests = all.filter(request => !isOfTask(request))
  const pushes = new Map(record.pushes.map(push => [push.id, push]))
  return [
    examine('I1', 'every request answered 2xx has all of its pushes', requests.filter(isAccepted), requestId, request =>
      missingPush(request, pushes),
    ),
  ]
}

/** I15: nothing half, nothing twice, nothing that nobody asked for, and no answer that the record contradicts. */
export function checkHonesty({ requests: all, record }: Facts): readonly Check[] {
  const requests = all.filter(request => !isOfTask(request))
  const byTag = Map.groupBy(
    record.pushes.filter(push => push.taskId === undefined),
    push => push.tag,
  )
  const groups = Map.groupBy(requests, request => request.tag)
  return [
    examine(
      'I15',
      'a request has no push or one for each of its targets, however often it was repeated',
      groups.entries(),
      ([tag]) => tag,
      ([tag, same]) => wholeOrNothing(same, byTag.get(tag) ?? []),
    ),
    examine(
      'I15',
      'repeats with the same key are told the same msg ids',
      [...groups].filter(([, same]) => same[0]?.key !== undefined && same.length > 1),
      ([tag]) => tag,
      ([, same]) => differentAnswers(same),
    ),
    examine(
      'I15',
      'a keyed request is remembered exactly when its pushes exist',
      [...groups].filter(([, same]) => same[0]?.key !== undefined),
      ([tag]) => tag,
      rememberedAlike(record.keys, byTag),
    ),
    examine(
      'I15',
      'every push was asked for',
      byTag.keys(),
      tag => tag,
      tag => (groups.has(tag) ? undefined : 'no request in the journal carries this title'),
    ),
    checkSyncAnswers(requests, record),
  ]
}

/** Whether a request asks for a task. */
export function isOfTask({ route }: RequestFact): boolean {
  return route === 'list' || route === 'label' || route === 'all'
}

/** Answered 2xx. */
export function isAccepted({ answer }: RequestFact): boolean {
  return answer.kind === 'answered' && answer.status >= 200 && answer.status < 300
}

/** Answered 4xx. */
export function isRefused({ answer }: RequestFact): boolean {
  return answer.kind === 'answered' && answer.status >= 400 && answer.status < 500
}

/** A request as a person would search for it. */
export function requestId({ id, tag }: RequestFact): string {
  return `request ${id} (${tag})`
}

function missingPush({ answer, targets, tag }: RequestFact, pushes: ReadonlyMap<string, PushFact>): string | undefined {
  if (answer.kind !== 'answered') return undefined
  if (answer.pushIds.length !== targets.length) {
    return `${targets.length} targets were accepted and ${answer.pushIds.length} msg ids told`
  }
  for (const [index, id] of answer.pushIds.entries()) {
    const push = pushes.get(id)
    if (!push) return `msg id ${id} has no push`
    if (push.target !== targets[index] || push.tag !== tag)
      return `msg id ${id} is the push of another request or target`
  }
  return undefined
}

function wholeOrNothing(same: readonly RequestFact[], pushes: readonly PushFact[]): string | undefined {
  const wanted = new Set(same[0]?.targets)
  const found = new Set(pushes.map(push => push.target))
  if (pushes.length > found.size) return `${pushes.length} pushes for ${found.size} targets`
  if ([...found].some(target => !wanted.has(target))) return 'a push for a target that was not named'
  if (found.size > 0 && found.size < wanted.size) return `${found.size} pushes for ${wanted.size} targets`
  if (found.size > 0 && same.every(isRefused)) return 'refused, and yet recorded'
  return undefined
}

function differentAnswers(same: readonly RequestFact[]): string | undefined {
  const told = new Set<string>()
  for (const { answer } of same.filter(isAccepted)) if (answer.kind === 'answered') told.add(answer.pushIds.join(','))
  return told.size > 1 ? `was told ${[...told].join(' and ')}` : undefined
}

function rememberedAlike(
  keys: Facts['record']['keys'],
  byTag: ReadonlyMap<string, readonly PushFact[]>,
): (group: readonly [string, readonly RequestFact[]]) => string | undefined {
  const keyOf = new Map(keys.flatMap(key => key.pushIds.map(id => [id, key] as const)))
  return ([tag]) => {
    const ids = (byTag.get(tag) ?? []).map(push => push.id).sort()
    const key = ids[0] === undefined ? undefined : keyOf.get(ids[0])
    if (ids.length === 0) return undefined
    if (!key) return 'its pushes exist, its key does not'
    const remembered = [...key.pushIds].sort().join(',')
    return remembered === ids.join(',') ? undefined : `the key remembers ${remembered}, the pushes are ${ids.join(',')}`
  }
}

const told: Readonly<Record<string, string>> = { SUCCESS: 'success', FAIL: 'fail' }

/** What a waiting caller was told about its devices is what is recorded; `ERROR` may mean "not yet" and says nothing. */
function checkSyncAnswers(requests: readonly RequestFact[], record: Facts['record']): Check {
  const byPush = Map.groupBy(record.deliveries, delivery => delivery.pushId)
  const waiting = requests.filter(request => request.route === 'sync' && isAccepted(request))
  return examine('I15', 'a sync answer is what is recorded', waiting, requestId, ({ answer }) => {
    if (answer.kind !== 'answered') return undefined
    const deliveries = byPush.get(answer.pushIds[0] ?? '') ?? []
    for (const result of answer.results) {
      const status = told[result]
      if (status !== undefined && !deliveries.some(delivery => delivery.status === status)) {
        return `told ${result}; recorded ${deliveries.map(one => `${deliveryKey(one)} ${one.status}`).join(', ')}`
      }
    }
    return undefined
  })
}
