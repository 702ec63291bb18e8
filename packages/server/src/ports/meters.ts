// What this process counts, and where a room adds to it. One object for the process, as a node is one process: whoever counts needs no
// part handed in, and adds plain numbers. What each is called outside, and what it means, is in app/metrics/catalogue.ts.
import { Histogram, histogramFamily, Meter, meterFamily } from '../base/metrics.ts'

/** Seconds within which a server answers. */
const answerBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
/** Seconds within which a vendor answers; its deadline is 15. */
const vendorBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15]
/** Seconds of a commit. */
const commitBounds = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]
/** Units of one group commit, of at most 256. */
const unitBounds = [1, 2, 4, 8, 16, 32, 64, 128, 256]

/** A pool of connections. */
export interface PoolState {
  readonly busy: number
  readonly idle: number
  /** Callers that wait for a connection. */
  readonly waiting: number
}

/** The counts. Labels are in the order of `of`; none of them names an app, a user or a device. */
export const meters = {
  /** `route, status`: a group of endpoints, and `2xx` to `5xx`. */
  httpSeconds: histogramFamily(answerBounds),
  /** `source` of pushes that were accepted. */
  pushesAccepted: meterFamily(),
  /** `provider, status` of outcomes as they are written. */
  deliveries: meterFamily(),
  /** `vendor, result`: what channels answered. */
  vendorAnswers: meterFamily(),
  /** `vendor`: from handing a batch over until its last answer, once for each push of it. */
  vendorSeconds: histogramFamily(vendorBounds),
  /** `vendor`: pushes that were handed over and have no answer; a gauge. */
  attemptsOpen: meterFamily(),
  /** `lane`: open items, a gauge; items claimed; claims that failed; batches that failed. */
  laneOpen: meterFamily(),
  laneClaimed: meterFamily(),
  laneClaimsFailed: meterFamily(),
  laneBatchesFailed: meterFamily(),
  /** `result`: `delivered`, `retried`, `dead`. */
  callbacks: meterFamily('delivered', 'retried', 'dead'),
  /** Group commits: their units, their time, and those that failed by `kind` of StoreError. */
  commitUnits: new Histogram(unitBounds),
  commitSeconds: new Histogram(commitBounds),
  commitsFailed: meterFamily('full', 'unknown'),
  /** Connections to PostgreSQL that were lost and made anew. */
  databaseReconnects: new Meter(),
  /** By `pool`: how it is now. Whoever opens a pool puts itself here, and takes itself out when it closes. */
  databasePools: new Map<string, () => PoolState>(),
  /** Frames to connected devices. */
  framesSent: new Meter(),
  /** `from`: entries of timelines that came from the `record`, or with a `hint`. */
  timelineEntries: meterFamily(),
  /** Users of tasks' audiences that were walked over. */
  usersWalked: new Meter(),
  /** Lines of the log that standard error did not take. */
  logLinesDropped: new Meter(),
} as const
