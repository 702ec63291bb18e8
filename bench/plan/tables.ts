// The plan as tables, in English for the terminal and in both languages for the capacity guide: the same numbers, other words.
import type { Measured } from '../measured.ts'
import { type Check, checkModel, costAt, pushCosts } from './cost.ts'
import type { Day } from './day.ts'
import type { Inputs } from './inputs.ts'
import { embeddedUsersMax, type Plan } from './size.ts'

/** A table: its head, and its rows. */
export interface Table {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** In which language. */
export type Language = 'en' | 'zh'

type Words = Readonly<Record<Language, string>>

/** A table as Markdown; the first column is text, the others are right-aligned. */
export function markdown({ head, rows }: Table): string {
  const all = [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows]
  return all.map(row => `| ${row.join(' | ')} |`).join('\n')
}

/** What each thing costs, as measured. */
export function costTable(
  { cluster, embedded, connection, callback, embeddedTask }: Measured,
  language: Language,
): Table {
  const us = (value: number): string => value.toFixed(value < 10 ? 1 : 0)
  const row = (words: Words, one: number, node: number, database: number, log: number): readonly string[] => [
    ...[
      words[language],
      one > 0 ? us(one) : '–',
      us(node),
      database > 0 ? us(database) : '–',
      log > 0 ? log.toFixed(0) : '–',
    ],
  ]
  const both = cluster.accept.nodeUs + cluster.work.nodeUs
  const { costs } = pushCosts({ cluster })
  const alone = 100
  return {
    head: {
      en: ['each', 'embedded, µs', 'node, µs', 'PostgreSQL, µs', 'log, bytes'],
      zh: ['每一个', '单进程，µs', '节点，µs', 'PostgreSQL，µs', '日志，字节'],
    }[language],
    rows: [
      row(
        { en: 'push accepted', zh: '接受一条推送' },
        embedded.acceptUs,
        cluster.accept.nodeUs,
        cluster.accept.databaseUs,
        cluster.accept.walBytes,
      ),
      row(
        { en: 'push delivered', zh: '投递一条推送' },
        embedded.workUs,
        cluster.work.nodeUs,
        cluster.work.databaseUs,
        cluster.work.walBytes,
      ),
      row(
        { en: 'both', zh: '两者合计' },
        embedded.acceptUs + embedded.workUs,
        both,
        cluster.accept.databaseUs + cluster.work.databaseUs,
        cluster.accept.walBytes + cluster.work.walBytes,
      ),
      row(
        { en: `both, at ${alone} pushes/s`, zh: `两者合计，每秒 ${alone} 条时` },
        0,
        costAt(costs.node, alone),
        costAt(costs.database, alone),
        costAt(costs.log, alone),
      ),
      row(
        { en: 'device of a task', zh: '任务中的一台设备' },
        embeddedTask.nodeUs,
        cluster.task.nodeUs,
        cluster.task.databaseUs,
        cluster.task.walBytes,
      ),
      row(
        { en: 'message to another node', zh: '发到另一节点的一条消息' },
        embedded.messageUs,
        cluster.message.nodeUs,
        cluster.message.databaseUs,
        cluster.message.walBytes,
      ),
      row({ en: 'callback', zh: '一次回调' }, callback.nodeUs, callback.nodeUs, 0, 0),
      row({ en: 'login', zh: '一次登录' }, connection.loginUs, connection.loginUs, 0, 0),
    ],
  }
}

/** The plans of several sizes, side by side. */
export function planTable(
  plans: readonly { readonly inputs: Inputs; readonly plan: Plan }[],
  language: Language,
): Table {
  const row = (words: Words, of: (plan: Plan, inputs: Inputs) => string): readonly string[] => [
    words[language],
    ...plans.map(({ plan, inputs }) => of(plan, inputs)),
  ]
  return {
    head: [{ en: 'users', zh: '用户数' }[language], ...plans.map(({ inputs }) => count(inputs.users))],
    rows: [
      row({ en: 'pushes/s in the busiest hour', zh: '高峰每秒推送' }, ({ rates }) =>
        count(rates.pushes + rates.taskDevices),
      ),
      row({ en: 'messages/s', zh: '高峰每秒消息' }, ({ rates }) => count(rates.messages)),
      row({ en: 'connections', zh: '长连接' }, ({ connections }) => count(connections)),
      row({ en: 'nodes: api + worker + gateway', zh: '节点：api + worker + gateway' }, ({ nodes, isSmall }) =>
        isSmall
          ? { en: '3 of all roles', zh: '3 个全角色' }[language]
          : `${nodes.api} + ${nodes.worker} + ${nodes.gateway}`,
      ),
      row({ en: 'connections of a gateway node', zh: '每个 gateway 的连接' }, ({ connectionsPerNode }) =>
        count(connectionsPerNode),
      ),
      row({ en: 'memory of a gateway node', zh: '每个 gateway 的内存' }, ({ gatewayBytes }) => bytes(gatewayBytes)),
      row({ en: 'PostgreSQL cores', zh: 'PostgreSQL 核数' }, ({ databaseCores }) => String(databaseCores)),
      row({ en: 'connections to PostgreSQL', zh: 'PostgreSQL 连接' }, ({ databaseConnections }) =>
        String(databaseConnections),
      ),
      row({ en: 'log per second', zh: '每秒日志' }, ({ logBytesPerSecond }) => bytes(logBytesPerSecond)),
      row({ en: 'commits/s for pushes', zh: '推送每秒提交' }, ({ commitsPerSecond }) => count(commitsPerSecond)),
      row({ en: 'written to disk per second', zh: '每秒写盘' }, ({ writtenPerSecond }) => bytes(writtenPerSecond)),
      row({ en: 'rows per day', zh: '每天行数' }, ({ rowsPerDay }) => count(rowsPerDay)),
      row({ en: 'on disk per day', zh: '每天占盘' }, ({ bytesPerDay }) => bytes(bytesPerDay)),
      row({ en: 'on disk for the history', zh: '历史期内占盘' }, ({ bytesKept }) => bytes(bytesKept)),
      row({ en: 'NATS messages/s', zh: 'NATS 每秒消息' }, ({ natsPerSecond }) => count(natsPerSecond)),
      row(
        { en: 'one embedded process is enough', zh: '单进程就够' },
        ({ fitsEmbedded }) => yesOrNo[fitsEmbedded ? 'yes' : 'no'][language],
      ),
      row({ en: 'databases (shards)', zh: '数据库（分片）数' }, ({ shards, cause }) =>
        shards === 1 ? '1' : `${shards} (${causes[cause][language]})`,
      ),
    ],
  }
}

const yesOrNo = { yes: { en: 'yes', zh: '是' }, no: { en: 'no', zh: '否' } } as const

const causes: Readonly<Record<Plan['cause'], Words>> = {
  cores: { en: 'cores', zh: '核数' },
  log: { en: 'log', zh: '日志' },
  disk: { en: 'disk', zh: '磁盘' },
}

/** Days that were simulated. */
export function dayTable(days: readonly { readonly name: Words; readonly day: Day }[], language: Language): Table {
  const of = (value: number | undefined): string => (value === undefined ? '–' : `${value.toFixed(0)} s`)
  return {
    head: {
      en: [
        'the day',
        'busiest: api, worker, gateway, PostgreSQL',
        'waiting, most',
        'push p99 / max',
        'message max',
        'task',
        'recovery',
      ],
      zh: [
        '这一天',
        '最忙：api、worker、gateway、PostgreSQL',
        '最多积压',
        '推送 p99 / 最大',
        '消息最大',
        '任务',
        '恢复',
      ],
    }[language],
    rows: days.map(({ name, day }) => [
      ...[name[language], Object.values(day.busiest).map(share).join(', '), count(day.backlogMax)],
      `${delay(day.delayP99)} / ${delay(day.delayMax)}`,
      ...[delay(day.messageDelayMax), of(day.taskSeconds), of(day.recoverySeconds)],
    ]),
  }
}

/** The model against loads that it was not fitted to. */
export function checkTable(measured: Pick<Measured, 'cluster'>, language: Language): Table {
  const cell = ([predicted, found]: Check['node'], show: (value: number) => string): string =>
    `${show(predicted)} / ${show(found)} (${predicted >= found ? '+' : '−'}${Math.abs((predicted / found - 1) * 100).toFixed(0)} %)`
  const cores = (value: number): string => value.toFixed(3)
  return {
    head: {
      en: ['pushes/s', 'node cores: predicted / measured', 'PostgreSQL cores', 'log per second'],
      zh: ['每秒推送', '节点核数：预测 / 实测', 'PostgreSQL 核数', '每秒日志'],
    }[language],
    rows: checkModel(measured).map(({ perSecond, node, database, log }) => [
      ...[perSecond.toFixed(0), cell(node, cores), cell(database, cores), cell(log, bytes)],
    ]),
  }
}

/** What one embedded process carries, as a sentence's number. */
export function embeddedUsers(inputs: Inputs, measured: Measured): string {
  return count(embeddedUsersMax(inputs, measured))
}

/** A count to two digits: `4.3 M`. */
export function count(value: number): string {
  if (value >= 1e9) return `${digits(value / 1e9)} G`
  if (value >= 1e6) return `${digits(value / 1e6)} M`
  if (value >= 1e3) return `${digits(value / 1e3)} k`
  return value >= 10 || value === 0 ? value.toFixed(0) : value.toFixed(1)
}

/** Bytes to two digits. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)))
  return `${digits(value / 1_000 ** power)} ${units[power]}`
}

function digits(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0)
}

function share(part: number): string {
  return `${Math.round(part * 100)} %`
}

function delay(seconds: number): string {
  return seconds < 1 ? '< 1 s' : `${seconds.toFixed(0)} s`
}
