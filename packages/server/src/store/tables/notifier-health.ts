// What is known of notifiers besides their credentials.
import type { Finding } from '@posthouse/vendors'
import type { NotifierHealth, NotifierHealthTable } from '../../ports/notifier-health.ts'
import type { Reader } from '../reader.ts'
import type { NotifierHealthRow } from '../schema-notifier-health.ts'
import { statement } from '../statement.ts'
import { write, writeIfAny } from '../write.ts'

const selected =
  'SELECT app_id, uuid, expires_at, checked_at, checked_version, findings FROM notifier_health WHERE app_id = $1'

const ifThere = 'WHERE EXISTS (SELECT 1 FROM notifier WHERE app_id = $1 AND uuid = $2)'

/** Named statements of this table; each uses the primary key, and what notes that of the notifiers. */
export const notifierHealthStatements = {
  ofApp: statement<NotifierHealthRow>('notifier_health_of_app', `${selected} ORDER BY uuid`),
  find: statement<NotifierHealthRow>('notifier_health_find', `${selected} AND uuid = $2`),
  noteExpiry: statement(
    'notifier_health_note_expiry',
    `INSERT INTO notifier_health (app_id, uuid, expires_at) SELECT $1, $2, $3 ${ifThere}` +
      ' ON CONFLICT (app_id, uuid) DO UPDATE SET expires_at = excluded.expires_at',
  ),
  noteCheck: statement(
    'notifier_health_note_check',
    'INSERT INTO notifier_health (app_id, uuid, expires_at, checked_at, checked_version, findings)' +
      ` SELECT $1, $2, $3, $4, $5, $6 ${ifThere}` +
      ' ON CONFLICT (app_id, uuid) DO UPDATE SET expires_at = excluded.expires_at, checked_at = excluded.checked_at,' +
      ' checked_version = excluded.checked_version, findings = excluded.findings',
  ),
}

/** The table over an engine. */
export function notifierHealthTable({ all }: Reader): NotifierHealthTable {
  return {
    async ofApp(appId) {
      return (await all(notifierHealthStatements.ofApp, [appId])).map(healthOf)
    },
    async find(appId, uuid) {
      return (await all(notifierHealthStatements.find, [appId, uuid])).map(healthOf)[0]
    },
    noteExpiry: (appId, uuid, expiresAtMs) =>
      write(notifierHealthStatements.noteExpiry, [appId, uuid, expiresAtMs ?? null]),
    noteCheck: (appId, uuid, { atMs, version, findings }, expiresAtMs) =>
      writeIfAny(notifierHealthStatements.noteCheck, [
        appId,
        uuid,
        expiresAtMs ?? null,
        atMs,
        version,
        JSON.stringify(findings),
      ]),
  }
}

function healthOf(row: NotifierHealthRow): NotifierHealth {
  const { uuid, expires_at, checked_at, checked_version, findings } = row
  return {
    uuid,
    expiresAtMs: expires_at === null ? undefined : Number(expires_at),
    check:
      checked_at === null || findings === null
        ? undefined
        : {
            atMs: Number(checked_at),
            version: Number(checked_version),
            findings: JSON.parse(findings) as readonly Finding[],
          },
  }
}
