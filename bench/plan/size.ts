// How much of everything a size takes in its busiest hour: nodes by role, connections, the database's cores, log and disk, messages of
// NATS; and into how many shards to cut where one database is not enough. Pure arithmetic over what was measured.
import type { Measured } from '../measured.ts'
import { costAt, type PushCosts, pushCosts } from './cost.ts'
import type { Inputs } from './inputs.ts'

/** Rates of the busiest hour, per second. */
export interface Rates {
  /** Pushes one by one. */
  readonly pushes: number
  /** Devices of tasks. */
  readonly taskDevices: number
  readonly messages: number
  /** Pushes over the online channel. */
  readonly onlinePushes: number
  readonly callbacks: number
  readonly logins: number
}

/** Cores in use in the busiest hour, without head-room. */
export interface Cores {
  readonly api: number
  readonly worker: number
  readonly gateway: number
  readonly database: number
  readonly nats: number
}

/** The plan for one size. */
export interface Plan {
  readonly rates: Rates
  readonly cores: Cores
  /** Processes by role, with head-room. */
  readonly nodes: { readonly api: number; readonly worker: number; readonly gateway: number }
  /** Whether three nodes that do everything are enough. */
  readonly isSmall: boolean
  readonly connections: number
  readonly connectionsPerNode: number
  /** Memory of a gateway node. */
  readonly gatewayBytes: number
  /** Connections of all nodes to the database. */
  readonly databaseConnections: number
  /** Cores that the database should have, in all shards. */
  readonly databaseCores: number
  readonly logBytesPerSecond: number
  /** Syncs of the log, at most one for each commit. */
  readonly commitsPerSecond: number
  readonly rowsPerDay: number
  readonly bytesPerDay: number
  readonly bytesKept: number
  /** Written to the disk: the log, and the tables once more at checkpoints. */
  readonly writtenPerSecond: number
  readonly natsPerSecond: number
  /** Databases, each with whole apps. */
  readonly shards: number
  /** What calls for the most shards. */
  readonly cause: 'cores' | 'log' | 'disk'
  /** One embedded process carries it, head-room included. */
  readonly fitsEmbedded: boolean
}

const secondsPerDay = 86_400
/** Every device logs in again so often a day: the app is opened, or the network changed. */
const loginsPerDay = 4
/** A process's main thread is one core. */
const coresPerNode = 1
/** A node's own memory before anybody connects: what an embedded process takes at rest, rounded up. */
const nodeBytes = 200 * 1_048_576
/** Connections of a node to the database: the writer, readers of the API and of the lanes. */
const connectionsToDatabase = 10
const kinds = { message: 2, onlinePush: 2 } as const

/** Rates of the busiest hour. */
export function ratesOf(inputs: Inputs): Rates {
  const perSecond = (each: number): number => (inputs.users * each * inputs.peakFactor) / secondsPerDay
  const { pushes, taskShare, onlinePushes, callbackShare, messages, devicesPerUser } = inputs
  return {
    pushes: perSecond(pushes * (1 - taskShare)),
    taskDevices: perSecond(pushes * taskShare),
    messages: perSecond(messages),
    onlinePushes: perSecond(pushes * onlinePushes),
    callbacks: perSecond(pushes * callbackShare),
    logins: perSecond(devicesPerUser * loginsPerDay * inputs.onlineShare),
  }
}

