// A user as the operator is shown it: fingerprints for tokens, instants as epoch ms.
import type { EndpointReply, peopleEndpoints } from '@posthouse/protocol'
import { fingerprint } from '../../base/crypto.ts'
import { reasonOf } from '../../domain/reason.ts'
import type { BoundNotifier, PersonDevice, PersonPush, PersonView } from '../../flows/registry/person.ts'
import type { DeliveryRecord } from '../../ports/store.ts'
import { present } from './callback-view.ts'

type View = EndpointReply<typeof peopleEndpoints.personShow>

/** See the head of the file; `isHeeded`: pushes over REST heed what users set. */
export function viewOfPerson(
  { user, labels, settings, silences, devices, pushes }: PersonView,
  { timeZone, isHeeded }: { readonly timeZone: string; readonly isHeeded: boolean },
): View {
  const { mode, ignoreInterval, ignoreUntilMs, legacyQuiet, displayStyle, language, templateName } = settings
  const { username, nickname, activated, createdAtMs } = user
  return {
    ...{ username, activated, createdAt: createdAtMs, online: devices.some(({ connected }) => connected) },
    ...present({ nickname }),
    labels: [...labels],
    settings: {
      timeZone,
      heeded: isHeeded,
      silences: silences.map(({ text, untilMs }) => ({ text, ...present({ until: untilMs }) })),
      ...present({ mode, ignoreInterval, ignoreUntil: ignoreUntilMs, legacyQuiet, displayStyle, language }),
      ...present({ template: templateName }),
    },
    devices: devices.map(viewOfDevice),
    pushes: pushes.map(viewOfPush),
  }
}

function viewOfDevice({ deviceId, bindings, known, connected }: PersonDevice): View['devices'][number] {
  const state = connected ? ('connected' as const) : known?.state
  const session = state && { state, ...present({ since: known?.changedAtMs, resource: connected?.resource }) }
  return {
    deviceId,
    ...present({ name: connected?.name || undefined, platform: connected?.platform ?? known?.platform, session }),
    bindings: bindings.map(viewOfBinding),
  }
}

function viewOfBinding({ binding, notifier, last }: BoundNotifier): View['devices'][number]['bindings'][number] {
  const { notifierName, deviceToken, boundAtMs } = binding
  return {
    notifier: notifierName,
    ...present({ provider: notifier?.provider, state: notifier?.state.kind }),
    fingerprint: fingerprint(deviceToken),
    boundAt: boundAtMs,
    ...(last
      ? {
          last: {
            msgId: String(last.message.msgId),
            at: last.record.outcome?.settledAtMs ?? last.message.acceptedAtMs,
            ...present({ status: last.record.outcome?.status, reason: last.record.outcome?.reason }),
          },
        }
      : {}),
  }
}

function viewOfPush({ message, records }: PersonPush): View['pushes'][number] {
  const { msgId, acceptedAtMs, source, title, taskId } = message
  return {
    ...{ msgId: String(msgId), acceptedAt: acceptedAtMs, source, title },
    ...(taskId === undefined ? {} : { taskId: String(taskId) }),
    outcomes: records.map(viewOfRecord),
  }
}

function viewOfRecord({ delivery, outcome }: DeliveryRecord): View['pushes'][number]['outcomes'][number] {
  const provider = outcome?.provider ?? delivery.ways[0]?.provider
  const base = { deviceId: delivery.deviceId, ...present({ provider: provider || undefined }) }
  if (!outcome) return base
  const { text, fix } = reasonOf(outcome.reason)
  const { status, reason } = outcome
  return { ...base, status, reason, text, ...(status === 'success' ? {} : { fix }) }
}
