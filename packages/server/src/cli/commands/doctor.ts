// `posthouse doctor`: is the server well, is its data kept from others, does every notifier work?
import { appEndpoints, type EndpointReply, nodeEndpoints, operationEndpoints, second } from '@posthouse/protocol'
import { exchange, jsonOf } from '../client.ts'
import type { Answer, ClientCommand, Context } from '../command.ts'
import { type AppConnection, appOn, type Connection, connect, connectApp } from '../connect.ts'
import { exits } from '../exit.ts'
import { harmless } from '../text.ts'
import { checkPrivacy } from './data-privacy.ts'
import { checkOne, type Finding, findingLines, hasError } from './finding.ts'
import { notifiersOf } from './notifier.ts'

/** A difference of the clocks that would confuse a person who compares times. */
const clockDifferenceMsMax: number = 5 * second
/** Apps that one call looks at. */
const appsMax = 100

interface Report {
  readonly subject: string
  readonly findings: readonly Finding[]
}

/** `doctor`. */
export const doctor: ClientCommand = {
  name: 'doctor',
  section: 'server',
  summary: {
    en: 'Check the server and every notifier; reaches no phone',
    zh: '检查服务器与全部推送证书；不会推送到手机',
  },
  notes: {
    en: 'Looks at all apps unless --app or NOTIFIER is given. The exit code is 1 if anything is an error.',
    zh: '未指定 --app 或 NOTIFIER 时检查所有应用。发现错误时退出码为 1。',
  },
  arguments: [{ name: 'NOTIFIER', optional: true, text: { en: 'only this notifier', zh: '仅检查此推送证书' } }],
  flags: [],
  examples: [
    { line: 'posthouse doctor', text: { en: 'everything', zh: '全部检查' } },
    { line: 'posthouse doctor ios --app acme/chat', text: { en: 'one notifier', zh: '单个推送证书' } },
  ],
  async run(context) {
    const connection = connect(context)
    const reports: Report[] = []
    const report = (subject: string, findings: readonly Finding[]): void => {
      reports.push({ subject, findings })
      context.print(harmless(subject))
      for (const line of findingLines(findings, context.lang)) context.print(`  ${line}`)
    }
    report(connection.server, await serverFindings(context, connection))
    const [only] = context.given.words
    for (const app of await appsToCheck(context, connection)) {
      const names = only === undefined ? (await notifiersOf(app)).map(({ name }) => name) : [only]
      if (names.length === 0) report(`${app.org}/${app.name}`, [noNotifier])
      for (const name of names) report(`${app.org}/${app.name} · ${name}`, await checkOne(app, name))
    }
    return verdict(context, reports)
  },
}

function verdict({ say }: Context, reports: readonly Report[]): Answer {
  const faulty = reports.filter(({ findings }) => hasError(findings))
  const list = faulty.map(({ subject }) => subject).join(', ')
  const text =
    faulty.length === 0 ? { en: 'No errors.', zh: '没有错误。' } : { en: `Errors: ${list}.`, zh: `存在错误：${list}。` }
  return { exit: faulty.length === 0 ? exits.ok : exits.failed, value: { reports }, lines: [harmless(say(text))] }
}

const noNotifier: Finding = {
  level: 'warn',
  code: 'no-notifier',
  text: 'The app has no notifier; add one with `posthouse notifier add`.',
}

async function appsToCheck(context: Context, connection: Connection): Promise<readonly AppConnection[]> {
  const { given, io } = context
  const isOne = given.words.length > 0 || (given.text('app') ?? io.env['POSTHOUSE_APP']) !== undefined
  if (isOne) return [await connectApp(context)]
  const { apps } = await connection.operate(appEndpoints.appList, { query: { limit: appsMax } })
  return apps.map(app => appOn(context, connection, app))
}

async function serverFindings({ io }: Context, connection: Connection): Promise<readonly Finding[]> {
  const { server } = connection
  const ready = await exchange(io, {
    method: 'GET',
    url: `${server}/readyz`,
    headers: {},
    body: undefined,
    signal: io.signal,
  })
  const { reason, checks } = jsonOf(ready, server)
  const odd = oddFindings(checks)
  if (ready.status !== 200) {
    return [{ level: 'error', code: 'server-unready', text: `The server takes no traffic: ${String(reason)}.` }, ...odd]
  }
  const sentMs = io.clock.now()
  const info = await connection.operate(operationEndpoints.serverInfo)
  const middleMs = (sentMs + io.clock.now()) / 2
  const { nodes } = await connection.operate(nodeEndpoints.nodeList)
  const of = [readyFinding(info), ...odd, ...nodeFindings(nodes), clockFinding(info.now - middleMs)]
  return [...of, ...checkPrivacy(connection.data)]
}

function readyFinding(info: EndpointReply<typeof operationEndpoints.serverInfo>): Finding {
  const kind = info.sandbox ? ', sandbox: nothing reaches a phone' : ''
  const text = `Posthouse ${info.version} is ready: ${info.database} (${info.durability}), node ${info.node}${kind}.`
  return { level: 'ok', code: 'server-ready', text }
}

/** What `/readyz` found odd, although it is no reason to stay away. */
function oddFindings(checks: unknown): readonly Finding[] {
  const found = Array.isArray(checks) ? (checks as readonly Partial<Record<'name' | 'state' | 'text', string>>[]) : []
  return found
    .filter(({ state }) => state === 'notice')
    .map(({ name = '', text = '' }) => ({
      level: 'warn',
      code: `server-${name}`,
      text: `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`,
    }))
}

function nodeFindings(nodes: EndpointReply<typeof nodeEndpoints.nodeList>['nodes']): readonly Finding[] {
  const gone = nodes.filter(({ state }) => state === 'gone')
  const present = nodes.filter(({ state }) => state === 'present')
  const versions = new Set(present.map(({ version }) => version))
  return [
    ...gone.map(
      ({ number, name }): Finding => ({
        level: 'warn',
        code: 'node-gone',
        text: `Node ${number} (${name}) died or cannot reach the database; the others take up its work.`,
      }),
    ),
    ...(versions.size > 1
      ? [
          {
            level: 'warn',
            code: 'versions',
            text: `Nodes run ${[...versions].join(' and ')}: end the upgrade.`,
          } as const,
        ]
      : []),
  ]
}

function clockFinding(differenceMs: number): Finding {
  const seconds = Math.round(Math.abs(differenceMs) / second)
  if (Math.abs(differenceMs) <= clockDifferenceMsMax) {
    return { level: 'ok', code: 'clock', text: "The server's clock and this one agree." }
  }
  const text = `The server's clock is ${seconds} s ${differenceMs > 0 ? 'ahead of' : 'behind'} this one: set both by NTP.`
  return { level: 'warn', code: 'clock', text }
}
