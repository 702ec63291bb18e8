// An app's callback rules: create, edit, rotate the secret, delete. A secret is generated or given, sealed at once, and handed back
// exactly once, by the call that set it.
import { type AppId, day } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { Ids } from '../../base/ids.ts'
import type { Random } from '../../base/random.ts'
import type { Sealer } from '../../base/seal.ts'
import { lifted } from '../../domain/callback-ban.ts'
import { type CallbackRule, rulesPerAppMax } from '../../domain/callback-rule.ts'
import type { Bus } from '../../ports/bus.ts'
import type { Egress } from '../../ports/egress.ts'
import type { CallbackTable, RuleTable, Store } from '../../ports/store.ts'
import {
  type BeforeInput,
  changedBefore,
  changedFilter,
  checkName,
  checkNoFilter,
  type DeliveryInput,
  type FilterInput,
  invalid,
  newBefore,
  newFilter,
} from './rule-input.ts'
import { secretPlace } from './secret-place.ts'

/** What the flows of rules use. */
export interface RuleParts {
  readonly rules: RuleTable
  readonly callbacks: Pick<CallbackTable, 'replay'>
  readonly store: Pick<Store, 'commit'>
  readonly egress: Pick<Egress, 'objection'>
  readonly sealer: Sealer
  readonly bus: Pick<Bus, 'publish' | 'announce'>
  readonly clock: Clock
  readonly random: Random
  readonly ids: Ids
}

/** A new rule as its owner gives it. */
export interface NewRule extends FilterInput, DeliveryInput {
  readonly name: string
  readonly url: string
  readonly enabled?: boolean
  /** Present: it is asked before delivery, and wants no events. */
  readonly before?: BeforeInput
  /** Printable ASCII, 8–128 characters; generated when absent. */
  readonly secret?: string
}

/** A rule with the secret that was just set. */
export interface RuleWithSecret {
  readonly rule: CallbackRule
  readonly secret: string
}

/** How long the secret before a rotation goes on signing (F87). */
const rotationOverlapMs: number = day

const secretBytes = 32

/** Creates a rule. Throws `parameter_invalid`, `limit_request` over four rules, `conflict` when the name is taken. */
export async function createRule(parts: RuleParts, appId: AppId, wanted: NewRule): Promise<RuleWithSecret> {
  checkName(wanted.name, wanted.before !== undefined)
  if (wanted.before) checkNoFilter(wanted)
  checkUrl(parts, wanted.url)
  const secret = wanted.secret ?? newSecret(parts.random)
  checkSecret(secret)
  const existing = await parts.rules.ofApp(appId)
  if (existing.length >= rulesPerAppMax) throw new PosthouseError('limit_request')
  const rule: CallbackRule = {
    id: parts.ids.next(),
    appId,
    name: wanted.name,
    url: wanted.url,
    enabled: wanted.enabled ?? true,
    disabledBecause: undefined,
    filter: changedFilter(newFilter, wanted),
    policy: wanted.policy ?? 'durable',
    channelNames: wanted.channelNames ?? 'provider',
    ban: undefined,
    before: wanted.before && changedBefore(newBefore, wanted.before),
    createdAtMs: parts.clock.now(),
  }
  const sealed = parts.sealer.seal(secret, secretPlace(appId, rule.id, 'secret'))
  const secrets = { secret: sealed, previous: undefined, previousUntilMs: undefined }
  const [inserted] = await parts.store.commit([parts.rules.insert(rule, secrets)])
  if (!inserted) throw new PosthouseError('conflict', { reason: `callback rule ${wanted.name} already exists` })
  await parts.bus.announce({ kind: 'app.changed', appId })
  return { rule, secret }
}

/** What may be changed of a rule; absent members stay. */
export interface RuleChange extends FilterInput, DeliveryInput {
  readonly url?: string
  readonly enabled?: boolean
  /** Only for a rule that is asked before delivery. */
  readonly before?: BeforeInput
}

/**
 * Changes a rule. Waiting callbacks go to the new URL with their next try (F87); switched on again, they are all due. A ban is over
 * when its owner switches the rule on or names another URL.
 */
