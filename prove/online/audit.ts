// The audit of the online lab (I7): every message in the record against what every app was given. Reads the record itself and the journals,
// and shares no code with server or client.
import { type RecordPlace, reading, text } from '../audit/reading.ts'
import type { Line } from './orders.ts'

/** What was found. Lists hold at most {@link shownMax} examples; counts are of all. */
export interface OnlineReport {
  /** Messages in the record. */
  readonly stored: number
  /** Messages that apps were to be given, each member counted. */
  readonly owed: number
  readonly given: number
  readonly acknowledged: number
  /** Sends of which the sender was told nothing good. */
  readonly unclear: number
  readonly lost: readonly string[]
  readonly lostCount: number
  readonly twice: readonly string[]
  readonly disordered: readonly string[]
  /** What a device sent itself, and was given as if it came from elsewhere. */
  readonly echoed: readonly string[]
  /** Acknowledged, and not in the record. */
  readonly unkept: readonly string[]
  /** One message of a sender that is in the record more than once. */
  readonly repeated: readonly string[]
  /** Numbers missing in a conversation. */
  readonly gaps: readonly string[]
  /** Given again because its process was killed before it could note that it was given: the unit that was in the listener's hands. */
  readonly heardAgain: number
}

const shownMax = 10

interface Stored {
  readonly id: string
  readonly conversation: string
  readonly seq: number
  readonly sender: string
  readonly said: string
}

/** Reads all messages and members, and compares. */
export async function auditOnline(record: RecordPlace, journals: readonly (readonly Line[])[]): Promise<OnlineReport> {
  const { stored, members } = await reading(record, async query => ({
    stored: (
      await query("SELECT message_id, audience, seq, sender, body FROM entry WHERE kind = 'message' ORDER BY position")
    ).map(storedOf),
    members: (await query('SELECT conversation, username FROM conversation_member')).map(row => ({
      conversation: text(row['conversation']),
      username: text(row['username']),
    })),
  }))
  const byConversation = Map.groupBy(stored, ({ conversation }) => conversation)
  const byMember = Map.groupBy(members, ({ username }) => username)
  const senders = new Map(stored.map(({ id, sender }) => [id, sender]))
  const told = toldOf(journals, senders)
  const lost: string[] = []
  let owed = 0
  for (const [user, places] of byMember) {
    const given = told.given.get(user)
    for (const { conversation } of places) {
      for (const { id, sender } of byConversation.get(conversation) ?? []) {
        if (sender === user) continue
        owed += 1
        if (!given?.has(id)) lost.push(`${user} lacks ${id} of ${conversation}`)
      }
    }
  }
  const ids = new Set(stored.map(({ id }) => id))
  return {
    stored: stored.length,
    owed,
    given: told.count,
    acknowledged: told.acknowledged.length,
    unclear: told.unclear,
    lost: lost.slice(0, shownMax),
    lostCount: lost.length,
    twice: told.twice,
    disordered: told.disordered,
    echoed: told.echoed,
    unkept: told.acknowledged.filter(id => !ids.has(id)).slice(0, shownMax),
    repeated: repeatedOf(stored),
    gaps: gapsOf(byConversation),
    heardAgain: told.heardAgain,
  }
}

function storedOf(row: Readonly<Record<string, unknown>>): Stored {
  const { content } = JSON.parse(text(row['body'])) as { readonly content?: { readonly message?: string } }
  return {
    id: text(row['message_id']),
    conversation: text(row['audience']),
    seq: Number(row['seq']),
    sender: text(row['sender']),
    said: content?.message ?? '',
  }
}

/** The lists that matter are short where all is well: their first entries are enough. */
class Findings {
  readonly given = new Map<string, Set<string>>()
  readonly acknowledged: string[] = []
  readonly twice: string[] = []
  readonly disordered: string[] = []
  readonly echoed: string[] = []
  count = 0
  unclear = 0
  heardAgain = 0
}

function toldOf(journals: readonly (readonly Line[])[], senders: ReadonlyMap<string, string>): Findings {
  const findings = new Findings()
  for (const lines of journals) readJournal(findings, lines, senders)
  return findings
}

function readJournal(findings: Findings, lines: readonly Line[], senders: ReadonlyMap<string, string>): void {
  const last = new Map<string, number>()
  // Per user: what was given in a row in one conversation right before the process was killed; it may be heard once more.
  const hands = new Map<string, { conversation: string; ids: Set<string> }>()
  let mayRepeat = new Map<string, ReadonlySet<string>>()
  for (const line of lines) {
    if (line.kind === 'k') {
      mayRepeat = new Map([...hands].map(([user, { ids }]) => [user, ids]))
      hands.clear()
    } else if (line.kind === 's') findings.acknowledged.push(line.id)
    else if (line.kind === 'u') findings.unclear += 1
    else if (line.kind === 'r') {
      const { user, conversation, seq, id } = line
      if (senders.get(id) === user) {
        if (findings.echoed.length < shownMax) findings.echoed.push(`${user} was given its own ${id}`)
        continue
      }
      const hand = hands.get(user)
      if (hand?.conversation === conversation) hand.ids.add(id)
      else hands.set(user, { conversation, ids: new Set([id]) })
      const given = findings.given.get(user) ?? new Set()
      findings.given.set(user, given)
      if (given.has(id)) {
        if (mayRepeat.get(user)?.has(id)) findings.heardAgain += 1
        else if (findings.twice.length < shownMax) findings.twice.push(`${user} had ${id} twice`)
        continue
      }
      given.add(id)
      findings.count += 1
      const key = `${user} ${conversation}`
      if (seq <= (last.get(key) ?? 0) && findings.disordered.length < shownMax) {
        findings.disordered.push(`${user} had ${seq} after ${last.get(key)} in ${conversation}`)
      }
      last.set(key, Math.max(seq, last.get(key) ?? 0))
    }
  }
}

function repeatedOf(stored: readonly Stored[]): readonly string[] {
  const seen = new Set<string>()
  return stored
    .filter(({ said }) => seen.size === seen.add(said).size)
    .map(({ said }) => said)
    .slice(0, shownMax)
}

function gapsOf(byConversation: ReadonlyMap<string, readonly Stored[]>): readonly string[] {
  return [...byConversation]
    .filter(([, messages]) => messages.some(({ seq }, index) => seq !== index + 1))
    .map(([conversation]) => conversation)
    .slice(0, shownMax)
}

/** What is wrong; empty where nothing is. */
export function faultsOf(report: OnlineReport): readonly string[] {
  const { lost, lostCount, twice, disordered, echoed, unkept, repeated, gaps } = report
  return [
    ...(lostCount > 0 ? [`${lostCount} lost: ${lost.join('; ')}`] : []),
    ...twice,
    ...disordered,
    ...echoed,
    ...unkept.map(id => `${id} was acknowledged and is not in the record`),
    ...repeated.map(said => `"${said}" is in the record more than once`),
    ...gaps.map(conversation => `${conversation} has a gap in its numbers`),
  ]
}
