// The operator's look at notifiers, and at the vendors with their forms. Only translation.
import type { EndpointReply, notifierStateEndpoints } from '@posthouse/protocol'
import { type AnyVendor, type FormField, vendors } from '@posthouse/vendors'
import type { Clock } from '../../base/clock.ts'
import { restsUntil } from '../../domain/notifier.ts'
import { fileNameMember } from '../../domain/notifier-form.ts'
import { type NotifierLimitDeps, notifierLimits } from '../../flows/registry/notifier-limits.ts'
import { type NotifierRateParts, setNotifierRate } from '../../flows/registry/notifier-rate.ts'
import {
  type NotifierState,
  type NotifierStateDeps,
  notifierState,
  notifierStates,
} from '../../flows/registry/notifier-states.ts'
import type { Handlers } from '../../http/handler.ts'
import type { VendorChannels } from '../../ports/channels.ts'
import type { NotifierHealth, Tables } from '../../ports/store.ts'
import { appOf } from './app-of.ts'
import { findingView } from './finding-view.ts'

/** What these handlers use. */
export type NotifierStateParts = NotifierStateDeps &
  NotifierLimitDeps &
  NotifierRateParts & {
    readonly store: { readonly tables: { readonly apps: Pick<Tables['apps'], 'byName'> } }
    readonly channels: Pick<VendorChannels, 'vendorOf' | 'inspector'>
    readonly clock: Pick<Clock, 'now'>
  }

type View = EndpointReply<typeof notifierStateEndpoints.notifierStateShow>['notifier']
type VendorView = EndpointReply<typeof notifierStateEndpoints.vendorList>['vendors'][number]

/** Handlers of these endpoints. */
export function notifierStateHandlers(deps: NotifierStateParts): Handlers<typeof notifierStateEndpoints> {
  return {
    async notifierStateList({ params }) {
      const states = await notifierStates(deps, await appOf(deps.store, params))
      return { notifiers: states.map(state => viewOf(deps, state)) }
    },
    async notifierStateShow({ params }) {
      const app = await appOf(deps.store, params)
      const state = await notifierState(deps, app, params.name)
      const limits = await notifierLimits(deps, state.notifier)
      return {
        notifier: viewOf(deps, state),
        limits: limits.map(({ category, counted }) => ({
          category,
          ...(counted ? { counted: { en: counted.en, zh: counted.zh } } : {}),
        })),
      }
    },
    async notifierRate({ params, body }) {
      const app = await appOf(deps.store, params)
      await setNotifierRate(deps, app, params.name, body.perSecond ?? undefined)
      return { notifier: viewOf(deps, await notifierState(deps, app, params.name)) }
    },
    async vendorList({ params }) {
      await appOf(deps.store, params)
      return { vendors: vendors.map(vendorView) }
    },
  }
}

function viewOf(deps: NotifierStateParts, state: NotifierState): View {
  const { notifier, health, bindings, hasMoreBindings, today } = state
  const { [fileNameMember]: certificate, ...settings } = notifier.settings
  const { uuid, name, vendor, provider, environment, packageName, createdAtMs, modifiedAtMs } = notifier
  return {
    ...{ uuid, name, vendor, provider, environment, settings, created: createdAtMs, modified: modifiedAtMs },
    ...(packageName === undefined ? {} : { packageName }),
    ...(typeof certificate === 'string' ? { certificate } : {}),
    state: stateView(deps, state),
    ...(notifier.pushesPerSecond === undefined ? {} : { pushesPerSecond: notifier.pushesPerSecond }),
    ...(health?.expiresAtMs === undefined ? {} : { expiresAt: health.expiresAtMs }),
    ...(health?.check ? { check: checkView(health.check, notifier.version) } : {}),
    bindings: { counted: bindings, isMore: hasMoreBindings },
    today: { ...today },
  }
}

/** A pause that is over is none. */
function stateView({ channels, clock }: NotifierStateParts, { notifier }: NotifierState): View['state'] {
  const { state, provider } = notifier
  if (state.kind !== 'paused') return { kind: state.kind }
  const until = restsUntil(notifier, clock.now())
  if (until === undefined) return { kind: 'enabled' }
  const { why, sinceMs, code } = state
  const said = channels.vendorOf(provider)?.codes.find(row => row.code === code)?.text
  return {
    ...{ kind: 'paused', why, until },
    ...(sinceMs === undefined ? {} : { since: sinceMs }),
    ...(code === undefined ? {} : { code }),
    ...(said ? { said: { en: said.en, zh: said.zh } } : {}),
  }
}

function checkView({ atMs, version, findings }: NonNullable<NotifierHealth['check']>, present: number) {
  return { at: atMs, isCurrent: version === present, findings: findings.map(findingView) }
}

function vendorView({ name, brand, provider, settingsKeys, form, limits, receipts }: AnyVendor): VendorView {
  const [settingsKey] = settingsKeys
  return {
    ...{
      name,
      brand: { en: brand.en, zh: brand.zh },
      provider,
      form: form.map(fieldView),
      payloadBytesMax: limits.payloadBytes,
      ttlMsMax: limits.ttlMs,
    },
    ...(settingsKey === undefined ? {} : { settingsKey }),
    receiptsSetBy: receipts?.setBy ?? 'none',
  }
}

function fieldView({ choices, accept, ...field }: FormField): VendorView['form'][number] {
  return { ...field, ...(choices ? { choices: [...choices] } : {}), ...(accept ? { accept: [...accept] } : {}) }
}
