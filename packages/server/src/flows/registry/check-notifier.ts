// Does a notifier work? Opens its credential, asks the vendor, and says before that what in our own record keeps it from being used,
// and after it what the notifier lacks for the app's notifications.
import type { NotifierName } from '@posthouse/protocol'
import { type Bilingual, categories, type Finding, type NotifierInput } from '@posthouse/vendors'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import { SealBroken, type Sealer } from '../../base/seal.ts'
import { unreachable } from '../../base/unreachable.ts'
import type { App } from '../../domain/app.ts'
import { type Notifier, restsUntil } from '../../domain/notifier.ts'
import type { CheckedCredential, VendorChannels } from '../../ports/channels.ts'
import type { Store, Tables } from '../../ports/store.ts'
import { credentialPlace } from './secret-place.ts'

/** What checking uses. */
export interface CheckNotifierDeps {
  readonly store: Pick<Store, 'commit'> & {
    readonly tables: {
      readonly notifiers: Pick<Tables['notifiers'], 'byName' | 'credential'>
      readonly notifierHealth: Pick<Tables['notifierHealth'], 'noteCheck'>
    }
  }
  readonly sealer: Sealer
  readonly channels: Pick<VendorChannels, 'check'>
  readonly clock: Clock
}

/** What a check found, our own record first and then the vendor's word. */
export interface CheckedNotifier {
  readonly notifier: Notifier
  readonly findings: readonly Finding[]
}

/** Checks a notifier and notes what was found; sends nothing to a phone. Throws `resource_not_found`. */
export async function checkNotifier(
  deps: CheckNotifierDeps,
  app: App,
  name: string,
  signal: AbortSignal,
): Promise<CheckedNotifier> {
  const { notifiers, notifierHealth } = deps.store.tables
  const notifier = await notifiers.byName(app.id, name as NotifierName)
  const sealed = notifier && (await notifiers.credential(app.id, notifier.uuid))
  if (!notifier || !sealed) throw new PosthouseError('resource_not_found', { what: `notifier ${name}` })
  const own = stateFindings(notifier, deps.clock.now())
  const input = openCredential(deps.sealer, notifier, sealed)
  const asked = input ? await askVendor(deps, app, notifier, input, signal) : unopened
  const findings = [...own, ...asked.findings]
  const check = { atMs: deps.clock.now(), version: notifier.version, findings }
  await deps.store.commit([notifierHealth.noteCheck(app.id, notifier.uuid, check, asked.expiresAtMs)])
  return { notifier, findings }
}

function askVendor(
  { channels }: CheckNotifierDeps,
  app: App,
  { provider }: Notifier,
  input: NotifierInput,
  signal: AbortSignal,
): Promise<CheckedCredential> {
  const { defaultCategory } = app.settings
  // Without a default any category may come.
  const asked = defaultCategory === undefined ? categories : [defaultCategory]
  return channels.check(provider, input, asked, signal)
}

const unopened: CheckedCredential = {
  findings: [
    {
      level: 'error',
      code: 'credential-sealed',
      text: 'The stored credential does not open with the master key: upload it again.',
      zh: '主密钥无法打开已存储的凭据：请重新上传。',
    },
  ],
  expiresAtMs: undefined,
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
      return [notifierDisabled]
    case 'banned':
      return [notifierBanned]
    case 'paused': {
      const untilMs = restsUntil({ state }, nowMs)
      if (untilMs === undefined) return []
      const until = new Date(untilMs).toISOString()
      const { en, zh } = pauseWords[state.why]
      const text = `Paused until ${until}: ${en}.`
      return [{ level: 'warn', code: `paused-${state.why}`, text, zh: `暂停至 ${until}：${zh}。` }]
    }
    default:
      return unreachable(state)
  }
}

const notifierDisabled: Finding = {
  level: 'warn',
  code: 'notifier-disabled',
  text: 'The notifier is disabled: nothing is sent through it.',
  zh: '该推送证书未启用：不会通过它发送任何推送。',
}

const notifierBanned: Finding = {
  level: 'error',
  code: 'notifier-banned',
  text: 'The notifier is banned: nothing is sent through it.',
  zh: '该推送证书已被封禁：不会通过它发送任何推送。',
}

const pauseWords: Readonly<Record<Extract<Notifier['state'], { kind: 'paused' }>['why'], Bilingual>> = {
  throttled: { en: 'the vendor asked for a pause', zh: '厂商要求暂停' },
  quota: {
    en: "the vendor's quota of the day is used up; `posthouse notifier resume` ends this where you bought more",
    zh: '厂商的每日配额已用完；若已购买更多配额，可用 `posthouse notifier resume` 结束暂停',
  },
  refused: { en: 'the vendor refused the credential', zh: '厂商拒绝了凭据' },
}
