// The two verbs of a commit, over group commit; the same for every engine.
import type { FencedWrites, Results, Store, Write } from '../ports/store.ts'
import type { GroupCommit } from './group-commit.ts'
import { changes, insideOf, type PreparedWrite, type StepResult } from './write.ts'

/** `commit` and `commitFenced` of a store. */
export function createCommits(group: Pick<GroupCommit, 'add'>): Pick<Store, 'commit' | 'commitFenced'> {
  return {
    commit<const W extends readonly Write<unknown>[]>(writes: W): Promise<Results<W>> {
      if (writes.length === 0) return Promise.resolve([] as unknown as Results<W>)
      const prepared = writes.map(insideOf)
      return group.add({ writes: prepared, isFenced: false }).then(results => reports(prepared, results) as Results<W>)
    },
    async commitFenced(units) {
      const ends = await Promise.allSettled(units.map(unit => commitOne(group, unit)))
      return ends.map(end => {
        if (end.status === 'rejected') throw end.reason
        return end.value
      })
    },
  }
}

async function commitOne(
  group: Pick<GroupCommit, 'add'>,
  { fence, writes, reported, done }: FencedWrites,
): Promise<boolean> {
  const prepared = [insideOf(fence), ...writes.map(insideOf)]
  const results = await group.add({ writes: prepared, isFenced: true })
  const isHeld = changes(results[0]) > 0
  if (isHeld) {
    reported?.(reports(prepared, results).slice(1))
    done?.()
  }
  return isHeld
}

function reports(writes: readonly PreparedWrite[], results: readonly StepResult[]): readonly unknown[] {
  let first = 0
  return writes.map(write => {
    const report = write.read(results, first)
    first += write.steps.length
    return report
  })
}
