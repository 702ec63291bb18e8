// Pushes. A push that waits to be planned is its own job (lease.ts).
import type { AppId, MsgId, UserId } from '@posthouse/protocol'
import type { Notification } from '@posthouse/vendors'
import type { Push, PushSource, Strategy } from '../../domain/push.ts'
import type { PushTable } from '../../ports/store.ts'
import { claim, leased, underLease } from '../lease.ts'
import type { Reader } from '../reader.ts'
import type { PushRow } from '../schema.ts'
import { insertion, intList, isOneOfInts, statement } from '../statement.ts'
import { write, writeIfAny, writeReturning } from '../write.ts'

const columns = ['id', 'app_id', 'target', 'source', 'strategy', 'notification', 'accepted_at', 'expires_at'] as const
type Columns = Pick<PushRow, (typeof columns)[number]>
type ClaimedRow = Columns & Pick<PushRow, 'epoch'>

const selected = `SELECT ${columns.join(', ')} FROM push WHERE`
const listed = isOneOfInts('id', '$1')
const key = { id: 'bigint' } as const

/** Named statements of this table. */
export const pushStatements = {
  // primary key
  find: statement<Columns>('push_find', `${selected} app_id = $1 AND id = $2`),
  // primary key; ids are ours, from deliveries that a lane leased
  findMany: statement<Columns>('push_find_many', {
    sqlite: `${selected} ${listed.sqlite}`,
    postgres: `${selected} ${listed.postgres}`,
  }),
  // push_by_target
  ofUser: statement<Columns>(
    'push_of_user',
    `${selected} app_id = $1 AND target = $2 AND id < $3 ORDER BY id DESC LIMIT $4`,
  ),
  insert: insertion(
    'push_insert',
    'push',
    {
      id: 'bigint',
      app_id: 'bigint',
      target: 'text',
      source: 'text',
      strategy: 'bigint',
      notification: 'text',
      accepted_at: 'bigint',
      expires_at: 'bigint',
      due_at: 'bigint',
    },
    { epoch: '0' },
  ),
  // push_due
  claim: claim<ClaimedRow>('push_claim', 'push', ['id'], [...columns, 'epoch']),
  // primary key
  planned: underLease('push_planned', 'push', key, {}, { due_at: 'NULL' }),
  // primary key
  release: underLease('push_release', 'push', key, { due_at: 'bigint' }, { leased: '0' }),
}

/** Above every id. */
const idCeiling = 2n ** 63n - 1n

/** The table over an engine. */
export function pushTable({ all }: Reader): PushTable {
  return {
    async find(appId, id) {
      return (await all(pushStatements.find, [appId, id])).map(pushOf)[0]
    },
    async findMany(ids) {
      return (await all(pushStatements.findMany, [intList(ids)])).map(pushOf)
    },
    insert(push) {
      return write(pushStatements.insert, [
        push.id,
        push.appId,
        push.target,
        push.source,
        push.strategy,
        JSON.stringify(push.notification),
        push.acceptedAtMs,
        push.expiresAtMs,
        push.acceptedAtMs,
      ])
    },
    claim: (nowMs, leaseUntilMs, limit) =>
      writeReturning(pushStatements.claim, [nowMs, leaseUntilMs, limit], rows =>
        rows.map(row => leased(row, pushOf(row))),
      ),
    planned: (id, epoch) => writeIfAny(pushStatements.planned, [id, epoch]),
    release: (id, epoch, dueAtMs) => writeIfAny(pushStatements.release, [id, epoch, dueAtMs]),
    async ofUser(appId, target, before, limit) {
      return (await all(pushStatements.ofUser, [appId, target, before ?? idCeiling, limit])).map(pushOf)
    },
  }
}

function pushOf(row: Columns): Push {
  return {
    id: BigInt(row.id) as MsgId,
    appId: Number(row.app_id) as AppId,
    target: row.target as UserId,
    source: row.source as PushSource,
    strategy: Number(row.strategy) as Strategy,
    notification: JSON.parse(row.notification) as Notification,
    acceptedAtMs: Number(row.accepted_at),
    expiresAtMs: Number(row.expires_at),
  }
}
