// The vendors' channels behind one port: opens a notifier's channel when it is first needed, keeps it, replaces it when the
// notifier changes, and closes the longest unused beyond a bound. Knows credentials; nobody above does.
import {
  type AnyVendor,
  type Channel,
  CredentialError,
  type Finding,
  type NotifierInput,
  type Opaque,
  type SendResult,
  type Shipment,
  type VendorIo,
  vendors,
} from '@posthouse/vendors'
import type { Notifier } from '../domain/notifier.ts'
import { ChannelError, type Rendered, type Renderer, type VendorChannels } from '../ports/channels.ts'
import { StoreError } from '../ports/store.ts'
import type { Examiner } from './credential-examiner.ts'

/** What channels need. */
export interface ChannelsDeps {
  /** The notifier's credential as its owner gave it; rejects when it does not open. */
  readonly credentialOf: (notifier: Notifier) => Promise<NotifierInput>
  /** The outside world, per vendor: real hosts, or the sandbox's. */
  readonly ioOf: (vendor: string) => VendorIo
  /** Most channels kept open. */
  readonly openMax: number
  readonly examiner: Pick<Examiner, 'examine'>
}

/** Other names under which a vendor is asked for (spec/easemob.md §3.1). */
const providerAliases: Readonly<Record<string, string>> = { FCM: 'ANDROID', HUAWEI: 'HUAWEIPUSH' }

interface Open {
  readonly version: number
  readonly vendor: AnyVendor
  readonly credentials: Opaque<'credentials'>
  readonly channel: Channel<Rendered>
  /** Batches under way: a channel is closed only when nobody uses it. */
  users: number
  retired: boolean
}

/** Opens channels lazily. Closing closes every channel. */
export function createVendorChannels(deps: ChannelsDeps): VendorChannels {
  const opened = new Map<string, Promise<Open>>()

  async function open(notifier: Notifier): Promise<Open> {
    const present = opened.get(notifier.uuid)
    if (present !== undefined) {
      const ready = await present.catch(() => undefined)
      if (ready?.version === notifier.version) {
        touch(notifier.uuid, present)
        return ready
      }
      if (opened.get(notifier.uuid) === present) opened.delete(notifier.uuid)
      if (ready) retire(ready)
      return open(notifier)
    }
    const opening = openChannel(deps, notifier)
    opened.set(notifier.uuid, opening)
    opening.catch(() => {
      if (opened.get(notifier.uuid) === opening) opened.delete(notifier.uuid)
    })
    evict()
    return opening
  }

  function touch(uuid: string, entry: Promise<Open>): void {
    opened.delete(uuid)
    opened.set(uuid, entry)
  }

  function evict(): void {
    if (opened.size <= deps.openMax) return
    const [oldest] = opened
    if (!oldest) return
    opened.delete(oldest[0])
    void oldest[1].then(retire, () => undefined)
  }

  return {
    vendorOf,
    async renderer(notifier: Notifier): Promise<Renderer> {
      const { vendor, credentials } = await open(notifier)
      return (notification, { expiresAtMs, nowMs }) => vendor.render(notification, { credentials, expiresAtMs, nowMs })
    },
    async send(notifier: Notifier, batch: readonly Shipment<Rendered>[], signal: AbortSignal) {
      const entry = await open(notifier).catch(error => error as ChannelError)
      if (entry instanceof Error) return batch.map((): SendResult => ({ kind: 'unsent', cause: entry.message }))
      entry.users += 1
      try {
        return await entry.channel.send(batch, signal)
      } finally {
        entry.users -= 1
        if (entry.retired) closeUnused(entry)
      }
    },
    async examine(provider: string, input: NotifierInput) {
      const vendor = vendorOf(provider)
      if (!vendor) throw new ChannelError(`there is no vendor called ${provider}`)
      await deps.examiner.examine(vendor.name, input)
    },
    async check(provider: string, input: NotifierInput, signal: AbortSignal): Promise<readonly Finding[]> {
      const vendor = vendorOf(provider)
      if (!vendor) return [{ level: 'error', code: 'provider-unknown', text: `There is no vendor called ${provider}.` }]
      try {
        return await vendor.check(vendor.parseCredentials(input), deps.ioOf(vendor.name), signal)
      } catch (cause) {
        if (!(cause instanceof CredentialError)) throw cause
        return [{ level: 'error', code: 'credential-unreadable', text: `${cause.field}: ${cause.message}` }]
      }
    },
    async [Symbol.asyncDispose]() {
      const entries = await Promise.allSettled(opened.values())
      opened.clear()
      await Promise.all(
        entries.map(entry => (entry.status === 'fulfilled' ? entry.value.channel[Symbol.asyncDispose]() : undefined)),
      )
    },
  }
}

function vendorOf(provider: string): AnyVendor | undefined {
  const name = providerAliases[provider] ?? provider
  return vendors.find(vendor => vendor.provider === name)
}

async function openChannel(deps: ChannelsDeps, notifier: Notifier): Promise<Open> {
  const vendor = vendorOf(notifier.provider)
  if (!vendor) throw new ChannelError(`there is no vendor called ${notifier.provider}`)
  try {
    const credentials = vendor.parseCredentials(await deps.credentialOf(notifier))
    const channel = vendor.open(credentials, deps.ioOf(vendor.name))
    return { version: notifier.version, vendor, credentials, channel, users: 0, retired: false }
  } catch (cause) {
    // The record's own trouble says nothing about the credential.
    if (cause instanceof StoreError) throw cause
    throw new ChannelError(`the credential of notifier ${notifier.name} cannot be used`, { cause })
  }
}

function retire(entry: Open): void {
  entry.retired = true
  closeUnused(entry)
}

/** Nobody waits for an old channel's end; its open requests have ended before. */
function closeUnused(entry: Open): void {
  if (entry.users === 0) void Promise.resolve(entry.channel[Symbol.asyncDispose]()).catch(() => undefined)
}
