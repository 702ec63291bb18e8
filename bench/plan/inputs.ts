// What the plan is asked: how many people, what they do in a day, and how large a database server may be. Each with a default that a chat
// app of ordinary habits has, and a flag of its own.

/** The question. */
export interface Inputs {
  readonly users: number
  readonly devicesPerUser: number
  /** Share of all devices that are connected in the busiest hour. */
  readonly onlineShare: number
  /** Chat messages that a user sends in a day. */
  readonly messages: number
  /** Pushes to a user in a day: those of the app's server, and messages whose receiver was not there. */
  readonly pushes: number
  /** The busiest hour's rate, of the day's average. */
  readonly peakFactor: number
  /** Share of the pushes that go over the online channel. */
  readonly onlinePushes: number
  /** Share of the pushes that are a task's. */
  readonly taskShare: number
  /** Share of the pushes whose outcome an app's server is told. */
  readonly callbackShare: number
  readonly historyDays: number
  /** What may fail, grow or be wrong: everything is planned for so many times the busiest hour. */
  readonly headRoom: number
  /** Long connections of a node at most. */
  readonly connectionsPerNode: number
  /** Cores of one database server, bytes a second of its log, and bytes of its disk. */
  readonly databaseCores: number
  readonly databaseLog: number
  readonly databaseDisk: number
  readonly seed: number
}

/** An input as a person gives it. */
export interface Flag {
  readonly name: keyof Inputs
  readonly fallback: number
  readonly text: string
}

/** All of them but the users, who are the sizes that are planned for. */
export const flags: readonly Flag[] = [
  { name: 'devicesPerUser', fallback: 1.3, text: 'devices of a user' },
  { name: 'onlineShare', fallback: 0.1, text: 'share of devices that are connected in the busiest hour' },
  { name: 'messages', fallback: 10, text: 'chat messages that a user sends in a day' },
  { name: 'pushes', fallback: 5, text: 'pushes to a user in a day' },
  { name: 'peakFactor', fallback: 3, text: 'rate of the busiest hour, of the average' },
  { name: 'onlinePushes', fallback: 0.1, text: 'share of pushes that go over the online channel' },
  { name: 'taskShare', fallback: 0.3, text: 'share of pushes that are of tasks' },
  { name: 'callbackShare', fallback: 0.2, text: 'share of pushes whose outcome is called back' },
  { name: 'historyDays', fallback: 30, text: 'days that pushes, outcomes and messages are kept' },
  { name: 'headRoom', fallback: 2, text: 'times the busiest hour that everything is planned for' },
  { name: 'connectionsPerNode', fallback: 100_000, text: 'long connections of a node, at most (setting clientsMax)' },
  { name: 'databaseCores', fallback: 32, text: 'cores of the largest database server to be had' },
  { name: 'databaseLog', fallback: 200e6, text: 'bytes of log that its disk takes in a second' },
  { name: 'databaseDisk', fallback: 8e12, text: 'bytes of its disk' },
  { name: 'seed', fallback: 1, text: 'draws the arrivals of the simulated day' },
]

/** `--devices-per-user` for `devicesPerUser`. */
export function flagOf(name: string): string {
  return name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}

/** The inputs of a size; `given` are flags by their names. Throws a sentence for a person. */
export function inputsOf(users: number, given: Readonly<Record<string, unknown>> = {}): Inputs {
  const values = Object.fromEntries(
    flags.map(({ name, fallback }) => {
      const text = given[flagOf(name)]
      const value = text === undefined ? fallback : Number(text)
      if (!Number.isFinite(value) || value < 0) throw new Error(`--${flagOf(name)} takes a number, not ${text}`)
      return [name, value]
    }),
  ) as unknown as Omit<Inputs, 'users'>
  return { users, ...values }
}
