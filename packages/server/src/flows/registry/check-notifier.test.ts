import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AppId, Appkey, NotifierName } from '@posthouse/protocol'
import { type Category, categories, type Finding, type NotifierInput } from '@posthouse/vendors'
import { systemClock } from '../../base/clock.ts'
import { systemRandom } from '../../base/random.ts'
import { createSealer, masterKeyOf } from '../../base/seal.ts'
import type { App } from '../../domain/app.ts'
import type { Notifier, NotifierState } from '../../domain/notifier.ts'
import type { NotifierCheck } from '../../ports/store.ts'
import { type CheckNotifierDeps, checkNotifier } from './check-notifier.ts'
import { credentialPlace } from './secret-place.ts'

const nowMs = 1_700_000_000_000
const app: App = {
  id: 1 as AppId,
  org: 'acme',
  name: 'chat',
  appkey: 'acme#chat' as Appkey,
  uuid: 'u',
  clientId: 'c',
  settings: { openRegistration: false, pushOpen: true },
  createdAtMs: nowMs,
}
const input: NotifierInput = { name: 'ios', environment: 'PRODUCTION', settings: {} }
const fine: Finding = { level: 'ok', code: 'credential-accepted', text: 'The vendor accepts it.', zh: '厂商接受。' }

function aNotifier(state: NotifierState): Notifier {
  return {
    uuid: 'n',
    appId: app.id,
    name: 'ios' as NotifierName,
    vendor: 'apns',
    provider: 'APNS',
    environment: 'PRODUCTION',
    packageName: 'a.b',
    settings: {},
    state,
    version: 1,
    createdAtMs: nowMs,
    modifiedAtMs: nowMs,
  }
}

const sealer = createSealer([masterKeyOf(systemRandom.bytes(32))], systemRandom)
const sealed = sealer.seal(JSON.stringify(input), credentialPlace(app.id, 'n'))

/** Parts over one notifier; `asked` collects what the vendor was asked with. */
function parts(
  state: NotifierState,
  asked: NotifierInput[] = [],
  askedFor: (readonly Category[])[] = [],
  noted: NotifierCheck[] = [],
): CheckNotifierDeps {
  return {
    store: {
      commit: async writes => writes.map(() => true) as never,
      tables: {
        notifiers: {
          byName: async (_app, name) => (name === 'ios' ? aNotifier(state) : undefined),
          credential: async () => sealed,
        },
        notifierHealth: {
          noteCheck: (_app, _uuid, check) => {
            noted.push(check)
            return {} as never
          },
        },
      },
    },
    sealer,
    channels: {
      check: async (_provider, given, of) => {
        asked.push(given)
        askedFor.push(of)
        return { findings: [fine], expiresAtMs: undefined }
      },
    },
    clock: { ...systemClock, now: () => nowMs },
  }
}

const { signal } = new AbortController()

test('the vendor is asked with the opened credential, and its word is the finding', async () => {
  const asked: NotifierInput[] = []
  const { findings } = await checkNotifier(parts({ kind: 'enabled' }, asked), app, 'ios', signal)
  assert.deepEqual(findings, [fine])
  assert.deepEqual(asked, [input])
})

test('what was found is noted, with the version of the credential and the instant', async () => {
  const noted: NotifierCheck[] = []
  const { findings } = await checkNotifier(parts({ kind: 'disabled' }, [], [], noted), app, 'ios', signal)
  assert.deepEqual(noted, [{ atMs: nowMs, version: 1, findings }])
})

test('what keeps a notifier from being used is said before the vendor’s word', async () => {
  const codes = async (state: NotifierState) => {
    const { findings } = await checkNotifier(parts(state), app, 'ios', signal)
    return findings.map(({ level, code }) => `${level} ${code}`)
  }
  const ok = 'ok credential-accepted'
  assert.deepEqual(await codes({ kind: 'disabled' }), ['warn notifier-disabled', ok])
  assert.deepEqual(await codes({ kind: 'banned' }), ['error notifier-banned', ok])
  assert.deepEqual(await codes({ kind: 'paused', untilMs: nowMs + 1, why: 'quota' }), ['warn paused-quota', ok])
  assert.deepEqual(await codes({ kind: 'paused', untilMs: nowMs, why: 'quota' }), [ok])
})

test('what is lacking is asked for the app’s category, or for all where it has none', async () => {
  const askedFor: (readonly Category[])[] = []
  const deps = parts({ kind: 'enabled' }, [], askedFor)
  await checkNotifier(deps, app, 'ios', signal)
  await checkNotifier(deps, { ...app, settings: { ...app.settings, defaultCategory: 'service' } }, 'ios', signal)
  assert.deepEqual(askedFor, [categories, ['service']])
})

test('a credential that does not open is an error and nobody is asked', async () => {
  const asked: NotifierInput[] = []
  const other = createSealer([masterKeyOf(systemRandom.bytes(32))], systemRandom)
  const deps = { ...parts({ kind: 'enabled' }, asked), sealer: other }
  const { findings } = await checkNotifier(deps, app, 'ios', signal)
  assert.deepEqual(
    findings.map(({ level, code }) => [level, code]),
    [['error', 'credential-sealed']],
  )
  assert.deepEqual(asked, [])
})

test('a name that no notifier has is not found', async () => {
  await assert.rejects(checkNotifier(parts({ kind: 'enabled' }), app, 'android', signal), {
    code: 'resource_not_found',
  })
})
