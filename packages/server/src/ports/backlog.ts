// What waits on the whole server, for whoever watches over it; part of the store's tables.

/** The places where something waits. */
export const backlogKinds = ['push', 'delivery', 'page', 'task', 'handover', 'call', 'callback', 'dead-letter'] as const

/** One of them. */
export type BacklogKind = (typeof backlogKinds)[number]

/** What waits in one place. */
export interface Backlog {
  readonly kind: BacklogKind
  /** At most as many as were asked for. */
  readonly waiting: number
  /** Since when the oldest of them waits, epoch ms: a push, callback or dead letter since it was made, others since they were due. */
  readonly oldestAtMs: number | undefined
}

/** See the head of the file. Bounded, because somebody asks every few seconds. */
export interface BacklogTable {
  /** All places; what is leased, or due later, waits for nobody. Callbacks and dead letters count until they are delivered or dropped. */
  look(nowMs: number, max: number): Promise<readonly Backlog[]>
}