/** Plans a size. */
export function planOf(inputs: Inputs, measured: Measured): Plan {
  const rates = ratesOf(inputs)
  const { costs } = pushCosts(measured)
  const cores = coresOf(rates, measured, costs, inputs.headRoom)
  const { headRoom } = inputs
  const connections = inputs.users * inputs.devicesPerUser * inputs.onlineShare
  const worked = (used: number): number => Math.ceil((used * headRoom) / coresPerNode)
  const gateways = Math.max(worked(cores.gateway), Math.ceil((connections * headRoom) / inputs.connectionsPerNode))
  const isSmall =
    cores.api + cores.worker + cores.gateway <= (2 * coresPerNode) / headRoom &&
    connections * headRoom <= 2 * inputs.connectionsPerNode
  // One may fail: never less than two of a role.
  const nodes = isSmall
    ? { api: 3, worker: 3, gateway: 3 }
    : { api: Math.max(2, worked(cores.api)), worker: Math.max(2, worked(cores.worker)), gateway: Math.max(2, gateways) }
  const processes = isSmall ? 3 : nodes.api + nodes.worker + nodes.gateway
  const connectionsPerNode = connections / nodes.gateway
  const disk = diskOf(inputs, measured)
  const log = logOf(rates, measured, costs, nodes.worker)
  const load = {
    cores: (cores.database * headRoom) / inputs.databaseCores,
    log: (log.bytes * headRoom) / inputs.databaseLog,
    disk: disk.bytesKept / inputs.databaseDisk,
  }
  const [cause = 'cores', most = 1] = Object.entries(load).toSorted(([, left], [, right]) => right - left)[0] ?? []
  return {
    ...{ rates, cores, nodes, isSmall, connections, connectionsPerNode },
    gatewayBytes: nodeBytes + connectionsPerNode * measured.connection.bytes,
    databaseConnections: processes * connectionsToDatabase,
    databaseCores: Math.ceil(cores.database * headRoom),
    ...{ logBytesPerSecond: log.bytes, commitsPerSecond: log.commits },
    ...disk,
    writtenPerSecond: log.bytes + (disk.bytesPerDay * inputs.peakFactor) / secondsPerDay,
    natsPerSecond: rates.messages * kinds.message + rates.onlinePushes * kinds.onlinePush,
    shards: Math.max(1, Math.ceil(most)),
    cause: cause as Plan['cause'],
    fitsEmbedded: inputs.users <= embeddedUsersMax(inputs, measured),
  }
}

/** Cores in the busiest hour. A node's pushes come so many a second that `headRoom` of them would fill it. */
function coresOf(rates: Rates, measured: Measured, costs: PushCosts, headRoom: number): Cores {
  const { accept, work, task, message } = measured.cluster
  const fullUs = accept.nodeUs + work.nodeUs
  const perNode = Math.min(rates.pushes, 1e6 / fullUs / headRoom)
  const [nodeUs, databaseUs] = [costAt(costs.node, perNode), costAt(costs.database, perNode)]
  const ofAccept = accept.nodeUs / fullUs
  const used = (perSecond: number, us: number): number => (perSecond * us) / 1e6
  return {
    api: used(rates.pushes, nodeUs * ofAccept),
    worker:
      used(rates.pushes, nodeUs * (1 - ofAccept)) +
      used(rates.taskDevices, task.nodeUs) +
      used(rates.callbacks, measured.callback.nodeUs),
    gateway:
      used(rates.messages, message.nodeUs) +
      used(rates.onlinePushes, message.nodeUs / 2) +
      used(rates.logins, measured.connection.loginUs),
    database:
      used(rates.pushes, databaseUs) +
      used(rates.taskDevices, task.databaseUs) +
      used(rates.messages, message.databaseUs),
    nats: used(rates.messages + rates.onlinePushes, message.natsUs),
  }
}

function logOf(
  rates: Rates,
  { cluster: { task, message } }: Measured,
  costs: PushCosts,
  workers: number,
): { readonly bytes: number; readonly commits: number } {
  const perNode = rates.pushes / workers
  const bytes =
    costAt(costs.log, perNode) * rates.pushes + task.walBytes * rates.taskDevices + message.walBytes * rates.messages
  return { bytes, commits: costAt(costs.commits, perNode) * rates.pushes }
}

function diskOf(
  { users, pushes, taskShare, messages, historyDays }: Inputs,
  { cluster }: Measured,
): Pick<Plan, 'rowsPerDay' | 'bytesPerDay' | 'bytesKept'> {
  const [single, ofTasks] = [users * pushes * (1 - taskShare), users * pushes * taskShare]
  const bytesPerDay =
    single * cluster.diskBytesPerPush + ofTasks * cluster.task.diskBytes + users * messages * cluster.message.diskBytes
  return { rowsPerDay: single + users * messages, bytesPerDay, bytesKept: bytesPerDay * historyDays }
}

function embeddedCores(rates: Rates, { embedded, embeddedTask, callback, connection }: Measured): number {
  const us =
    rates.pushes * (embedded.acceptUs + embedded.workUs) +
    rates.taskDevices * embeddedTask.nodeUs +
    rates.messages * embedded.messageUs +
    rates.callbacks * callback.nodeUs +
    rates.logins * connection.loginUs
  return us / 1e6
}

/** The most users of these habits that one embedded process carries, head-room included. */
export function embeddedUsersMax(inputs: Inputs, measured: Measured): number {
  const each = embeddedCores(ratesOf({ ...inputs, users: 1 }), measured)
  const byCpu = coresPerNode / (each * inputs.headRoom)
  const byConnections = inputs.connectionsPerNode / (inputs.devicesPerUser * inputs.onlineShare * inputs.headRoom)
  return Math.min(byCpu, byConnections)
}
