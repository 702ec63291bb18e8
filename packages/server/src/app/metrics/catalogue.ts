// Every metric of Posthouse itself: its name, what it means in both languages, and where its numbers come from. The guide's tables are
// made from this list. No label has a value that nobody bounds: none names an app, a user or a device.
import type { Family, Histogram, Meter } from '../../base/metrics.ts'
import type { Bilingual } from '../../domain/reason.ts'
import type { BusTraffic } from '../../ports/bus.ts'
import { meters, type PoolState } from '../../ports/meters.ts'
import type { Look } from './look.ts'

/** A number with the values of its metric's labels, in their order. */
export interface Sample {
  readonly values: readonly string[]
  readonly value: number
}

/** A spread with the values of its metric's labels. */
export interface Spread {
  readonly values: readonly string[]
  readonly spread: Histogram
}

interface Words {
  readonly name: string
  readonly labels: readonly string[]
  readonly text: Bilingual
}

/** A metric. */
export type Metric =
  | (Words & { readonly kind: 'counter' | 'gauge'; read(look: Look): Iterable<Sample> })
  | (Words & { readonly kind: 'histogram'; read(look: Look): Iterable<Spread> })

/** What stands before every name. */
const prefix = 'posthouse_'

/** The parts of the guide, in its order. */
export const metricSections = {
  process: { en: 'The process', zh: '进程' },
  http: { en: 'Requests', zh: '请求' },
  pushes: { en: 'Pushes and vendors', zh: '推送与厂商' },
  work: { en: 'Work that waits', zh: '待处理的工作' },
  callbacks: { en: 'Callbacks', zh: '回调' },
  online: { en: 'The online channel', zh: '在线通道' },
  record: { en: 'The database', zh: '数据库' },
  nodes: { en: 'Nodes and the bus', zh: '节点与总线' },
} as const satisfies Readonly<Record<string, Bilingual>>

