// The parts of a task that several processes walk together; part of the store's tables. Each waits in its own row, as a task does that is
// walked by one; a task that was cut is not due itself.
import type { AppId, UserId } from '@posthouse/protocol'
import type { Leased } from './lease.ts'
import type { Advance, AudiencePage } from './tasks.ts'
import type { FencedWrites, Write } from './write.ts'

/** Some users in a row of a task to everybody. */
export interface TaskPart {
  readonly appId: AppId
  readonly taskId: bigint
  /** 0, 1, … in order of name. */
  readonly part: number
  /** Everybody up to this one was gone over, here or by the part before; empty: nobody. */
  readonly cursor: UserId
  /** The last user; undefined: everybody after the cursor, newcomers too. */
  readonly last: UserId | undefined
}

/** Which part, and by which lease. */
export type HeldPart = Leased<Pick<TaskPart, 'appId' | 'taskId' | 'part'>>

/** Parts. */
export interface TaskPartTable {
  /** The user so many places behind another one, 0 being the next; undefined where there are not so many. */
  userAt(appId: AppId, after: UserId | undefined, places: number): Promise<UserId | undefined>
  /** Cuts a task that is walked under the lease; the task is then only due in its parts, all of them at once. */
  cut(appId: AppId, taskId: bigint, epoch: number, parts: readonly TaskPart[], nowMs: number): FencedWrites
  /** Leases due parts of tasks that are running, but for those of `butTaskIds`. */
  claim(
    nowMs: number,
    leaseUntilMs: number,
    limit: number,
    butTaskIds: readonly bigint[],
  ): Write<readonly Leased<TaskPart>[]>
  /** The next users after one, up to and including `last`. */
  audience(appId: AppId, after: UserId | undefined, last: UserId, limit: number): Promise<AudiencePage>
  /** How many parts of a task are held by somebody. */
  heldOf(appId: AppId, taskId: bigint): Promise<number>
  /** The walk of a part got further; a fence that fails once the task is no longer running. */
  advance(held: HeldPart, advance: Advance): Write<boolean>
  /** Gives a lease back, due at the instant; a fence. */
  release(held: HeldPart, dueAtMs: number): Write<boolean>
  /** Everybody of a part was gone over. Whoever ends the last one ends the task, in the same commit. */
  finish(held: HeldPart, finishedAtMs: number): FencedWrites
  /** Refuses whoever walks parts of the task; they are due at the instant, or never again. */
  interrupt(appId: AppId, taskId: bigint, dueAtMs: number | undefined): Write
  /** Counts the parts of tasks that ended before the instant to the tasks, and deletes them; reports how many rows changed. */
  fold(endedBeforeMs: number): Write<number>
}
