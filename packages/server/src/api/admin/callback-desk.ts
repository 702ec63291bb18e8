// The operator's desk of callbacks: counts, bodies, health, replays under way.
import { type callbackDeskEndpoints, type EndpointReply, msgIdOf } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import { exactBody, maskedBody } from '../../flows/callback/body.ts'
import type { BreakerBook } from '../../flows/callback/breaker-book.ts'
import { createHourLook, type RuleHealth, releaseRule, rulesHealth, waitingMax } from '../../flows/callback/health.ts'
import { cancelReplay, countCallbacks, replayProgress } from '../../flows/callback/replay.ts'
import { sampleSubjects } from '../../flows/callback/sample-texts.ts'
import type { Handlers } from '../../http/handler.ts'
import type { Bus } from '../../ports/bus.ts'
import type { Store } from '../../ports/store.ts'
import { appOf } from './app-of.ts'
import { findCallback, ruleIdOf, selectionOf, textsOf } from './callback-selection.ts'
import { present } from './callback-view.ts'

/** What these handlers use. */
export interface CallbackDeskDeps {
  readonly store: Pick<Store, 'commit' | 'tables'>
  readonly bus: Pick<Bus, 'publish'>
  readonly breakers: Pick<BreakerBook, 'restsUntil'>
  readonly clock: Clock
}

/** Handlers of the desk. */
export function callbackDeskHandlers(deps: CallbackDeskDeps): Handlers<typeof callbackDeskEndpoints> {
  const { store, bus, breakers, clock } = deps
  const { rules, callbacks, callbackDesk } = store.tables
  const hourOf = createHourLook({ callbackDesk, clock })
  const parts = { store, bus, breakers, clock, rules, callbackDesk, hourOf }
  return {
    async callbackCount({ params, query }) {
      const app = await appOf(store, params)
      const selection = await selectionOf(deps, app, textsOf(query))
      const { counted, isMore } = await countCallbacks(parts, app.id, selection)
      return { count: counted, atLeast: isMore }
    },
    async callbackBody({ params }) {
      const app = await appOf(store, params)
      const { callback } = await findCallback(callbacks, app.id, params.callbackId)
      return { ...(await maskedBody(deps, callback)) }
    },
    async callbackExactBody({ params }) {
      const app = await appOf(store, params)
      const { callback } = await findCallback(callbacks, app.id, params.callbackId)
      return { ...exactBody(callback) }
    },
    async callbackHealth({ params }) {
      const app = await appOf(store, params)
      return { rules: (await rulesHealth(parts, app.id)).map(healthView) }
    },
    async callbackRelease({ params }) {
      const app = await appOf(store, params)
      await releaseRule(parts, app.id, ruleIdOf(params.ruleId))
      return { released: true }
    },
    async callbackSamples({ params }) {
      await appOf(store, params)
      return { samples: sampleSubjects.map(({ text, ...subject }) => ({ ...subject, text: { ...text } })) }
    },
    async replayGet({ params }) {
      const app = await appOf(store, params)
      return await replayProgress(parts, app.id, replayIdOf(params.replayId))
    },
    async replayCancel({ params }) {
      const app = await appOf(store, params)
      return await cancelReplay(parts, app.id, replayIdOf(params.replayId))
    },
  }
}

function healthView(health: RuleHealth): EndpointReply<typeof callbackDeskEndpoints.callbackHealth>['rules'][number] {
  const { rule, delivered, failed, isSample, waiting, medianMs, p99Ms, bannedUntilMs, restsUntilMs } = health
  return {
    ...{ ruleId: String(rule.id), delivered, failed, isSample, waiting, waitingAtLeast: waiting === waitingMax },
    ...present({ medianMs, p99Ms, bannedUntil: bannedUntilMs, restsUntil: restsUntilMs }),
  }
}

function replayIdOf(text: string): bigint {
  const id = msgIdOf(text)
  if (id === undefined)
    throw new PosthouseError('resource_not_found', { what: `replay ${text}`.slice(0, 64) }, { field: 'replayId' })
  return id
}
