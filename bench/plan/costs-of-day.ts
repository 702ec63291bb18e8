// What one of each thing takes in the simulated day: the costs of the plan's busiest hour.
import type { Measured } from '../measured.ts'
import type { DayCosts } from './day.ts'
import type { Plan } from './size.ts'

/** µs of CPU time. Taken back from the plan's cores, so that day and plan cannot disagree. */
export function dayCostsOf({ rates, cores }: Plan, { cluster, callback, connection }: Measured): DayCosts {
  const each = (used: number, perSecond: number): number => (perSecond > 0 ? (used * 1e6) / perSecond : 0)
  const { task, message } = cluster
  const taskCores = (rates.taskDevices * task.nodeUs) / 1e6
  const databaseOfOthers = (rates.taskDevices * task.databaseUs + rates.messages * message.databaseUs) / 1e6
  const callbackShare = rates.callbacks / Math.max(1e-9, rates.pushes + rates.taskDevices)
  return {
    api: each(cores.api, rates.pushes),
    worker: each(cores.worker - taskCores, rates.pushes),
    taskDevice: task.nodeUs + callbackShare * callback.nodeUs,
    message: message.nodeUs,
    login: connection.loginUs,
    pushDatabase: each(cores.database - databaseOfOthers, rates.pushes),
    taskDatabase: task.databaseUs,
    messageDatabase: message.databaseUs,
  }
}
