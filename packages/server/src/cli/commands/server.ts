// Commands about the server itself: `serve`, `simulators`, `backup`, `rotate-master-key`, `version`.
import { resolve } from 'node:path'
import { operationEndpoints } from '@posthouse/protocol'
import { type Config, flagOf, type Setting, settings } from '../../app/settings.ts'
import { version } from '../../app/version.ts'
import type { Bilingual } from '../../domain/reason.ts'
import { answered, type ClientCommand, type Flag, type ProgramCommand, word } from '../command.ts'
import { connect } from '../connect.ts'

/** The settings' texts for readers of Chinese; a new setting does not compile without one. */
const settingsInChinese: Readonly<Record<keyof Config, string>> = {
  port: '监听端口；0 = 任意空闲端口',
  host: '监听地址；0.0.0.0 = 所有网络接口',
  adminHost: '控制台与管理接口的监听地址（使用独立端口时）',
  adminPort: '控制台与管理接口的独立端口；0 = 任意空闲端口；默认：host 为回环地址时不独立，否则为 port + 1',
  data: '数据库与密钥所在目录',
  database: 'postgres://…（PostgreSQL 15 及以上）；默认使用数据目录中的 SQLite',
  databasePooled: 'PostgreSQL 前有按事务分配连接的连接池（如 PgBouncer）',
  databaseConnections: '本进程到 PostgreSQL 的最大连接数，请求和后台任务各占一半',
  databaseMayBeOff:
    'PostgreSQL 中允许为 off 的设置（此时已确认的数据可能丢失）：synchronous_commit、fsync、full_page_writes',
  nats: '节点间通信所用 NATS 服务器的地址 nats://host:port，逗号分隔',
  nodeName: '本节点的名称（供人查看）；默认为主机名',
  historyDays: '推送、结果与回调的保留天数',
  acceptRestore: '允许在比上次使用时更旧的 SQLite 文件（恢复的备份）上启动',
  sandbox: '所有厂商均为本地模拟器，并提供演示应用',
  simulators: '运行中模拟器的说明文件，代替真实厂商',
  vendorProxy: '访问厂商所用代理的 URL，或 apns=URL,fcm=URL',
  adminKey: '运维密钥；默认首次启动时生成',
  masterKeyFile: '主密钥文件，各节点相同；默认为数据目录中的 master.key，首次启动时生成',
  metricsToken: '访问 /metrics 所用的 Bearer 令牌；默认仅限本机或管理端口',
  publicUrl: '客户端与厂商访问本服务器的地址，如 https://push.example.com',
  timeZone: '定时任务与免打扰时段所用的时区（IANA 名称）',
  callbackHttp: '允许回调地址使用明文 http',
  callbackNetworks: '回调可访问的私有网络，CIDR，逗号分隔',
  callbackPorts: '除 443、80、8443、8080 外回调可用的端口，逗号分隔',
  trustedProxies: '信任其 X-Forwarded-* 的代理，CIDR，逗号分隔',
  logLevel: '记录日志的最低级别',
  leaseDivisor: '仅供测试：缩短所有租约',
  failpoints: '仅供测试：进程终止的位置，place:hit，逗号分隔',
  clientOrigins: '允许建立长连接的网页来源（Origin），逗号分隔；默认不限',
  clientsMax: '长连接总数上限',
  clientsPerAddressMax: '同一地址的长连接数上限',
  roles: '本节点承担的工作：api（接口）、gateway（长连接网关）、worker（推送与回调）',
  drainMs: '停止时等待未完成工作的毫秒数',
  drainWaitMs: '收到 SIGTERM 后、/readyz 已返回未就绪时继续服务的毫秒数，供负载均衡先行摘除',
}

/** `serve`: words only; the program reads its settings itself. */
export const serve: ProgramCommand = {
  isProgram: true,
  name: 'serve',
  section: 'server',
  summary: { en: 'Run a server until it is told to stop', zh: '运行服务器，直到收到停止信号' },
  notes: {
    en: 'Each flag is also an environment variable, --log-level as POSTHOUSE_LOG_LEVEL, and a key of posthouse.json, logLevel. Secrets may be in files: POSTHOUSE_DATABASE_FILE, POSTHOUSE_NATS_FILE, POSTHOUSE_ADMIN_KEY_FILE, POSTHOUSE_METRICS_TOKEN_FILE and POSTHOUSE_VENDOR_PROXY_FILE name them.',
    zh: '每个参数也可用环境变量（--log-level 对应 POSTHOUSE_LOG_LEVEL）或 posthouse.json 中的键（logLevel）设置。机密可放在文件中：POSTHOUSE_DATABASE_FILE、POSTHOUSE_NATS_FILE、POSTHOUSE_ADMIN_KEY_FILE、POSTHOUSE_METRICS_TOKEN_FILE、POSTHOUSE_VENDOR_PROXY_FILE 指明其文件。',
  },
  arguments: [],
  flags: [
    ...settings.filter(setting => !setting.hidden).map(settingFlag),
    {
      name: 'config',
      value: 'FILE',
      text: { en: 'file of settings; default posthouse.json', zh: '配置文件；默认 posthouse.json' },
    },
  ],
  examples: [
    { line: 'posthouse serve --sandbox', text: { en: 'try everything without a phone', zh: '无需手机即可试用' } },
    {
      line: 'posthouse serve --data /var/lib/posthouse --host 0.0.0.0',
      text: { en: 'for an app', zh: '正式运行' },
    },
  ],
}

