// What an operator may set of an app: as it is shown, and as it is changed. Where a member is not shown, its default holds.
import { type TNull, type TSchema, Type } from 'typebox'
import { type RateName, rates } from '../rates.ts'

const category = Type.Union([
  Type.Literal('im'),
  Type.Literal('call'),
  Type.Literal('service'),
  Type.Literal('marketing'),
])

/** Calls per window; 0 = as many as come. */
const calls = Type.Integer({ minimum: 0, maximum: 1_000_000 })
const rateMembers = Object.fromEntries(Object.keys(rates).map(name => [name, calls])) as Record<RateName, typeof calls>

/** The plan's quotas (spec/easemob.md §11.2). */
const amount = Type.Integer({ minimum: 0, maximum: 1_000_000_000 })
const quotaMembers = {
  /** Users of the app. */
  users: amount,
  /** Users that are pushed to by name within a minute. */
  pushesPerMinute: amount,
  /** Pushes to labels within a minute. */
  labelPushesPerMinute: amount,
  /** Pushes to everybody within a minute. */
  allPushesPerMinute: amount,
  /** Pushes to everybody within a UTC day. */
  allPushesPerDay: amount,
}

/** Limits of tasks (seed 002). */
const taskMembers = {
  /** Most tasks at the same time. */
  runningMax: Type.Integer({ minimum: 1, maximum: 1_000 }),
  /** Most tasks created within five minutes. */
  createdMax: Type.Integer({ minimum: 1, maximum: 10_000 }),
  /** Whether `startDate` may be any time to come. */
  anyStart: Type.Boolean(),
  /** Most labels of one task. */
  labelsMax: Type.Integer({ minimum: 1, maximum: 5 }),
}

/** The online channel (spec/zego.md §7). */
const chatMembers = {
  /** How long messages are kept, days. */
  retentionDays: Type.Integer({ minimum: 1, maximum: 360 }),
  /** How long a connected device may take to acknowledge before it is pushed to, ms. */
  ackWaitMs: Type.Integer({ minimum: 500, maximum: 60_000 }),
  /** Which of a user's devices may be logged in together. */
  loginPolicy: Type.Union([Type.Literal('single'), Type.Literal('dual'), Type.Literal('multi')]),
  /** Most messages that a returning device is told of by itself. */
  catchUpMax: Type.Integer({ minimum: 1, maximum: 100_000 }),
  /** Most members of a group. */
  groupMembersMax: Type.Integer({ minimum: 2, maximum: 10_000 }),
  /** How long a sender may take a message back, seconds. */
  recallSeconds: Type.Integer({ minimum: 1, maximum: 604_800 }),
  /** Whether the AppSign lets in. */
  appSignOpen: Type.Boolean(),
  /** Whether a user who is not registered is, at the first login. */
  registersAtLogin: Type.Boolean(),
}

/** Members that have a default and may be given back to it. */
const flat = {
  /** The category of notifications that name none; absent = none. */
  defaultCategory: category,
  /** What too many calls are answered with; absent = 429. */
  rateStatus: Type.Union([Type.Literal(403), Type.Literal(429)]),
  /** When somebody with several devices counts as offline; absent = `all-offline`. */
  devicePolicy: Type.Union([Type.Literal('all-offline'), Type.Literal('any-offline')]),
  /** What becomes of texts that are too long; absent = `refuse`. */
  longTexts: Type.Union([Type.Literal('refuse'), Type.Literal('cut')]),
  /** Whether pushes over REST leave users alone who do not want to be disturbed; absent = true. */
  quietForRest: Type.Boolean(),
  /** Whether the app's statistics answer; absent = true. */
  statisticsOpen: Type.Boolean(),
  /** Whether the exception storage of callbacks answers; absent = true. */
  callbackStorageOpen: Type.Boolean(),
}

const closed = { additionalProperties: false } as const

/** Settings as they are shown. */
export const settings = {
  openRegistration: Type.Boolean(),
  pushOpen: Type.Boolean(),
  ...optional(flat),
  rates: Type.Optional(Type.Object(optional(rateMembers), closed)),
  quotas: Type.Optional(Type.Object(optional(quotaMembers), closed)),
  tasks: Type.Optional(Type.Object(optional(taskMembers), closed)),
  chat: Type.Optional(Type.Object(optional(chatMembers), closed)),
}

/** A change: members that are named; null brings the default back. */
export const settingsChange = {
  /** Whether anybody may register one user without a token. */
  openRegistration: Type.Optional(Type.Boolean()),
  /** Whether the app may push. */
  pushOpen: Type.Optional(Type.Boolean()),
  ...removable(flat),
  /** Calls per window of each group of endpoints. */
  rates: Type.Optional(Type.Union([Type.Object(removable(rateMembers), closed), Type.Null()])),
  quotas: Type.Optional(Type.Union([Type.Object(removable(quotaMembers), closed), Type.Null()])),
  tasks: Type.Optional(Type.Union([Type.Object(removable(taskMembers), closed), Type.Null()])),
  chat: Type.Optional(Type.Union([Type.Object(removable(chatMembers), closed), Type.Null()])),
}

function optional<Members extends Record<string, TSchema>>(members: Members) {
  const entries = Object.entries(members).map(([name, schema]) => [name, Type.Optional(schema)])
  return Object.fromEntries(entries) as { [Name in keyof Members]: ReturnType<typeof Type.Optional<Members[Name]>> }
}

function removable<Members extends Record<string, TSchema>>(members: Members) {
  const entries = Object.entries(members).map(([name, schema]) => [
    name,
    Type.Optional(Type.Union([schema, Type.Null()])),
  ])
  return Object.fromEntries(entries) as {
    [Name in keyof Members]: ReturnType<typeof Type.Optional<ReturnType<typeof Type.Union<[Members[Name], TNull]>>>>
  }
}
