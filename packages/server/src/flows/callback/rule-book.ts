// Callback rules with their secrets opened, remembered per app for a moment, so that settling and delivering cost no query. A
// change elsewhere is seen at once by the hint, and within the staleness limit if the hint was lost.
import { type AppId, second } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import type { Sealer } from '../../base/seal.ts'
import type { CallbackRule } from '../../domain/callback-rule.ts'
import type { Bus } from '../../ports/bus.ts'
import type { RuleSecrets, RuleTable } from '../../ports/store.ts'
import { secretPlace } from './secret-place.ts'

/** A rule that can be signed for. Never logged. */
export interface ReadyRule {
  readonly rule: CallbackRule
  /** The present secret, for the legacy signature of new callbacks. */
  readonly secret: string
  /** Keys that sign a try at this instant: the present one, and for a day after a rotation the one before it. */
  keysAt(nowMs: number): readonly Uint8Array[]
}

/** Remembers rules; closing it stops listening. */
export interface RuleBook extends Disposable {
  /** All rules of an app, switched off ones included. */
  rulesOf(appId: AppId): Promise<readonly ReadyRule[]>
  /** One rule; undefined when it was deleted. */
  ruleOf(appId: AppId, ruleId: bigint): Promise<ReadyRule | undefined>
}

/** What a rule book uses. */
export interface RuleBookParts {
  readonly rules: Pick<RuleTable, 'ofApp' | 'secrets'>
  readonly sealer: Pick<Sealer, 'open'>
  readonly bus: Pick<Bus, 'subscribe'>
  readonly clock: Clock
}

/** How old a remembered rule may be when no hint came. */
const staleMs: number = 5 * second
const appsMax = 2_048

/** Opens a rule book. */
export function createRuleBook(parts: RuleBookParts): RuleBook {
  const remembered = new Map<AppId, { readonly loadedMs: number; readonly rules: Promise<readonly ReadyRule[]> }>()
  const unsubscribe = parts.bus.subscribe('app.changed', hint => remembered.delete(hint.appId as AppId))
  const rulesOf = (appId: AppId): Promise<readonly ReadyRule[]> => {
    const nowMs = parts.clock.monotonic()
    const known = remembered.get(appId)
    if (known && nowMs - known.loadedMs < staleMs) return known.rules
    if (remembered.size >= appsMax) remembered.clear()
    const rules = load(parts, appId)
    const entry = { loadedMs: nowMs, rules }
    remembered.set(appId, entry)
    // A failed load is the caller's to hear of, and nobody else's: the next one asks again.
    rules.catch(() => remembered.get(appId) === entry && remembered.delete(appId))
    return rules
  }
  return {
    rulesOf,
    async ruleOf(appId, ruleId) {
      const rules = await rulesOf(appId)
      return rules.find(ready => ready.rule.id === ruleId)
    },
    [Symbol.dispose]() {
      unsubscribe()
      remembered.clear()
    },
  }
}

async function load({ rules, sealer }: RuleBookParts, appId: AppId): Promise<readonly ReadyRule[]> {
  const ready: ReadyRule[] = []
  for (const rule of await rules.ofApp(appId)) {
    const secrets = await rules.secrets(appId, rule.id)
    if (secrets) ready.push(openRule(rule, secrets, sealer))
  }
  return ready
}

function openRule(rule: CallbackRule, secrets: RuleSecrets, sealer: Pick<Sealer, 'open'>): ReadyRule {
  const present = sealer.open(secrets.secret, secretPlace(rule.appId, rule.id, 'secret'))
  const { previous, previousUntilMs = 0 } = secrets
  const before = previous && sealer.open(previous, secretPlace(rule.appId, rule.id, 'previous_secret'))
  const presentOnly = [present]
  const both = before ? [present, before] : presentOnly
  return {
    rule,
    secret: new TextDecoder().decode(present),
    keysAt: nowMs => (nowMs < previousUntilMs ? both : presentOnly),
  }
}
