// The vendors' channels behind one port: opens a notifier's channel when it is first needed, keeps it, replaces it when the
// notifier changes, and closes the longest unused beyond a bound. Knows credentials; nobody above does.
import {
  type AnyVendor,
  type Bilingual,
  type Category,
  type Channel,
  CredentialError,
  type Finding,
  inspect,
  type NotifierInput,
  type Opaque,
  type ReceiptRequest,
  type RenderTarget,
  type SendResult,
  type Shipment,
  type VendorIo,
  vendors,
} from '@posthouse/vendors'
import { stopwatch } from '../base/metrics.ts'
import type { Notifier } from '../domain/notifier.ts'
import {
  ChannelError,
  type CheckedCredential,
  type Inspector,
  type Looker,
  type Rendered,
  type Renderer,
  type VendorChannels,
} from '../ports/channels.ts'
import { meters } from '../ports/meters.ts'
import { StoreError } from '../ports/store.ts'
import type { Examiner } from './credential-examiner.ts'

/** What channels need. */
export interface ChannelsDeps {
  /** The notifier's credential as its owner gave it; rejects when it does not open. */
  readonly credentialOf: (notifier: Notifier) => Promise<NotifierInput>
  /** The outside world, per vendor: real hosts, or the sandbox's. */
  readonly ioOf: (vendor: string) => VendorIo
  /** Where a notifier's vendor is to report; undefined where this server does not know its own public URL. */
  readonly receiptUrlOf: (notifier: Notifier) => Promise<string | undefined>
  /** Most channels kept open. */
  readonly openMax: number
  readonly examiner: Pick<Examiner, 'examine'>
}

/** Other names under which a vendor is asked for (spec/easemob.md §3.1). */
const providerAliases: Readonly<Record<string, string>> = {
  FCM: 'ANDROID',
  HUAWEI: 'HUAWEIPUSH',
  HONORPUSH: 'HONOR',
  HARMONY: 'HARMONYPUSH',
  XIAOMI: 'XIAOMIPUSH',
  OPPO: 'OPPOPUSH',
  VIVO: 'VIVOPUSH',
  MEIZU: 'MEIZUPUSH',
}

