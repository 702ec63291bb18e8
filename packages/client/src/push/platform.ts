// Which pushes this program has: those that it named itself, else those that the engine offers. The one place that looks for them.
import { systemClock } from '../system-ports.ts'
import { type BrowserWorld, createBrowserPush } from './browser.ts'
import { createPlusPush, type Plus } from './plus.ts'
import type { PushProvider } from './provider.ts'

interface Surroundings {
  readonly plus?: Plus
  readonly navigator?: { readonly serviceWorker?: unknown }
  readonly PushManager?: unknown
}

declare const plus: Plus | undefined

let named: PushProvider | undefined
let found: PushProvider | undefined

/** Names the pushes of this program, before `ZPNs.registerPush`: a bridge to a native plug-in, a browser's with settings, or a test's. */
export function usePush(provider: PushProvider): void {
  named = provider
}

/** The pushes of this program; undefined where there are none. What was found stays, because it has listeners. */
export function currentPush(): PushProvider | undefined {
  found ??= named ? undefined : find(surroundings())
  return named ?? found
}

/** Engines of apps hand `plus` to each program, and not to the global object. */
function surroundings(): Surroundings {
  const around = globalThis as unknown as Surroundings
  const given = typeof plus === 'undefined' ? around.plus : plus
  const { navigator, PushManager } = around
  return { ...(given ? { plus: given } : {}), ...(navigator ? { navigator } : {}), PushManager }
}

/** An app of uni-app has a `plus` and may have a browser's objects too; a page built with uni-app has no `plus`. */
function find({ plus: ofEngine, navigator, PushManager }: Surroundings): PushProvider | undefined {
  if (ofEngine) return createPlusPush(ofEngine)
  const isBrowser = navigator?.serviceWorker !== undefined && PushManager !== undefined
  return isBrowser ? createBrowserPush({}, globalThis as unknown as BrowserWorld, systemClock) : undefined
}