/** `simulators`: words only. */
export const simulators: ProgramCommand = {
  isProgram: true,
  name: 'simulators',
  section: 'server',
  summary: { en: 'Run the vendors’ simulators without a server', zh: '单独运行厂商模拟器' },
  arguments: [],
  flags: [
    {
      name: 'file',
      value: 'FILE',
      text: {
        en: 'is written with their places; default simulators.json',
        zh: '写入模拟器地址的文件；默认 simulators.json',
      },
    },
  ],
  examples: [
    {
      line: 'posthouse simulators',
      text: {
        en: 'then: posthouse serve --simulators simulators.json',
        zh: '随后：posthouse serve --simulators simulators.json',
      },
    },
  ],
}

/** `backup`. */
export const backup: ClientCommand = {
  name: 'backup',
  section: 'server',
  summary: { en: 'Write a consistent copy of the database while it is in use', zh: '在运行中写出一致的数据库副本' },
  notes: {
    en: 'The server writes the file, on its own machine and as its own user; an existing file is never replaced. The copy is useless without master.key: keep both, apart from each other.',
    zh: '文件由服务器以其用户身份写在其所在机器上，不会覆盖已有文件。没有 master.key 副本无法使用：请分别妥善保存。',
  },
  arguments: [{ name: 'FILE', text: { en: 'a new file', zh: '新文件' } }],
  flags: [],
  examples: [{ line: 'posthouse backup /var/backups/posthouse.db', text: { en: 'SQLite only', zh: '仅限 SQLite' } }],
  async run(context) {
    const path = resolve(context.io.cwd, word(context.given, 0))
    const written = await connect(context).operate(operationEndpoints.backupWrite, { body: { path } })
    const text: Bilingual = {
      en: `The copy is complete: ${written.path}. Keep master.key apart from it.`,
      zh: `副本已完成：${written.path}。请另行保存 master.key。`,
    }
    return answered(written, [context.say(text)])
  },
}

/** `rotate-master-key`. */
export const rotateMasterKey: ClientCommand = {
  name: 'rotate-master-key',
  section: 'server',
  summary: { en: 'Replace the master key and wrap every stored secret anew', zh: '更换主密钥并重新封装所有已存密钥' },
  notes: {
    en: 'The server stays in use. If it is interrupted, run it again: it goes on where it stopped.',
    zh: '服务器可持续使用。若中断，再次运行即可继续。',
  },
  arguments: [],
  flags: [],
  examples: [
    { line: 'posthouse rotate-master-key', text: { en: 'then back up master.key', zh: '随后请备份 master.key' } },
  ],
  async run(context) {
    const rotated = await connect(context).operate(operationEndpoints.masterKeyRotate)
    const text = {
      en: `The master key is new; ${rotated.rewrapped} secrets were wrapped anew. Back up master.key now.`,
      zh: `主密钥已更换，重新封装了 ${rotated.rewrapped} 个密钥。请立即备份 master.key。`,
    }
    return answered(rotated, [context.say(text)])
  },
}

/** `version`. */
export const versionCommand: ClientCommand = {
  name: 'version',
  section: 'server',
  summary: { en: 'The version of this program', zh: '本程序的版本' },
  arguments: [],
  flags: [],
  examples: [{ line: 'posthouse version', text: { en: 'asks no server', zh: '不访问服务器' } }],
  async run() {
    return answered({ version }, [version])
  },
}

function settingFlag({ key, kind, fallback, text, choices }: Setting): Flag {
  const byDefault = fallback === '' || kind === 'switch' ? '' : fallback
  const words: Bilingual = {
    en: byDefault === '' ? text : `${text}; default ${byDefault}`,
    zh: byDefault === '' ? settingsInChinese[key] : `${settingsInChinese[key]}；默认 ${byDefault}`,
  }
  const value =
    kind === 'list' || kind === 'ports'
      ? 'LIST'
      : kind === 'integer' || kind === 'port'
        ? 'N'
        : (choices?.join('|') ?? 'VALUE')
  return { name: flagOf(key), text: words, ...(kind === 'switch' ? {} : { value }) }
}
