// One simulated vendor at the sandbox's desk: device tokens, requests, faults, reports. Knows no other vendor and no phone.
import {
  InputError,
  parseFault,
  parseReport,
  parseTokenState,
  presetsOf,
  reportTo,
  type Simulator,
} from '@posthouse/vendors/simulators'
import type { Clock } from '../base/clock.ts'
import { PosthouseError } from '../base/failure.ts'
import type { NumberedRequest, PushReport, ReportEnd, RequestQuery, SimulatedVendor } from '../ports/sandbox-desk.ts'
import { markOf } from './delivery-feed.ts'

/** What a vendor's desk uses. */
export interface VendorDeskDeps {
  readonly simulator: Simulator
  /** The demo app's package. */
  readonly packageName: string
  /** Of the first device token that is given; each further one counts on. */
  readonly firstIndex: number
  readonly clock: Clock
  /** The demo app's receipt address, where the vendor's console would hold it. */
  readonly receiptUrl: () => string | undefined
}

/** Most device tokens given out; phones that never end would fill the simulator. */
const tokensMax = 100_000

/** Opens the desk. */
export function vendorDesk({ simulator, packageName, firstIndex, clock, receiptUrl }: VendorDeskDeps): SimulatedVendor {
  let given = 0
  return {
    newToken() {
      if (given >= tokensMax) throw new PosthouseError('overloaded')
      const token = simulator.newToken(packageName, firstIndex + given)
      given += 1
      return { token, tokenMark: markOf(token) }
    },
    setToken(token, state) {
      simulator.setToken(token, packageName, parseTokenState(state, clock.now()))
      return markOf(token)
    },
    requests: query => requestsOf(simulator, query),
    faults: () => simulator.armed(),
    presets: () => presetsOf(simulator.vendor, clock.now()),
    arm(fault) {
      const id = asInput(() => simulator.arm(parseFault(fault)))
      const armed = simulator.armed().find(one => one.id === id)
      // Nothing runs between the two.
      if (!armed) throw new Error(`fault ${id} is gone`)
      return armed
    },
    disarm: id => simulator.disarm(id),
    report: wish => report(simulator, wish, receiptUrl()),
  }
}

function requestsOf(simulator: Simulator, { before, limit, failedOnly }: RequestQuery) {
  const { received } = simulator
  const firstNumber = simulator.receivedCount() - received.length + 1
  const requests: NumberedRequest[] = []
  let at = Math.min(received.length, before === undefined ? received.length : before - firstNumber) - 1
  for (; at >= 0 && requests.length < limit; at -= 1) {
    const one = received[at]
    if (one && (!failedOnly || isFailed(one.status, one.reason))) requests.push({ ...one, number: firstNumber + at })
  }
  return { requests, next: at >= 0 ? firstNumber + at + 1 : undefined }
}

function isFailed(status: number | 'none', reason: string | undefined): boolean {
  return status === 'none' || status >= 400 || reason !== undefined
}

async function report(simulator: Simulator, wish: PushReport, url: string | undefined): Promise<ReportEnd> {
  if (!simulator.receiptCall) return { reported: false, reason: `${simulator.vendor} reports nothing` }
  try {
    const { token, vendorId, fate } = wish
    const ready = parseReport(simulator, { token, fate, url, ...(vendorId === undefined ? {} : { vendorId }) })
    const { status } = await reportTo(ready.url, ready.call)
    return { reported: true, status }
  } catch (cause) {
    if (cause instanceof InputError) return { reported: false, reason: cause.message }
    throw cause
  }
}

function asInput<T>(run: () => T): T {
  try {
    return run()
  } catch (cause) {
    if (cause instanceof InputError || cause instanceof RangeError)
      throw new PosthouseError('argument_illegal', { reason: cause.message }, { cause })
    throw cause
  }
}
