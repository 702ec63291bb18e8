// The operator's look at what failed.
import { type DeviceId, type failureEndpoints, msgIdOf } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import { isReasonCode, reasonOf } from '../../domain/reason.ts'
import { utcDayOf } from '../../domain/utc-day.ts'
import { failureReasons } from '../../flows/trace/failure-reasons.ts'
import { failuresOf, type TitledFailure } from '../../flows/trace/failures.ts'
import type { Handlers } from '../../http/handler.ts'
import type { DeliveryPlace, Store } from '../../ports/store.ts'
import { appOf } from './app-of.ts'
import { present } from './callback-view.ts'

/** How many failures a page holds unless asked otherwise. */
const pageSize = 50

/** Handlers of the endpoints of failures. */
export function failureHandlers(deps: {
  readonly store: Pick<Store, 'tables'>
  readonly clock: Clock
}): Handlers<typeof failureEndpoints> {
  return {
    async failedMessages({ params, query }) {
      const app = await appOf(deps.store, params)
      const { reason, provider, status, from: fromMs, until: untilMs } = query
      if (reason !== undefined && !isReasonCode(reason)) throw illegal('reason', `${reason} is no reason`)
      const filter = present({ reason, provider, status, fromMs, untilMs })
      const page = await failuresOf(deps, app.id, filter, placeOf(query.cursor), query.limit ?? pageSize)
      const { next } = page
      return {
        failures: page.failures.map(viewOf),
        ...(next ? { cursor: `${next.pushId}:${next.deviceId}` } : {}),
      }
    },
    async failureReasons({ params, query }) {
      const app = await appOf(deps.store, params)
      const until = query.until ?? utcDayOf(deps.clock.now())
      const from = query.from ?? until
      const found = await failureReasons(deps, app.id, { from, until })
      const reasons = found.map(({ reason, count, isAtLeast, latest }) => {
        const { text, cause, fix } = reasonOf(reason)
        return {
          ...{ reason, count, text, cause, fix },
          ...(isAtLeast ? { atLeast: true as const } : {}),
          ...(latest ? { latest: viewOf(latest) } : {}),
        }
      })
      return { from, until, reasons }
    },
  }
}

function viewOf(failure: TitledFailure) {
  const { pushId, deviceId, target, title, settledAtMs, status, reason, provider, notifierName, taskId } = failure
  return {
    ...{ msgId: String(pushId), deviceId, username: target, title, at: settledAtMs, status, reason },
    ...(provider === '' ? {} : { provider }),
    ...(notifierName === '' ? {} : { notifier: notifierName }),
    ...(taskId === undefined ? {} : { taskId: String(taskId) }),
  }
}

function placeOf(cursor: string | undefined): DeliveryPlace | undefined {
  if (cursor === undefined) return undefined
  const at = cursor.indexOf(':')
  const pushId = msgIdOf(cursor.slice(0, Math.max(at, 0)))
  if (pushId === undefined) throw illegal('cursor', 'this is no cursor of this list')
  return { pushId, deviceId: cursor.slice(at + 1) as DeviceId }
}

function illegal(field: string, reason: string): PosthouseError {
  return new PosthouseError('argument_illegal', { reason }, { field })
}
