// Taking receipts: a vendor's request at a notifier's address is read by the vendor's own rules, and what is new in it is recorded. A
// request that is refused or cannot be read changes nothing; one that could not be recorded to its end is completed by its repeat.
import { minute } from '@posthouse/protocol'
import type { ReceiptReading, ReceiptRequest, ReceiptSource } from '@posthouse/vendors'
import type { Clock } from '../../base/clock.ts'
import { sha256Hex } from '../../base/crypto.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { Ids } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import { createRecent, type Recent } from '../../base/recent.ts'
import type { Notifier } from '../../domain/notifier.ts'
import { newReceipt } from '../../domain/receipt.ts'
import { ChannelError, type VendorChannels } from '../../ports/channels.ts'
import type { Store } from '../../ports/store.ts'

/** What taking uses. */
export interface ReceiptDeskDeps {
  readonly store: Pick<Store, 'commit' | 'tables'>
  readonly channels: Pick<VendorChannels, 'vendorOf' | 'readReceipts'>
  readonly ids: Ids
  readonly clock: Clock
  readonly log: Log
}

/** Requests at a notifier's address since this process started. */
export interface ReceiptCalls {
  readonly taken: number
  readonly refused: number
  readonly malformed: number
  /** Epoch ms of the latest one, however it ended. */
  readonly lastAtMs: number | undefined
}

/** Takes receipts. */
export interface ReceiptDesk {
  /**
   * Resolves with what to answer, once everything is durable. Throws `token_unknown` for a request that is not the vendor's, or
   * was taken before; `argument_illegal` for one that cannot be read; `path_unknown` where the vendor reports nothing; `overloaded` where the notifier's credential does
   * not open, so that nothing can be verified now.
   */
  take(notifier: Notifier, request: Omit<ReceiptRequest, 'nowMs'>): Promise<ReceiptSource<never>['answer']>
  callsOf(notifierUuid: string): ReceiptCalls
}

/** Nonces remembered, the oldest forgotten first: one notifier's 100 requests a second for a window of five minutes. */
const noncesMax = 100_000
/** How long a nonce is remembered where the vendor's source names no window. */
const windowMsDefault: number = 10 * minute
/** Notifiers whose requests are counted; the longest silent is forgotten first. */
const countedMax = 10_000

/** Writes of one unit: each dead token is one, and whoever else commits does not wait for a thousand of them (I13). */
const unitWritesMax = 64

/** A desk. What it remembers is this process's own: nonces, and how many requests came. */
export function createReceiptDesk(deps: ReceiptDeskDeps): ReceiptDesk {
  const nonces = createRecent<string, true>(deps.clock, noncesMax)
  const counted = new Map<string, ReceiptCalls>()
  const count = (uuid: string, kind: 'taken' | 'refused' | 'malformed'): void => {
    const calls = counted.get(uuid) ?? noCalls
    counted.delete(uuid)
    counted.set(uuid, { ...calls, [kind]: calls[kind] + 1, lastAtMs: deps.clock.now() })
    if (counted.size > countedMax) counted.delete(counted.keys().next().value ?? '')
  }
  return {
    callsOf: uuid => counted.get(uuid) ?? noCalls,
    async take(notifier, request) {
      const source = deps.channels.vendorOf(notifier.provider)?.receipts
      if (!source) throw new PosthouseError('path_unknown')
      const nowMs = deps.clock.now()
      const read = await readBy(deps, notifier, { ...request, nowMs })
      const reading = read.kind === 'receipts' ? unlessRepeated(nonces, notifier, read) : read
      if (reading.kind !== 'receipts') {
        count(notifier.uuid, reading.kind)
        deps.log.warn(`receipt.${reading.kind}`, { notifier: notifier.uuid, cause: reading.cause })
        if (reading.kind === 'refused') throw new PosthouseError('token_unknown')
        throw new PosthouseError('argument_illegal', { reason: reading.cause })
      }
      await keeping(nonces, nonceKey(notifier, reading.nonce), source.windowMs ?? windowMsDefault, () =>
        record(deps, notifier, reading, nowMs),
      )
      count(notifier.uuid, 'taken')
      return source.answer
    },
  }
}

const noCalls: ReceiptCalls = { taken: 0, refused: 0, malformed: 0, lastAtMs: undefined }

type Readable = Extract<ReceiptReading, { kind: 'receipts' }>

/** A vendor repeats a request that was answered 503, and by then the credential may open. */
async function readBy(
  { channels }: Pick<ReceiptDeskDeps, 'channels'>,
  notifier: Notifier,
  request: ReceiptRequest,
): Promise<ReceiptReading> {
  try {
    return await channels.readReceipts(notifier, request)
  } catch (cause) {
    if (!(cause instanceof ChannelError)) throw cause
    throw new PosthouseError('overloaded', {}, { cause })
  }
}

async function record(deps: ReceiptDeskDeps, notifier: Notifier, reading: Readable, nowMs: number): Promise<void> {
  const { appId, name, provider, uuid } = notifier
  const { store, ids, log } = deps
  if (reading.skipped > 0) log.warn('receipt.skipped', { notifier: uuid, skipped: reading.skipped })
  const receipts = reading.receipts.map(receipt => newReceipt(name, receipt, nowMs))
  const writes = store.tables.receipts.record({
    ...{ appId, notifierName: name, provider, id: ids.next() },
    receivedAtMs: nowMs,
    receipts,
  })
  for (let from = 0; from < writes.length; from += unitWritesMax)
    await store.commit(writes.slice(from, from + unitWritesMax))
}

function unlessRepeated(nonces: Recent<string, true>, notifier: Notifier, read: Readable): ReceiptReading {
  const key = nonceKey(notifier, read.nonce)
  return key !== undefined && nonces.get(key) ? { kind: 'refused', cause: 'nonce-taken' } : read
}

/** A nonce is the vendor's text, of any length. */
function nonceKey({ uuid }: Notifier, nonce: string | undefined): string | undefined {
  return nonce === undefined ? undefined : sha256Hex(`${uuid}\n${nonce}`)
}

/** The nonce is taken from now on, and free again where nothing was recorded: the vendor will repeat its request. */
async function keeping(
  nonces: Recent<string, true>,
  key: string | undefined,
  windowMs: number,
  run: () => Promise<void>,
): Promise<void> {
  // A request's time may lie in the window on either side of ours, so its nonce counts for two of them.
  if (key !== undefined) nonces.set(key, true, 2 * windowMs)
  try {
    await run()
  } catch (cause) {
    if (key !== undefined) nonces.set(key, true, 0)
    throw cause
  }
}