interface Open {
  readonly version: number
  readonly vendor: AnyVendor
  readonly credentials: Opaque<'credentials'>
  readonly channel: Channel<Rendered>
  /** What each push adds to its rendering. */
  readonly target: Pick<RenderTarget<never>, 'receiptUrl'>
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
    ...withoutSending(open),
    async send(notifier: Notifier, batch: readonly Shipment<Rendered>[], signal: AbortSignal) {
      const entry = await open(notifier).catch(error => error as ChannelError)
      if (entry instanceof Error) return batch.map((): SendResult => ({ kind: 'unsent', cause: entry.message }))
      entry.users += 1
      try {
        return await counted(entry.vendor.name, batch.length, () => entry.channel.send(batch, signal))
      } finally {
        entry.users -= 1
        if (entry.retired) closeUnused(entry)
      }
    },
    async examine(provider: string, input: NotifierInput) {
      const vendor = vendorOf(provider)
      if (!vendor) throw new ChannelError(`there is no vendor called ${provider}`)
      return await deps.examiner.examine(vendor.name, input)
    },
    async check(provider, input, categories, signal): Promise<CheckedCredential> {
      const vendor = vendorOf(provider)
      if (!vendor) return unchecked('provider-unknown', providerUnknown(provider))
      try {
        const credentials = vendor.parseCredentials(input)
        const asked = await vendor.check(credentials, deps.ioOf(vendor.name), signal)
        const findings = [...asked, ...lacking(vendor, credentials, categories)]
        return { findings, expiresAtMs: vendor.expiresAtMs?.(credentials) }
      } catch (cause) {
        if (!(cause instanceof CredentialError)) throw cause
        return unchecked('credential-unreadable', {
          en: `${cause.field}: ${cause.message}`,
          zh: `凭据的 ${cause.field} 无法使用：${cause.message}`,
        })
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

/** Counts a batch: what is open, how long it took, what came of it. */
async function counted(
  vendor: string,
  size: number,
  send: () => Promise<readonly SendResult[]>,
): Promise<readonly SendResult[]> {
  const open = meters.attemptsOpen.of(vendor)
  const seconds = stopwatch()
  open.add(size)
  try {
    const results = await send()
    meters.vendorSeconds.of(vendor).observe(seconds(), size)
    let run = 0
    // Results come in runs of one kind: each run is added once.
    results.forEach(({ kind }, at) => {
      run += 1
      if (results[at + 1]?.kind === kind) return
      meters.vendorAnswers.of(vendor, kind).add(run)
      run = 0
    })
    return results
  } finally {
    open.add(-size)
  }
}

/** What is asked of a notifier without sending anything. */
function withoutSending(
  open: (notifier: Notifier) => Promise<Open>,
): Pick<VendorChannels, 'renderer' | 'looker' | 'inspector' | 'publicKey' | 'readReceipts'> {
  return {
    async renderer(notifier: Notifier): Promise<Renderer> {
      const { vendor, credentials, target } = await open(notifier)
      return (notification, { expiresAtMs, nowMs }) =>
        vendor.render(notification, { credentials, expiresAtMs, nowMs, ...target })
    },
    async looker(notifier: Notifier): Promise<Looker> {
      const { vendor, credentials } = await open(notifier)
      return (notification, times) => vendor.look(vendor.render(notification, { credentials, ...times }), times.nowMs)
    },
    async inspector(notifier: Notifier): Promise<Inspector> {
      const { vendor, credentials } = await open(notifier)
      return (notification, times) => inspect(vendor, notification, { credentials, ...times })
    },
    async publicKey(notifier: Notifier) {
      const { vendor, credentials } = await open(notifier)
      return vendor.publicKey?.(credentials)
    },
    async readReceipts(notifier: Notifier, request: ReceiptRequest) {
      const { vendor, credentials } = await open(notifier)
      if (!vendor.receipts) throw new ChannelError(`${vendor.name} reports nothing`)
      return vendor.receipts.read(request, credentials)
    },
  }
}

function unchecked(code: string, { en, zh }: Bilingual): CheckedCredential {
  return { findings: [{ level: 'error', code, text: en, zh }], expiresAtMs: undefined }
}

function providerUnknown(provider: string): Bilingual {
  return { en: `There is no vendor called ${provider}.`, zh: `没有名为 ${provider} 的厂商。` }
}

/** What several categories lack in the same words is said once. */
function lacking(
  vendor: AnyVendor,
  credentials: Opaque<'credentials'>,
  categories: readonly Category[],
): readonly Finding[] {
  const findings = categories.flatMap(category => vendor.lacks?.(credentials, category) ?? [])
  return [...new Map(findings.toReversed().map(finding => [finding.text, finding])).values()].toReversed()
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
    const target = await targetOf(deps, notifier, vendor)
    const channel = vendor.open(credentials, deps.ioOf(vendor.name))
    return { version: notifier.version, vendor, credentials, channel, target, users: 0, retired: false }
  } catch (cause) {
    // The record's own trouble says nothing about the credential.
    if (cause instanceof StoreError) throw cause
    throw new ChannelError(`the credential of notifier ${notifier.name} cannot be used`, { cause })
  }
}

/** An address that the vendor would not take is left out: pushes go on, and nothing is reported. */
export async function targetOf(
  deps: Pick<ChannelsDeps, 'receiptUrlOf'>,
  notifier: Notifier,
  { receipts }: AnyVendor,
): Promise<Open['target']> {
  if (receipts?.setBy !== 'push') return {}
  const receiptUrl = await deps.receiptUrlOf(notifier)
  const fits = receiptUrl !== undefined && Buffer.byteLength(receiptUrl) <= (receipts.urlBytesMax ?? Infinity)
  return fits ? { receiptUrl } : {}
}

function retire(entry: Open): void {
  entry.retired = true
  closeUnused(entry)
}

/** Nobody waits for an old channel's end; its open requests have ended before. */
function closeUnused(entry: Open): void {
  if (entry.users === 0) void Promise.resolve(entry.channel[Symbol.asyncDispose]()).catch(() => undefined)
}
