import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Entry, ServerFrame } from '@posthouse/protocol/frames'
import fc from 'fast-check'
import { Inbox, type InboxPorts, type Unit, waitingStepsMax } from './inbox.ts'
import { settled } from './testing/fake-world.ts'

type EntriesFrame = Extract<ServerFrame, { t: 'entries' }>

function aMessage(position: number, id: number, to = 'team'): Entry {
  const message = {
    id: String(id),
    conversationType: 2,
    from: 'bob',
    to,
    seq: position,
    type: 1,
    content: {},
    sentAtMs: 1,
  } as const
  return { kind: 'message', position, message }
}

function aFrame(entries: readonly Entry[], more: Partial<EntriesFrame> = {}): EntriesFrame {
  return { t: 'entries', entries, position: entries[entries.length - 1]?.position ?? 0, ...more }
}

interface Desk {
  readonly inbox: Inbox
  readonly ids: string[]
  readonly units: Unit[]
  readonly log: string[]
}

function aDesk(more: Partial<InboxPorts> = {}): Desk {
  const [ids, units, log]: [string[], Unit[], string[]] = [[], [], []]
  const inbox = new Inbox({
    give: unit => {
      units.push(unit)
      ids.push(...idsOf(unit))
      log.push(`give ${idsOf(unit).join(' ')}`)
    },
    frameGiven: () => log.push('frame'),
    keep: async position => {
      log.push(`keep ${position}`)
    },
    ack: position => log.push(`ack ${position}`),
    failed: what => log.push(`failed ${what}`),
    ...more,
  })
  return { inbox, ids, units, log }
}

function idsOf({ entries }: Unit): string[] {
  return entries.flatMap(entry => (entry.kind === 'message' ? [entry.message.id] : []))
}

