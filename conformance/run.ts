// The conformance suite from the command line: one test per rule of the specification, against any server.
//
//   npm run conformance -- --url https://host --org acme --app demo --client-id … --client-secret … [--admin-key …] [--phone test1]
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { isGreen, type Language, markdownLines, reportLines } from './report.ts'
import { allRules } from './rules.ts'
import { type Result, runRules, type Target } from './suite.ts'

const usage = `npm run conformance -- --url URL --org ORG --app APP --client-id ID --client-secret SECRET
  --demo FILE         reads all of these from the demo.json of a sandbox
  --admin-key KEY     the operator's key: rules that need an app of their own are tried too, and all run side by side
  --seed-host URL     base URL that stands where the seed's examples name their host
  --phone USER        a user whose device a vendor accepts
  --time-zone ZONE    the server's zone, in which tasks start; Asia/Shanghai by default
  --section TEXT      only sections that begin so, such as §2 or "seed 002"
  --slow              also the rules that take minutes
  --insecure          accepts any certificate
  --verbose           a line per rule
  --markdown en|zh    prints the table in Markdown
`

const options = {
  url: { type: 'string' },
  org: { type: 'string' },
  app: { type: 'string' },
  'client-id': { type: 'string' },
  'client-secret': { type: 'string' },
  'admin-key': { type: 'string' },
  'seed-host': { type: 'string' },
  demo: { type: 'string' },
  phone: { type: 'string' },
  'time-zone': { type: 'string' },
  section: { type: 'string', default: '' },
  slow: { type: 'boolean', default: false },
  insecure: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  markdown: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const

type Flags = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

async function main(): Promise<number> {
  const { values: flags } = parseArgs({ options })
  const target = targetOf(flags)
  const language = languageOf(flags.markdown)
  if (flags.help || target === undefined || language === null) {
    process.stderr.write(usage)
    return flags.help ? 0 : 64
  }
  const rules = allRules.filter(({ section }) => section.startsWith(flags.section))
  const results = await runRules(target, rules, flags.verbose ? say : undefined)
  const lines = language === undefined ? reportLines(results) : markdownLines(results, language)
  process.stdout.write(`${lines.join('\n')}\n`)
  return isGreen(results) ? 0 : 1
}

/** Null for a language that the table does not speak. */
function languageOf(text: string | undefined): Language | undefined | null {
  if (text === undefined || text === 'en' || text === 'zh') return text
  return null
}

function say({ rule, verdict, problem, tookMs }: Result): void {
  const line = `${verdict.padEnd(8)} ${String(Math.round(tookMs)).padStart(6)} ms  ${rule.section} ${rule.rule}\n`
  process.stderr.write(problem === undefined ? line : `${line}            ${problem.split('\n')[0]}\n`)
}

/** A file of a sandbox, as far as this room reads it. */
interface DemoFile {
  readonly server: string
  readonly org: string
  readonly app: string
  readonly clientId: string
  readonly clientSecret: string
  readonly adminKey: string
  readonly users: readonly { readonly id: string }[]
}

/** Undefined where something is missing. Flags win over the demo file. */
function targetOf(flags: Flags): Target | undefined {
  const demo = flags.demo === undefined ? undefined : (JSON.parse(readFileSync(flags.demo, 'utf8')) as DemoFile)
  const [url, org, app] = [flags.url ?? demo?.server, flags.org ?? demo?.org, flags.app ?? demo?.app]
  const [clientId, clientSecret] = [flags['client-id'] ?? demo?.clientId, flags['client-secret'] ?? demo?.clientSecret]
  if (!url || !org || !app || !clientId || !clientSecret) return undefined
  const adminKey = flags['admin-key'] ?? demo?.adminKey
  const phone = flags.phone ?? demo?.users[0]?.id
  const [seedHost, timeZone] = [flags['seed-host'], flags['time-zone']]
  return {
    url,
    org,
    app,
    clientId,
    clientSecret,
    insecure: flags.insecure,
    slow: flags.slow,
    ...(adminKey === undefined ? {} : { adminKey }),
    ...(phone === undefined ? {} : { phone }),
    ...(seedHost === undefined ? {} : { seedHost }),
    ...(timeZone === undefined ? {} : { timeZone }),
  }
}

process.exitCode = await main()
