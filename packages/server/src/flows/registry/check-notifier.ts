// Does a notifier work? Opens its credential, asks the vendor, and says before that what in our own record keeps it from being used,
// and after it what the notifier lacks for the app's notifications.
import type { NotifierName } from '@posthouse/protocol'
import { categories, type Finding, type NotifierInput } from '@posthouse/vendors'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import { SealBroken, type Sealer } from '../../base/seal.ts'
import { unreachable } from '../../base/unreachable.ts'
import type { App } from '../../domain/app.ts'
import { type Notifier, restsUntil } from '../../domain/notifier.ts'
import type { VendorChannels } from '../../ports/channels.ts'
import type { Tables } from '../../ports/store.ts'
import { credentialPlace } from './secret-place.ts'

/** What checking uses. */
export interface CheckNotifierDeps {
  readonly notifiers: Pick<Tables['notifiers'], 'byName' | 'credential'>
  readonly sealer: Sealer
  readonly channels: Pick<VendorChannels, 'check'>
  readonly clock: Clock
}

/** What a check found, our own record first and then the vendor's word. */
export interface CheckedNotifier {
  readonly notifier: Notifier
  readonly findings: readonly Finding[]
}

/** Checks a notifier; sends nothing to a phone. Throws `resource_not_found`. */
export async function checkNotifier(
  deps: CheckNotifierDeps,
  app: App,
  name: string,
  signal: AbortSignal,
): Promise<CheckedNotifier> {
  const notifier = await deps.notifiers.byName(app.id, name as NotifierName)
  const sealed = notifier && (await deps.notifiers.credential(app.id, notifier.uuid))
  if (!notifier || !sealed) throw new PosthouseError('resource_not_found', { what: `notifier ${name}` })
  const own = stateFindings(notifier, deps.clock.now())
  const input = openCredential(deps.sealer, notifier, sealed)
  if (!input) return { notifier, findings: [...own, sealBroken] }
  const { defaultCategory } = app.settings
  // Without a default any category may come.
  const asked = defaultCategory === undefined ? categories : [defaultCategory]
  return { notifier, findings: [...own, ...(await deps.channels.check(notifier.provider, input, asked, signal))] }
}

const sealBroken: Finding = {
  level: 'error',
  code: 'credential-sealed',
  text: 'The stored credential does not open with the master key: upload it again.',
}

function openCredential(sealer: Sealer, notifier: Notifier, sealed: Uint8Array): NotifierInput | undefined {
  try {
    const bytes = sealer.open(sealed, credentialPlace(notifier.appId, notifier.uuid))
    // What the store keeps was a NotifierInput when it was sealed, and the seal proves that it still is that.
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as NotifierInput
  } catch (cause) {
    if (cause instanceof SealBroken) return undefined
    throw cause
  }
}

function stateFindings({ state }: Notifier, nowMs: number): readonly Finding[] {
  switch (state.kind) {
    case 'enabled':
      return []
    case 'disabled':
      return [
        { level: 'warn', code: 'notifier-disabled', text: 'The notifier is disabled: nothing is sent through it.' },
      ]
    case 'banned':
      return [{ level: 'error', code: 'notifier-banned', text: 'The notifier is banned: nothing is sent through it.' }]
    case 'paused': {
      const untilMs = restsUntil({ state }, nowMs)
      if (untilMs === undefined) return []
      const until = new Date(untilMs).toISOString()
      return [{ level: 'warn', code: `paused-${state.why}`, text: `Paused until ${until}: ${pauseWords[state.why]}.` }]
    }
    default:
      return unreachable(state)
  }
}

const pauseWords: Readonly<Record<Extract<Notifier['state'], { kind: 'paused' }>['why'], string>> = {
  throttled: 'the vendor asked for a pause',
  quota: "the vendor's quota of the day is used up; `posthouse notifier resume` ends this where you bought more",
  refused: 'the vendor refused the credential',
}
