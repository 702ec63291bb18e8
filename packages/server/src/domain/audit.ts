// The audit log as values: what an entry says, and the chain that makes a change of an old one show (S53). Pure.
import type { AppId } from '@posthouse/protocol'
import { sha256 } from '../base/crypto.ts'

/** What somebody did at the server. Names and ids, never the value of a secret. */
export interface AuditEntry {
  /** Epoch ms. */
  readonly atMs: number
  readonly actorKind: 'operator' | 'account' | 'key' | 'nobody'
  /** The account's or key's id. */
  readonly actorId: bigint | undefined
  /** As it was called then; of a sign-in that failed, the name that was tried. */
  readonly actor: string
  readonly address: string
  /** An endpoint's name. */
  readonly action: string
  readonly appId: AppId | undefined
  /** Parameters of the path but for those that name the app. */
  readonly params: Readonly<Record<string, string>>
  /** Names of the members that the request gave. */
  readonly members: readonly string[]
  /** `begun` is written before anything happens; the others after the request ended otherwise, or for what has no end of its own. */
  readonly outcome: 'begun' | 'done' | 'refused' | 'failed'
  /** The error of a refusal or failure. */
  readonly code: string | undefined
  /** The entry that this one is the end of. */
  readonly about: number | undefined
}

/** An entry in its place. */
export interface ChainedEntry extends AuditEntry {
  /** 1, 2, … without a gap. */
  readonly seq: number
  /** The hash of the entry before it; 32 zero bytes before the first. */
  readonly previous: Uint8Array
  readonly hash: Uint8Array
}

/** The end of the chain. */
export type AuditHead = Pick<ChainedEntry, 'seq' | 'hash'>

/** The head of a log without entries. */
export const emptyHead: AuditHead = { seq: 0, hash: new Uint8Array(32) }

/** Puts entries behind a head. */
export function chained(head: AuditHead, entries: readonly AuditEntry[]): readonly ChainedEntry[] {
  const links: ChainedEntry[] = []
  let last = head
  for (const entry of entries) {
    const placed = { ...entry, seq: last.seq + 1, previous: last.hash }
    const link = { ...placed, hash: hashOf(placed) }
    links.push(link)
    last = link
  }
  return links
}

/** Where the chain does not hold. */
export interface AuditBreak {
  readonly seq: number
  /** `changed`: the entry is not what was hashed; `missing`: one or more before it are gone; `unlinked`: it follows another one than is there. */
  readonly kind: 'changed' | 'missing' | 'unlinked'
}

/** The first entry that does not follow from the head and the ones before it. */
export function breakIn(head: AuditHead, entries: readonly ChainedEntry[]): AuditBreak | undefined {
  let last = head
  for (const entry of entries) {
    const { seq } = entry
    if (seq !== last.seq + 1) return { seq, kind: 'missing' }
    if (Buffer.compare(entry.hash, hashOf(entry)) !== 0) return { seq, kind: 'changed' }
    if (Buffer.compare(entry.previous, last.hash) !== 0) return { seq, kind: 'unlinked' }
    last = entry
  }
  return undefined
}

/** SHA-256 over the previous hash and the entry's members in this order, parameters sorted by name. */
function hashOf(entry: Omit<ChainedEntry, 'hash'>): Uint8Array {
  const { seq, atMs, actorKind, actorId, actor, address, action, appId, params, members, outcome, code, about } = entry
  const sorted = Object.entries(params).sort(([one], [other]) => (one < other ? -1 : 1))
  const text = JSON.stringify([
    ...[seq, atMs, actorKind, actorId === undefined ? null : String(actorId), actor, address, action],
    ...[appId ?? null, sorted, members, outcome, code ?? null, about ?? null],
  ])
  return new Uint8Array(sha256(Buffer.concat([entry.previous, Buffer.from(text)])))
}
