// What a vendor reported of a push after it was accepted, as it is kept: short texts, and a token's fingerprint instead of the token.
import type { NotifierName } from '@posthouse/protocol'
import type { Receipt } from '@posthouse/vendors'
import { sha256Hex } from '../base/crypto.ts'
import { isPlainText } from './username.ts'

/** What became of a push on a phone, in the words of `@posthouse/vendors`. */
export type Fate = Receipt['fate']

/** One report. A repeat of it has the same notifier, vendor id, token, fate and `occasion`. */
export interface ReceiptRecord {
  readonly notifierName: NotifierName
  /** The vendor's id of the message, which the accepted attempt keeps as its code; empty where the vendor names none. */
  readonly vendorId: string
  /** Of {@link tokenFingerprint}. */
  readonly tokenFingerprint: string
  readonly fate: Fate
  /** The vendor's number or word. */
  readonly code: string
  readonly text: string
  /** When it happened, epoch ms, as the vendor says. */
  readonly atMs: number | undefined
  readonly receivedAtMs: number
}

/** A report that just came, with the token that it says is dead. */
export interface NewReceipt extends ReceiptRecord {
  readonly dead: { readonly deviceToken: string; readonly diedAtMs: number } | undefined
}

/** Longest vendor id that is kept, characters; a longer one is none. Real ones have up to 64. */
const vendorIdCharsMax = 256
/** Longest code and text that are kept, characters. */
const codeCharsMax = 64
const textCharsMax = 256

/** 32 hex digits that stand for a device token: enough to tell the thousand tokens of one message apart. */
export function tokenFingerprint(deviceToken: string): string {
  return sha256Hex(deviceToken).slice(0, 32)
}

/** A vendor's report as it is kept. What a database could not keep, and what is too long, is left out. */
export function newReceipt(notifierName: NotifierName, receipt: Receipt, receivedAtMs: number): NewReceipt {
  const { token, vendorId = '', fate, code, text, atMs } = receipt
  const isBindable = fate === 'token-dead' && isPlainText(token)
  return {
    notifierName,
    vendorId: vendorId.length <= vendorIdCharsMax && isPlainText(vendorId) ? vendorId : '',
    tokenFingerprint: tokenFingerprint(token),
    fate,
    code: plain(code, codeCharsMax),
    text: plain(text, textCharsMax),
    atMs,
    receivedAtMs,
    // A time to come would take a binding that is made until then.
    dead: isBindable ? { deviceToken: token, diedAtMs: Math.min(atMs ?? receivedAtMs, receivedAtMs) } : undefined,
  }
}

/** What the app on the phone reports itself, under this code; its clock is not ours, so a time to come is now. */
export const appReceiptCode = 'app'

/** An app's report of a delivery; see {@link appReceiptCode}. */
export function appReceipt(
  report: Pick<NewReceipt, 'notifierName' | 'vendorId' | 'tokenFingerprint' | 'receivedAtMs'> & {
    readonly fate: 'arrived' | 'clicked'
    readonly atMs: number
  },
): NewReceipt {
  const atMs = Math.min(report.atMs, report.receivedAtMs)
  return { ...report, atMs, code: appReceiptCode, text: '', dead: undefined }
}

function plain(text: string, charsMax: number): string {
  return text
    .slice(0, charsMax)
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, ' ')
}
