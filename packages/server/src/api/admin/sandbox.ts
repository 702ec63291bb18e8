// Handlers of the sandbox: its phones and its simulated vendors. Each translates and asks the desk once.
import type { sandboxEndpoints, simulatorEndpoints } from '@posthouse/protocol'
import { second } from '@posthouse/protocol'
import type { ArmedFault, Fault } from '@posthouse/vendors/simulators'
import { PosthouseError } from '../../base/failure.ts'
import type { Handlers } from '../../http/handler.ts'
import type { Delivery, NumberedRequest, SandboxDesk, SimulatedVendor } from '../../ports/sandbox-desk.ts'

/** How many entries a page holds unless asked otherwise. */
const pageSize = 50
const tokenLifeSeconds = 3_600

/** Handlers of phones. */
export function sandboxHandlers(desk: SandboxDesk): Handlers<typeof sandboxEndpoints> {
  return {
    async sandboxShow() {
      const { startedAtMs, users, vendors, ...facts } = desk.overview()
      const shown = vendors.map(({ notifierName, ...vendor }) => ({ ...vendor, ...present({ notifierName }) }))
      return { ...facts, users: [...users], startedAt: startedAtMs, vendors: shown }
    },
    async loginTokenIssue({ body }) {
      const { appId } = desk.overview().app
      const made = desk.loginToken(body.userId, (body.ttlSeconds ?? tokenLifeSeconds) * second)
      return { appId, token: made.token, expiresAt: made.expiresAtMs }
    },
    async deviceTokenCreate({ params }) {
      return { ...vendorOf(desk, params.vendor).newToken() }
    },
    async deviceTokenSet({ params, body: { token, state } }) {
      return { tokenMark: vendorOf(desk, params.vendor).setToken(token, state), state }
    },
    async deliveryList({ query }, { signal }) {
      const { limit = pageSize, waitMs = 0, after } = query
      const asked = { phones: query.phones.split(','), after, limit, waitMs }
      const { deliveries, position } = await desk.deliveries(asked, signal)
      return { deliveries: deliveries.map(deliveryView), position }
    },
  }
}

/** Handlers of simulated vendors. */
export function simulatorHandlers(desk: SandboxDesk): Handlers<typeof simulatorEndpoints> {
  return {
    async requestList({ params, query }) {
      const { limit = pageSize, cursor, failed = false } = query
      const before = cursor === undefined ? undefined : Number(cursor)
      const { requests, next } = vendorOf(desk, params.vendor).requests({ before, limit, failedOnly: failed })
      return { requests: requests.map(requestView), ...(next === undefined ? {} : { cursor: String(next) }) }
    },
    async presetList({ params }) {
      const presets = vendorOf(desk, params.vendor).presets()
      return { presets: presets.map(({ name, text, fault }) => ({ name, text, fault: faultShape(fault) })) }
    },
    async faultList({ params }) {
      return { faults: vendorOf(desk, params.vendor).faults().map(faultView) }
    },
    async faultArm({ params, body }) {
      return { fault: faultView(vendorOf(desk, params.vendor).arm(body)) }
    },
    async faultsDisarm({ params }) {
      return { disarmed: vendorOf(desk, params.vendor).disarm() }
    },
    async faultDisarm({ params }) {
      const disarmed = vendorOf(desk, params.vendor).disarm(Number(params.faultId))
      if (disarmed === 0) throw unknown(`fault ${params.faultId}`)
      return { disarmed }
    },
    async receiptReport({ params, body: { token, vendorId, fate } }) {
      return { ...(await vendorOf(desk, params.vendor).report({ token, vendorId, fate })) }
    },
  }
}

function vendorOf(desk: SandboxDesk, name: string): SimulatedVendor {
  const vendor = desk.vendor(name)
  if (!vendor) throw unknown(`simulated vendor ${name}`)
  return vendor
}

function unknown(what: string): PosthouseError {
  return new PosthouseError('resource_not_found', { what })
}

function deliveryView({ position, atMs, vendor, tokenMark, vendorId, shown, payload }: Delivery) {
  const seen = shown && { ...shown, click: { ...shown.click } }
  return { position, at: atMs, vendor, tokenMark, vendorId, payload: { ...payload }, ...present({ shown: seen }) }
}

function requestView({ number, atMs, on, method, path, headers, body, status, reason }: NumberedRequest) {
  const answered = status === 'none' ? {} : { status }
  return { number, at: atMs, on, method, path, headers: { ...headers }, body, ...answered, ...present({ reason }) }
}

function faultView({ id, fault, left, endsAtMs }: ArmedFault) {
  return { id, ...faultShape(fault), ...present({ left, endsAt: endsAtMs }) }
}

function faultShape(fault: Fault) {
  return { ...fault, action: { ...fault.action } }
}

/** Without the members that are undefined. */
function present<T extends Readonly<Record<string, unknown>>>(
  members: T,
): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  const there = Object.entries(members).filter(([, value]) => value !== undefined)
  return Object.fromEntries(there) as { [Name in keyof T]?: Exclude<T[Name], undefined> }
}