/** Every metric, by part. */
export const metrics: Readonly<Record<keyof typeof metricSections, readonly Metric[]>> = {
  process: [
    gauge(
      'build_info',
      ['version'],
      { en: 'Always 1; the version is in the label', zh: '恒为 1；版本见标签' },
      look => [{ values: [look.version], value: 1 }],
    ),
    gauge(
      'event_loop_longest_pause_seconds',
      [],
      {
        en: 'Longest pause of the event loop in the last 10 to 20 seconds',
        zh: '最近 10 至 20 秒内事件循环的最长停顿',
      },
      look => one(look.lag.longestMs / 1_000),
    ),
    gauge(
      'clock_off_seconds',
      [],
      {
        en: 'By how much the machine’s clock is ahead after a jump that is held back; below 0 where it went back, 0 when all is well',
        zh: '机器时钟跳变后、尚未采用时的超前量；回拨为负，正常为 0',
      },
      look => one(look.clockOffMs / 1_000),
    ),
    gauge(
      'ready',
      [],
      {
        en: '1 while the process should be given traffic, as `/readyz` says',
        zh: '可接收流量时为 1，与 `/readyz` 一致',
      },
      look => one(look.isReady ? 1 : 0),
    ),
    counter('log_lines_dropped_total', [], meters.logLinesDropped, {
      en: 'Lines of the log that were dropped because nobody read standard error, or its disk was full',
      zh: '因标准错误无人读取或磁盘已满而丢弃的日志行数',
    }),
  ],
  http: [
    spread('http_request_duration_seconds', ['route', 'status'], meters.httpSeconds, {
      en: 'Time from a request’s arrival to its answer, by group of endpoints and class of status',
      zh: '从请求到达至响应的时间，按接口组与状态类别',
    }),
  ],
  pushes: [
    counter('pushes_accepted_total', ['source'], meters.pushesAccepted, {
      en: 'Pushes that were accepted: a 2xx stands for each of them',
      zh: '已接受的推送（均已返回 2xx）',
    }),
    counter('deliveries_total', ['provider', 'status'], meters.deliveries, {
      en: 'Outcomes of deliveries, as this process wrote them; `none` where no vendor was concerned',
      zh: '本进程写入的投递结果；不涉及厂商时为 `none`',
    }),
    counter('vendor_answers_total', ['vendor', 'result'], meters.vendorAnswers, {
      en: 'What vendors answered: accepted, rejected, throttled, unsent, unknown',
      zh: '厂商的答复：accepted、rejected、throttled、unsent、unknown',
    }),
    spread('vendor_answer_duration_seconds', ['vendor'], meters.vendorSeconds, {
      en: 'Time from handing a batch over to its last answer, counted for each push of it',
      zh: '从交给厂商到该批最后一个答复的时间，按批中每条推送计',
    }),
    gaugeOf('attempts_open', ['vendor'], meters.attemptsOpen, {
      en: 'Pushes that were handed over and have no answer yet',
      zh: '已交给厂商、尚无答复的推送',
    }),
  ],
  work: [
    gauge(
      'backlog',
      ['kind'],
      {
        en: 'What waits in the database and is due (of callbacks: whatever is not delivered), at most 10000 of each kind; the same on every node',
        zh: '数据库中已到期待处理的数量（回调为全部未送达者），每类最多 10000；各节点相同',
      },
      look => look.backlog.map(({ kind, waiting }) => ({ values: [kind], value: waiting })),
    ),
    gauge(
      'backlog_oldest_seconds',
      ['kind'],
      {
        en: 'How long the oldest of them has waited; 0 where nothing waits',
        zh: '其中最早一条已等待的时间；无等待时为 0',
      },
      look => look.backlog.map(({ kind, oldestAtMs }) => ({ values: [kind], value: age(oldestAtMs, look.nowMs) })),
    ),
    gaugeOf('lane_open', ['lane'], meters.laneOpen, {
      en: 'Items that a lane of this process works on',
      zh: '本进程各通道正在处理的数量',
    }),
    counter('lane_claimed_total', ['lane'], meters.laneClaimed, { en: 'Items that were claimed', zh: '已领取的数量' }),
    counter('lane_claims_failed_total', ['lane'], meters.laneClaimsFailed, {
      en: 'Claims that failed; they are made again after a second',
      zh: '领取失败的次数，一秒后重试',
    }),
    counter('lane_batches_failed_total', ['lane'], meters.laneBatchesFailed, {
      en: 'Batches that failed; their leases run out and they are taken up again',
      zh: '处理失败的批次；租约到期后会被重新领取',
    }),
    counter('task_users_walked_total', [], meters.usersWalked, {
      en: 'Users that were walked over',
      zh: '已遍历的用户数',
    }),
  ],
  callbacks: [
    counter('callbacks_total', ['result'], meters.callbacks, {
      en: 'Tries of callbacks: delivered, retried later, or given up as dead',
      zh: '回调尝试：delivered（成功）、retried（稍后重试）、dead（放弃）',
    }),
    gauge(
      'callback_breakers_open',
      [],
      { en: 'Endpoints that rest because they failed many times in a row', zh: '因连续失败而暂停的回调地址数' },
      look => one(look.breakersOpen),
    ),
  ],
  online: [
    gauge('sessions', [], { en: 'Devices that are connected to this process', zh: '连接到本进程的设备数' }, look =>
      one(look.sessions),
    ),
    counter('frames_sent_total', [], meters.framesSent, { en: 'Frames to connected devices', zh: '发往设备的帧数' }),
    counter('timeline_entries_total', ['from'], meters.timelineEntries, {
      en: 'Entries of timelines that came from the `record`, or with a `hint`',
      zh: '时间线条目的来源：读自数据库（`record`）或随提示送达（`hint`）',
    }),
  ],
  record: [
    spread('commit_units', [], meters.commitUnits, {
      en: 'Units of one group commit, at most 256',
      zh: '一次组提交的单元数，最多 256',
    }),
    spread('commit_duration_seconds', [], meters.commitSeconds, {
      en: 'Time of one group commit',
      zh: '一次组提交的时间',
    }),
    counter('commits_failed_total', ['kind'], meters.commitsFailed, {
      en: 'Group commits that failed: `full` changed nothing, `unknown` may have happened',
      zh: '失败的组提交：`full` 未改变任何数据，`unknown` 可能已生效',
    }),
    gauge(
      'database_connections',
      ['pool', 'state'],
      {
        en: 'Connections to PostgreSQL that are busy or idle, and callers that are waiting for one',
        zh: 'PostgreSQL 连接：busy、idle，以及等待连接的调用（waiting）',
      },
      () => [...meters.databasePools].flatMap(([pool, state]) => poolSamples(pool, state())),
    ),
    counter('database_reconnects_total', [], meters.databaseReconnects, {
      en: 'Connections to PostgreSQL that were lost and made anew',
      zh: '丢失后重新建立的 PostgreSQL 连接',
    }),
  ],
  nodes: [
    gauge('node_number', [], { en: 'The number of this process', zh: '本进程的节点编号' }, look => one(look.node)),
    gauge(
      'nodes',
      ['role'],
      { en: 'Processes with the role that this one knows to be there', zh: '本进程所知具有该角色的在线进程数' },
      look => look.nodes.map(({ role, count }) => ({ values: [role], value: count })),
    ),
    gauge(
      'bus_connected',
      [],
      {
        en: '1 while the others are heard by the bus, 0 while it is cut off; absent without a bus',
        zh: '总线连通为 1，中断为 0；未使用总线时不出现',
      },
      look => (look.bus === 'alone' ? [] : one(look.bus === 'connected' ? 1 : 0)),
    ),
    ofBus('sent', { en: 'Hints and words to other nodes', zh: '发往其他节点的消息数' }),
    ofBus('received', { en: 'Hints and words from other nodes', zh: '来自其他节点的消息数' }),
    ofBus('unreadable', {
      en: 'What came by the bus and could not be read; it was dropped',
      zh: '来自总线而无法解析、已丢弃的消息数',
    }),
    ofBus('restored', { en: 'How often the bus came back after it was cut off', zh: '总线中断后恢复的次数' }),
  ],
}