export async function editRule(parts: RuleParts, appId: AppId, id: bigint, change: RuleChange): Promise<CallbackRule> {
  const before = await findRule(parts, appId, id)
  if (change.url !== undefined) checkUrl(parts, change.url)
  const changed = changedMembers(before, change)
  const enabled = change.enabled ?? before.enabled
  const disabledBecause = enabled ? undefined : before.disabledBecause
  const url = change.url ?? before.url
  const update = { url, enabled, disabledBecause, ...present(changed, before) }
  const [found] = await parts.store.commit([parts.rules.update(appId, id, update)])
  if (!found) throw notFound()
  await parts.bus.announce({ kind: 'app.changed', appId })
  if (enabled) parts.bus.publish({ kind: 'callback.waiting', ruleIds: [id] })
  return { ...before, url, enabled, disabledBecause, ...changed }
}

function changedMembers(
  rule: CallbackRule,
  change: RuleChange,
): Pick<CallbackRule, 'filter' | 'policy' | 'channelNames' | 'ban' | 'before'> {
  if (rule.before) checkNoFilter(change)
  else if (change.before) throw invalid('before', 'only for a rule that is asked before delivery')
  const endsBan = rule.ban !== undefined && (change.enabled === true || change.url !== undefined)
  return {
    filter: changedFilter(rule.filter, change),
    policy: change.policy ?? rule.policy,
    channelNames: change.channelNames ?? rule.channelNames,
    ban: endsBan && rule.ban ? lifted(rule.ban) : rule.ban,
    before: rule.before && changedBefore(rule.before, change.before ?? {}),
  }
}

/** A question that is not there stays so; a ban that this edit does not end is left to those that ban. */
function present({ ban, before, ...rest }: ReturnType<typeof changedMembers>, rule: CallbackRule) {
  return { ...rest, ...(ban && ban !== rule.ban && { ban }), ...(before && { before }) }
}

/** Sets a new secret; for a day both sign every try. */
export async function rotateSecret(
  parts: RuleParts,
  appId: AppId,
  id: bigint,
  given: string | undefined,
): Promise<RuleWithSecret & { readonly previousUntilMs: number }> {
  const rule = await findRule(parts, appId, id)
  const present = await parts.rules.secrets(appId, id)
  if (!present) throw notFound()
  const secret = given ?? newSecret(parts.random)
  checkSecret(secret)
  const opened = parts.sealer.open(present.secret, secretPlace(appId, id, 'secret'))
  const previousUntilMs = parts.clock.now() + rotationOverlapMs
  const secrets = {
    secret: parts.sealer.seal(secret, secretPlace(appId, id, 'secret')),
    previous: parts.sealer.seal(opened, secretPlace(appId, id, 'previous_secret')),
    previousUntilMs,
  }
  const [found] = await parts.store.commit([parts.rules.update(appId, id, { secrets })])
  if (!found) throw notFound()
  await parts.bus.announce({ kind: 'app.changed', appId })
  return { rule, secret, previousUntilMs }
}

/** Deletes a rule. Its waiting callbacks end as dead letters with their next turn. */
export async function deleteRule(parts: RuleParts, appId: AppId, id: bigint): Promise<void> {
  const [found] = await parts.store.commit([parts.rules.delete(appId, id)])
  if (!found) throw notFound()
  await parts.bus.announce({ kind: 'app.changed', appId })
}

/** Finds a rule of the app, or throws `resource_not_found`. */
export async function findRule(
  parts: { readonly rules: Pick<RuleTable, 'find'> },
  appId: AppId,
  id: bigint,
): Promise<CallbackRule> {
  const rule = await parts.rules.find(appId, id)
  if (!rule) throw notFound()
  return rule
}

function notFound(): PosthouseError {
  return new PosthouseError('resource_not_found', { what: 'callback rule' })
}

function newSecret(random: Random): string {
  return Buffer.from(random.bytes(secretBytes)).toString('base64url')
}

function checkUrl({ egress }: Pick<RuleParts, 'egress'>, url: string): void {
  const objection = egress.objection(url)
  if (objection !== undefined) throw invalid('url', objection)
}

function checkSecret(secret: string): void {
  if (!/^[\x21-\x7e]{8,128}$/.test(secret)) {
    throw invalid('secret', '8 to 128 printable ASCII characters without spaces')
  }
}
