// Runs rules against a server: side by side on apps of their own where there is an operator, else one after the other on the app of
// the command line. Knows no single rule.
import { setTimeout as sleep } from 'node:timers/promises'
import { createPace, patiently } from './pace.ts'
import { openRawClient, type RawClient, type Reply } from './raw-client.ts'
import type { Rule } from './rule.ts'
import { type AppUnderTest, beginTrial } from './trial.ts'

/** Where the rules are tried. */
export interface Target {
  /** Base URL without a path. */
  readonly url: string
  readonly org: string
  readonly app: string
  readonly clientId: string
  readonly clientSecret: string
  /** The operator's key; without it, rules that need an app of their own are left out. */
  readonly adminKey?: string
  /** Base URL that stands where the seed's examples name their host; the same as `url` by default. */
  readonly seedHost?: string
  /** A user whose device a vendor accepts. */
  readonly phone?: string
  /** Accepts any certificate. */
  readonly insecure?: boolean
  /** The server's zone; `Asia/Shanghai` by default (spec/easemob.md §6.8). */
  readonly timeZone?: string
  /** Tries the rules that take minutes too. */
  readonly slow?: boolean
}

/** How a rule came out. `operator`, `phone`, `slow`: left out for what it needs. */
export type Verdict = 'holds' | 'broken' | 'operator' | 'phone' | 'slow'

/** A rule and what became of it. */
export interface Result {
  readonly rule: Rule
  readonly verdict: Verdict
  /** What was wrong, for a broken rule. */
  readonly problem?: string
  readonly tookMs: number
}

/** Rules that run at once where each may have an app. */
const lanes = 10
const ruleTimeoutMs = 60_000

/** Tries every rule; resolves in the order of the rules. Rejects where the app of the command line cannot be used at all. */
export async function runRules(
  target: Target,
  rules: readonly Rule[],
  onResult: (result: Result) => void = () => undefined,
): Promise<readonly Result[]> {
  using client = openRawClient({ rejectUnauthorized: target.insecure !== true })
  const given = await openApp(client, target, target)
  const results = new Map<Rule, Result>()
  const run = async (rule: Rule, appOf: () => Promise<AppUnderTest>): Promise<void> => {
    const result = await tryRule(rule, appOf, target, client)
    results.set(rule, result)
    onResult(result)
  }
  const waiting: { readonly given: Rule[]; readonly any: Rule[] } = { given: [], any: [] }
  for (const rule of rules) {
    const missing = missingFor(rule, target)
    if (missing !== undefined) results.set(rule, { rule, verdict: missing, tookMs: 0 })
    else if (rule.phone || target.adminKey === undefined) waiting.given.push(rule)
    else waiting.any.push(rule)
  }
  const drainLane = async (queue: Rule[], shared: AppUnderTest | undefined): Promise<void> => {
    let ofLane = shared
    const laneApp = async (): Promise<AppUnderTest> => {
      ofLane ??= await createApp(client, target)
      return ofLane
    }
    for (let rule = queue.shift(); rule !== undefined; rule = queue.shift()) {
      const isApart = rule.app !== undefined && shared === undefined
      await run(rule, isApart ? () => createApp(client, target) : laneApp)
    }
  }
  const others = Array.from({ length: Math.min(lanes, waiting.any.length) }, () => drainLane(waiting.any, undefined))
  await Promise.all([drainLane(waiting.given, given), ...others])
  return rules.flatMap(rule => results.get(rule) ?? [])
}

function missingFor(rule: Rule, target: Target): Verdict | undefined {
  if (rule.isSlow && !target.slow) return 'slow'
  if (rule.app === 'own' && target.adminKey === undefined) return 'operator'
  if (rule.phone && target.phone === undefined) return 'phone'
  return undefined
}

async function tryRule(
  rule: Rule,
  appOf: () => Promise<AppUnderTest>,
  target: Target,
  client: RawClient,
): Promise<Result> {
  const startedMs = performance.now()
  const limit = new AbortController()
  const timeoutMs = rule.timeoutMs ?? ruleTimeoutMs
  try {
    const overdue = sleep(timeoutMs, undefined, { signal: limit.signal }).then(() => {
      throw new Error(`not done within ${timeoutMs} ms`)
    })
    await Promise.race([runOnce(rule, await appOf(), target, client, limit.signal), overdue.catch(ignoreAbort)])
    return { rule, verdict: 'holds', tookMs: performance.now() - startedMs }
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    return { rule, verdict: 'broken', problem, tookMs: performance.now() - startedMs }
  } finally {
    limit.abort()
  }
}

async function runOnce(
  rule: Rule,
  app: AppUnderTest,
  target: Target,
  client: RawClient,
  signal: AbortSignal,
): Promise<void> {
  await using trial = beginTrial({
    app,
    client,
    phone: target.phone ?? '',
    seedOrigin: target.seedHost ?? target.url,
    timeZone: target.timeZone ?? 'Asia/Shanghai',
    signal,
    changeSettings: async (of, change) =>
      void demand(await admin(client, target, 'PUT', `apps/${of.org}/${of.name}/settings`, change)),
  })
  await rule.run(trial)
}

/** The rule was faster. */
function ignoreAbort(cause: unknown): void {
  if (!(cause instanceof Error && cause.name === 'AbortError')) throw cause
}

interface Credentials {
  readonly org: string
  readonly app: string
  readonly clientId: string
  readonly clientSecret: string
}

async function openApp(client: RawClient, target: Target, of: Credentials): Promise<AppUnderTest> {
  const origin = new URL(target.url).origin
  const { clientId, clientSecret } = of
  const request = {
    method: 'POST',
    origin,
    path: `/${of.org}/${of.app}/token`,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }),
  }
  const granted = await patiently(() => client.send(request))
  const token = String(demand(granted)['access_token'])
  return { origin, org: of.org, name: of.app, clientId, clientSecret, token, pace: createPace() }
}

/** A new app with the settings of every new app. */
async function createApp(client: RawClient, target: Target): Promise<AppUnderTest> {
  appsMade += 1
  const name = `a${Date.now().toString(36)}${appsMade}`
  const made = demand(await admin(client, target, 'POST', 'apps', { org: 'conformance', name }))
  const { clientId } = made['app'] as { readonly clientId: string }
  const clientSecret = String(made['clientSecret'])
  return openApp(client, target, { org: 'conformance', app: name, clientId, clientSecret })
}
let appsMade = 0

function admin(
  client: RawClient,
  { url, adminKey }: Target,
  method: string,
  path: string,
  body: unknown,
): Promise<Reply> {
  return client.send({
    method,
    origin: new URL(url).origin,
    path: `/admin/v1/${path}`,
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${adminKey ?? ''}` },
    body: JSON.stringify(body),
  })
}

function demand(reply: Reply): Readonly<Record<string, unknown>> {
  if (reply.status !== 200) throw new Error(`${reply.line}: ${reply.status} ${reply.text.slice(0, 300)}`)
  return reply.body as Readonly<Record<string, unknown>>
}
