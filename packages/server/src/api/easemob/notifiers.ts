// Notifiers (spec/easemob.md §3.1).
import type { JsonObject, notifierEndpoints } from '@posthouse/protocol'
import type { Notifier } from '../../domain/notifier.ts'
import { fileNameMember } from '../../domain/notifier-form.ts'
import { createNotifier, deleteNotifier, editNotifier, type NotifierDeps } from '../../flows/registry/store-notifier.ts'
import type { Handlers } from '../../http/handler.ts'

/** Handlers of the notifier endpoints. */
export function notifierHandlers(deps: NotifierDeps): Handlers<typeof notifierEndpoints> {
  return {
    async notifierList(_input, { app }) {
      const notifiers = await deps.store.tables.notifiers.list(app.id)
      return { entities: notifiers.map(notifier => entityOf(deps, notifier)), count: notifiers.length }
    },
    async notifierPut({ body }, { app }) {
      const { notifierId } = body
      const notifier = notifierId
        ? await editNotifier(deps, app, notifierId, body)
        : await createNotifier(deps, app, body)
      return { entities: [entityOf(deps, notifier)] }
    },
    async notifierDelete({ params }, { app }) {
      return { entities: [entityOf(deps, await deleteNotifier(deps, app, params.uuid))] }
    },
  }
}

/** Everything but the credential; the settings stand under the vendor's own key, misspelt where the original is (§3.1). */
function entityOf({ channels }: Pick<NotifierDeps, 'channels'>, notifier: Notifier) {
  const { [fileNameMember]: certificate, ...settings } = notifier.settings
  const [settingsKey] = channels.vendorOf(notifier.provider)?.settingsKeys ?? []
  return {
    uuid: notifier.uuid,
    type: 'notifier' as const,
    name: notifier.name as string,
    created: notifier.createdAtMs,
    modified: notifier.modifiedAtMs,
    disabled: notifier.state.kind === 'disabled' || notifier.state.kind === 'banned',
    provider: notifier.provider,
    environment: notifier.environment,
    ...(notifier.packageName === undefined ? {} : { packageName: notifier.packageName }),
    ...(typeof certificate === 'string' ? { certificate } : {}),
    ...(settingsKey === undefined ? {} : { [settingsKey]: settings as JsonObject }),
  }
}
