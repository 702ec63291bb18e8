// Callback rules. Their secrets come and go sealed.
import type { AppId } from '@posthouse/protocol'
import type { BeforeDelivery } from '../../domain/before-delivery.ts'
import type { Ban } from '../../domain/callback-ban.ts'
import type { CallbackFilter, CallbackRule, ChannelNames, DeliveryPolicy } from '../../domain/callback-rule.ts'
import type { RuleSecrets, RuleTable } from '../../ports/store.ts'
import { composedIfAny, type Reader } from '../reader.ts'
import type { RuleRow } from '../schema-reports.ts'

const columns = [
  'id',
  'app_id',
  'name',
  'url',
  'enabled',
  'disabled_because',
  'filter',
  'created_at',
  'policy',
  'channel_names',
  'ban',
  'before_delivery',
] as const
type Columns = Pick<RuleRow, (typeof columns)[number]>
type SecretColumns = Pick<RuleRow, 'secret' | 'previous_secret' | 'previous_until'>

/** The table over an engine. */
export function ruleTable({ build, run }: Reader): RuleTable {
  const one = (appId: AppId, id: bigint) =>
    build.selectFrom('callback_rule').where('app_id', '=', appId).where('id', '=', id)
  return {
    // UNIQUE (app_id, name)
    async ofApp(appId) {
      const query = build.selectFrom('callback_rule').select(columns).where('app_id', '=', appId)
      return (await run(query.orderBy('name'))).map(ruleOf)
    },
    // primary key
    async find(appId, id) {
      return (await run(one(appId, id).select(columns))).map(ruleOf)[0]
    },
    // primary key
    async secrets(appId, id) {
      return (await run(one(appId, id).select(['secret', 'previous_secret', 'previous_until']))).map(secretsOf)[0]
    },
    insert(rule, secrets) {
      const row: RuleRow = {
        id: rule.id,
        app_id: rule.appId,
        name: rule.name,
        url: rule.url,
        enabled: Number(rule.enabled),
        disabled_because: rule.disabledBecause ?? null,
        filter: JSON.stringify(rule.filter),
        created_at: rule.createdAtMs,
        policy: rule.policy,
        channel_names: rule.channelNames,
        ...banRow(rule.ban),
        before_delivery: rule.before === undefined ? null : JSON.stringify(rule.before),
        ...secretRow(secrets),
      }
      return composedIfAny(
        build
          .insertInto('callback_rule')
          .values(row)
          .onConflict(conflict => conflict.doNothing()),
      )
    },
    // primary key
    update(appId, id, change) {
      const set = {
        // An update must set something: this keeps "is it there?" answerable when nothing is to change.
        id,
        ...(change.url === undefined ? {} : { url: change.url }),
        ...(change.enabled === undefined ? {} : { enabled: Number(change.enabled) }),
        ...('disabledBecause' in change ? { disabled_because: change.disabledBecause ?? null } : {}),
        ...(change.filter === undefined ? {} : { filter: JSON.stringify(change.filter) }),
        ...(change.policy === undefined ? {} : { policy: change.policy }),
        ...(change.channelNames === undefined ? {} : { channel_names: change.channelNames }),
        ...(change.ban === undefined ? {} : banRow(change.ban)),
        ...(change.before === undefined ? {} : { before_delivery: JSON.stringify(change.before) }),
        ...(change.secrets === undefined ? {} : secretRow(change.secrets)),
      }
      return composedIfAny(build.updateTable('callback_rule').set(set).where('app_id', '=', appId).where('id', '=', id))
    },
    // primary key; of bans that begin on several nodes at once, the first one counts
    ban(appId, id, ban, nowMs) {
      const update = build.updateTable('callback_rule').set(banRow(ban))
      return composedIfAny(update.where('app_id', '=', appId).where('id', '=', id).where('banned_until', '<=', nowMs))
    },
    // primary key
    delete: (appId, id) =>
      composedIfAny(build.deleteFrom('callback_rule').where('app_id', '=', appId).where('id', '=', id)),
  }
}

function ruleOf(row: Columns): CallbackRule {
  return {
    id: BigInt(row.id),
    appId: Number(row.app_id) as AppId,
    name: row.name,
    url: row.url,
    enabled: Number(row.enabled) === 1,
    disabledBecause: row.disabled_because ?? undefined,
    filter: JSON.parse(row.filter) as CallbackFilter,
    policy: row.policy as DeliveryPolicy,
    channelNames: row.channel_names as ChannelNames,
    ban: row.ban === null ? undefined : (JSON.parse(row.ban) as Ban),
    before: row.before_delivery === null ? undefined : (JSON.parse(row.before_delivery) as BeforeDelivery),
    createdAtMs: Number(row.created_at),
  }
}

function banRow(ban: Ban | undefined): Pick<RuleRow, 'ban' | 'banned_until'> {
  return { ban: ban === undefined ? null : JSON.stringify(ban), banned_until: ban?.untilMs ?? 0 }
}

function secretsOf(row: SecretColumns): RuleSecrets {
  return {
    secret: row.secret,
    previous: row.previous_secret ?? undefined,
    previousUntilMs: row.previous_until === null ? undefined : Number(row.previous_until),
  }
}

function secretRow({ secret, previous, previousUntilMs }: RuleSecrets): SecretColumns {
  return { secret, previous_secret: previous ?? null, previous_until: previousUntilMs ?? null }
}
