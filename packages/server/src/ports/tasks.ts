// Tasks in the record: what there is to send to many, how far it got, and what came of it; part of the store's tables.
import type { AppId, JsonObject, MsgId, UserId } from '@posthouse/protocol'
import type { ReasonCode } from '../domain/reason.ts'
import type { Task, TaskCount, TaskMeasure, TaskState } from '../domain/task.ts'
import type { Leased } from './lease.ts'
import type { Write } from './write.ts'

/** A bounded part of an audience, in order of name. */
export interface AudiencePage {
  readonly usernames: readonly UserId[]
  /** Those of a list who do not exist; nobody of an audience of all users. */
  readonly unknown: ReadonlySet<UserId>
}

/** How far a walk got. */
export interface Advance {
  readonly cursor: UserId
  /** Users gone over since the advance before. */
  readonly walked: number
  readonly leaseUntilMs: number
}

/** Tasks. A task that is to be worked on waits in its own row: the row is the job. */
export interface TaskTable {
  find(appId: AppId, id: bigint): Promise<Task | undefined>
  /** Newest first, those with an id below `before`; of all states unless some are named. */
  list(appId: AppId, before: bigint | undefined, limit: number, states?: readonly TaskState[]): Promise<readonly Task[]>
  /** Whoever creates or starts a task of an app holds its row first, so that two who do so at once are counted one after the other. */
  hold(appId: AppId): Write<boolean>
  /** False when the app has `runningMax` running or `createdMax` created lately. Due when it starts. */
  insert(
    task: Task,
    limits: { readonly runningMax: number; readonly createdMax: number; readonly windowStartMs: number },
  ): Write<boolean>
  /** The users of a list; nothing where the task was not inserted. */
  insertTargets(appId: AppId, id: bigint, usernames: readonly UserId[]): Write
  claim(nowMs: number, leaseUntilMs: number, limit: number): Write<readonly Leased<Task>[]>
  /**
   * Begins the walk, unless `runningMax` others of the app are running; false where it did not. Fixes the audience: the users who carry the
   * labels now, and how many there are.
   */
  start(task: Task, epoch: number, startedAtMs: number, runningMax: number): Write<boolean>
  /** The next users after the cursor. */
  audience(task: Task, after: UserId | undefined, limit: number): Promise<AudiencePage>
  /** The walk got further; a fence that fails once the task is no longer running. */
  advance(id: bigint, epoch: number, advance: Advance): Write<boolean>
  /** Gives a lease back, due at the instant; a fence. */
  release(id: bigint, epoch: number, dueAtMs: number): Write<boolean>
  /** Every user was gone over; a fence. */
  finish(id: bigint, epoch: number, finishedAtMs: number): Write<boolean>
  /** Changes the state where it is one of `from`; `dueAtMs` undefined: no longer worked on. */
  setState(
    appId: AppId,
    id: bigint,
    from: readonly TaskState[],
    to: { readonly state: TaskState; readonly dueAtMs: number | undefined; readonly finishedAtMs: number | undefined },
  ): Write<boolean>
  /** False where there is no such task that goes on. */
  setPace(appId: AppId, id: bigint, pacePerMinute: number | undefined): Write<boolean>
}

/** The ids that a vendor gave. */
export interface ShippedIds {
  readonly provider: string
  readonly vendorIds: readonly string[]
  readonly madeAtMs: number
}

/** A message whose delivery ended for the reason. */
export interface TaskExample {
  readonly reason: ReasonCode
  readonly pushId: MsgId
}

/** Some users in a row, in order of name. */
export interface Stretch {
  readonly users: number
  /** The last of them; undefined where there is none. */
  readonly last: UserId | undefined
}

/** What is asked of everybody before there is a task. */
export interface AudienceTable {
  /** The next users after one, at most `limit`. */
  stretch(appId: AppId, after: UserId | undefined, limit: number): Promise<Stretch>
}

/** What came of tasks. */
export interface TaskReportTable {
  /** Adds to a count. */
  add(appId: AppId, taskId: bigint, provider: string, measure: TaskMeasure, counted: number): Write
  /** Every count of a task. */
  counts(appId: AppId, taskId: bigint): Promise<readonly TaskCount[]>
  /** Keeps a message as an example of a reason, of which there are five at most. */
  addExample(appId: AppId, taskId: bigint, reason: ReasonCode, pushId: MsgId): Write
  /** By reason and message. */
  examples(appId: AppId, taskId: bigint): Promise<readonly TaskExample[]>
  /** Ids under which a vendor will report of a task's deliveries. What it has reported already is counted now. */
  insertShipments(appId: AppId, taskId: bigint, shipped: ShippedIds): Write
  /** Deletes at most `limit` that were made before the instant; reports how many. */
  deleteShipmentsBefore(madeBeforeMs: number, limit: number): Write<number>
  /** The pushes of a task to a user, in pages, which know their users' order, and in rows; in order. */
  pushesTo(appId: AppId, taskId: bigint, username: UserId): Promise<readonly MsgId[]>
}

/** A notification that was stored to be sent to everybody later (spec/easemob.md §6.7, the older two steps). */
export interface StoredMessage {
  readonly id: bigint
  readonly appId: AppId
  /** `pushMessage` as it came. */
  readonly message: JsonObject
  readonly createdAtMs: number
}

/** Stored notifications. */
export interface StoredMessageTable {
  find(appId: AppId, id: bigint): Promise<StoredMessage | undefined>
  insert(message: StoredMessage): Write
}
