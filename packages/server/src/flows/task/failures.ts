// Why deliveries of a task failed: by reason, the most frequent first, each with messages of which somebody may ask "why".
import type { MsgId } from '@posthouse/protocol'
import type { App } from '../../domain/app.ts'
import { type ReasonCode, reasons } from '../../domain/reason.ts'
import { type ReasonCount, reasonCountsOf } from '../../domain/sums.ts'
import type { Task } from '../../domain/task.ts'
import type { Store } from '../../ports/store.ts'

/** One reason. */
export interface TaskFailure {
  readonly reason: ReasonCode
  readonly status: 'fail' | 'error'
  readonly count: number
  /** Keyed by the vendor's name in the Easemob interface; '' where no vendor was involved. */
  readonly byProvider: ReadonlyMap<string, number>
  /** At most five. */
  readonly examples: readonly MsgId[]
}

/** What went wrong so far. Reasons of a later program are left out. */
export async function failuresOf(
  { store }: { readonly store: Pick<Store, 'tables'> },
  app: App,
  { id }: Pick<Task, 'id'>,
): Promise<readonly TaskFailure[]> {
  const { taskReports } = store.tables
  const [counts, examples] = await Promise.all([taskReports.counts(app.id, id), taskReports.examples(app.id, id)])
  const known = reasonCountsOf(counts).filter(({ reason }) => Object.hasOwn(reasons, reason))
  const failures = [...Map.groupBy(known, ({ reason, status }) => `${status} ${reason}`).values()].flatMap(own =>
    failureOf(own, examples),
  )
  return failures.toSorted((one, other) => other.count - one.count)
}

function failureOf(
  own: readonly ReasonCount[],
  examples: readonly { readonly reason: ReasonCode; readonly pushId: MsgId }[],
): readonly TaskFailure[] {
  const [first] = own
  if (!first) return []
  const { reason, status } = first
  return [
    {
      ...{ reason, status },
      count: own.reduce((sum, { counted }) => sum + counted, 0),
      byProvider: new Map(own.map(({ provider, counted }) => [provider, counted])),
      examples: examples.filter(example => example.reason === reason).map(({ pushId }) => pushId),
    },
  ]
}