function gauge(
  name: string,
  labels: readonly string[],
  text: Bilingual,
  read: (look: Look) => readonly Sample[],
): Metric {
  return { kind: 'gauge', name: `${prefix}${name}`, labels, text, read }
}

function counter(name: string, labels: readonly string[], source: Meter | Family<Meter>, text: Bilingual): Metric {
  return { kind: 'counter', name: `${prefix}${name}`, labels, text, read: () => samplesOf(source) }
}

function gaugeOf(name: string, labels: readonly string[], source: Meter | Family<Meter>, text: Bilingual): Metric {
  return { kind: 'gauge', name: `${prefix}${name}`, labels, text, read: () => samplesOf(source) }
}

function ofBus(member: keyof BusTraffic, text: Bilingual): Metric {
  const read = (look: Look) => (look.bus === 'alone' ? [] : one(look.traffic[member]))
  return { kind: 'counter', name: `${prefix}bus_${member}_total`, labels: [], text, read }
}

function spread(
  name: string,
  labels: readonly string[],
  source: Histogram | Family<Histogram>,
  text: Bilingual,
): Metric {
  return { kind: 'histogram', name: `${prefix}${name}`, labels, text, read: () => spreadsOf(source) }
}

function samplesOf(source: Meter | Family<Meter>): readonly Sample[] {
  if ('value' in source) return one(source.value)
  return [...source.members()].map(({ values, member }) => ({ values, value: member.value }))
}

function spreadsOf(source: Histogram | Family<Histogram>): readonly Spread[] {
  if ('bounds' in source) return [{ values: [], spread: source }]
  return [...source.members()].map(({ values, member }) => ({ values, spread: member }))
}

function poolSamples(pool: string, state: PoolState): readonly Sample[] {
  return (['busy', 'idle', 'waiting'] as const).map(name => ({ values: [pool, name], value: state[name] }))
}

function one(value: number): readonly Sample[] {
  return [{ values: [], value }]
}

function age(sinceMs: number | undefined, nowMs: number): number {
  return sinceMs === undefined ? 0 : Math.max(0, nowMs - sinceMs) / 1_000
}