describe('the inbox', () => {
  it('gives a run of one conversation as one unit, keeps its place, and acknowledges once', async () => {
    const { inbox, log } = aDesk()
    inbox.take(aFrame([aMessage(1, 11), aMessage(2, 12), aMessage(3, 13, 'others')], { position: 5 }))
    await settled()
    assert.deepEqual(log, ['give 11 12', 'keep 2', 'give 13', 'keep 3', 'frame', 'keep 5', 'ack 5'])
    assert.equal(inbox.position, 5)
  })

  it('goes on when a listener throws', async () => {
    const { inbox, log } = aDesk({
      give: () => {
        throw new Error('of the app')
      },
    })
    inbox.take(aFrame([aMessage(1, 11)]))
    await settled()
    assert.deepEqual(log, ['failed listener', 'keep 1', 'frame', 'ack 1'])
  })

  it('goes on when the shelf fails', async () => {
    const { inbox, log } = aDesk({ keep: () => Promise.reject(new Error('full')) })
    inbox.take(aFrame([aMessage(1, 11)]))
    await settled()
    assert.deepEqual(log, ['give 11', 'failed shelf', 'frame', 'ack 1'])
  })

  it('does not acknowledge what the shelf does not have yet', async () => {
    let release: () => void = () => {}
    const { inbox, log } = aDesk({ keep: () => new Promise<void>(resolve => (release = resolve)) })
    inbox.take(aFrame([aMessage(1, 11)]))
    await settled()
    assert.deepEqual(log, ['give 11'])
    release()
    await settled()
    assert.deepEqual(log, ['give 11', 'frame', 'ack 1'])
  })

  it('takes no more than it may hold', () => {
    const { inbox } = aDesk()
    const frame = (from: number): EntriesFrame =>
      aFrame(Array.from({ length: 200 }, (_, at) => aMessage(from + at, from + at, `g${at}`)))
    let taken = 0
    while (inbox.take(frame(1 + taken * 200))) taken += 1
    assert.ok(taken * 201 < waitingStepsMax && (taken + 2) * 201 > waitingStepsMax)
  })

  it('I3 gives again what was dropped before it was given', async () => {
    const { inbox, ids } = aDesk()
    inbox.take(aFrame([aMessage(1, 11), aMessage(2, 12, 'others')]))
    await inbox.drop()
    inbox.begin(inbox.position, 'bob')
    inbox.take(aFrame([aMessage(1, 11), aMessage(2, 12, 'others')].filter(entry => entry.position > inbox.position)))
    await settled()
    assert.deepEqual(ids, ['11', '12'])
  })

  it('I3 gives each message once and in order, whatever comes twice, late, or again after a restart', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.array(
          fc.record({ act: fc.constantFrom('send', 'send', 'send', 'repeat', 'lose', 'die'), size: fc.nat(8) }),
          { maxLength: 40 },
        ),
        async (count, acts) => {
          const timeline = Array.from({ length: count }, (_, at) =>
            aMessage(at + 1, 100 + at, at % 3 === 0 ? 'a' : 'b'),
          )
          const given: string[] = []
          let kept = 0
          const open = (): Inbox => {
            const { inbox } = aDesk({
              give: unit => given.push(...idsOf(unit)),
              keep: async position => {
                kept = position
              },
            })
            inbox.begin(kept, 'bob')
            return inbox
          }
          let inbox = open()
          let sent = kept
          const send = (from: number, size: number): void => {
            const entries = timeline.filter(({ position }) => position > from && position <= from + size)
            if (entries.length > 0) inbox.take(aFrame(entries))
          }
          for (const { act, size } of acts) {
            if (act === 'send') {
              send(sent, size)
              sent = Math.min(count, sent + size)
            } else if (act === 'repeat') {
              send(Math.max(0, sent - size), size)
            } else if (act === 'lose') {
              await inbox.drop()
              inbox.begin(inbox.position, 'bob')
              sent = inbox.position
            } else {
              // A program that ends between two units: what it gave, the shelf has.
              await inbox.drop()
              inbox = open()
              sent = kept
            }
          }
          send(sent, count)
          await settled()
          assert.deepEqual(
            given,
            timeline.map((_, at) => String(100 + at)),
          )
        },
      ),
      { numRuns: 200 },
    )
  })

  it('I3 repeats one unit at most when the program dies while its listeners run', async () => {
    const timeline = Array.from({ length: 9 }, (_, at) => aMessage(at + 1, 100 + at, `g${Math.floor(at / 2)}`))
    let kept = 0
    const given: string[] = []
    let isDead = false
    const dying = aDesk({
      give: unit => {
        if (!isDead) given.push(...idsOf(unit))
      },
      keep: position => {
        // The third unit was given, and the program died before the shelf had it.
        if (position >= 5) isDead = true
        if (!isDead) kept = position
        return isDead ? new Promise(() => {}) : Promise.resolve()
      },
    })
    dying.inbox.take(aFrame(timeline))
    await settled()
    const reborn = aDesk({ give: unit => given.push(...idsOf(unit)) })
    reborn.inbox.begin(kept, 'bob')
    reborn.inbox.take(aFrame(timeline.filter(({ position }) => position > kept)))
    await settled()
    assert.deepEqual(given, ['100', '101', '102', '103', '104', '105', '104', '105', '106', '107', '108'])
  })

  it('tells a message once that a server which was set back tells at another position', async () => {
    const { inbox, ids } = aDesk()
    inbox.begin(0, 'bob')
    inbox.take(aFrame([aMessage(7, 11)]))
    await settled()
    inbox.begin(3, 'bob')
    inbox.take(aFrame([aMessage(4, 11), aMessage(5, 12)]))
    await settled()
    assert.deepEqual(ids, ['11', '12'])
  })

  it('I3 gives a message to the next user of the device, though the user before had it too', async () => {
    const { inbox, ids } = aDesk()
    inbox.begin(0, 'alice')
    inbox.take(aFrame([aMessage(1, 11)]))
    await settled()
    inbox.begin(0, 'bob')
    inbox.take(aFrame([aMessage(1, 11)]))
    await settled()
    assert.deepEqual(ids, ['11', '11'])
  })
})
