// How often an app may call, per group of endpoints (spec/easemob.md §6.1, §11.1; seed 002 for `pushSync`). The groups are what the
// original counts together; the numbers are defaults that an app's settings override.

/** Calls allowed within a window. */
export interface Rate {
  readonly calls: number
  /** ms. */
  readonly windowMs: number
}

/** The groups with their defaults. */
export const rates = {
  token: { calls: 300, windowMs: 1_000 },
  /** Users, bindings and push settings together. */
  users: { calls: 100, windowMs: 1_000 },
  userBatchDelete: { calls: 30, windowMs: 1_000 },
  nicknameBatch: { calls: 100, windowMs: 1_000 },
  template: { calls: 10, windowMs: 1_000 },
  label: { calls: 10, windowMs: 1_000 },
  labelUsers: { calls: 30, windowMs: 1_000 },
  group: { calls: 100, windowMs: 1_000 },
  pushSync: { calls: 1, windowMs: 1_000 },
  /** The original states none; ours is that of the other calls about one user. */
  pushAsync: { calls: 100, windowMs: 1_000 },
  pushSingle: { calls: 10, windowMs: 1_000 },
  pushList: { calls: 10, windowMs: 1_000 },
  pushTask: { calls: 1, windowMs: 1_000 },
  /** Messages to users, and taking messages back. */
  messages: { calls: 100, windowMs: 1_000 },
  groupMessages: { calls: 20, windowMs: 1_000 },
  statistics: { calls: 10, windowMs: 10_000 },
} as const satisfies Readonly<Record<string, Rate>>

/** A group's name. */
export type RateName = keyof typeof rates

/** The setting of an app without any limit: as many calls of each group as come. */
export const noRates: Readonly<Record<RateName, 0>> = Object.fromEntries(
  Object.keys(rates).map(name => [name, 0]),
) as Record<RateName, 0>
