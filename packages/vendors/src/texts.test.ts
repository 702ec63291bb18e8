// Whatever a person writes: each vendor's limits are kept, as its simulator counts them, and what the phone shows is the beginning of
// what was written (S33). Emoji, right-to-left, combining marks, characters of four bytes, a megabyte of title.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import type { Notification } from './notification.ts'
import { vendors } from './registry.ts'
import type { Shown } from './shown.ts'
import { simulators } from './simulators.ts'
import { openStage, type Stage } from './testing/stage.ts'

const piece = fc.constantFrom(
  'a',
  ' ',
  '"',
  '\\',
  '\n',
  '&',
  '%',
  '+',
  '=',
  '驿',
  '站',
  'é',
  'e\u0301',
  'ñ',
  '👍',
  '👍🏽',
  '👩‍👩‍👧‍👦',
  '🇨🇳',
  '𠮷',
  'مرحبا',
  'שלום',
  '\u202e',
  '\u200f',
  'ไทย',
  '한',
  'नि',
)
const words = fc.array(piece, { minLength: 1, maxLength: 400 }).map(pieces => `L${pieces.join('')}.`)

/** The shown text is what was written, or its beginning and an ellipsis, and no character of it is torn. */
function isBeginningOf(shown: string, written: string): boolean {
  if (shown === written) return true
  return shown.isWellFormed() && shown.endsWith('…') && written.startsWith(shown.slice(0, -1))
}

for (const vendor of vendors) {
  const start = simulators[vendor.name]
  if (!start) continue
  let opened: Promise<Stage> | undefined
  const stage = (): Promise<Stage> => {
    opened ??= openStage({ vendor, start })
    return opened
  }
  after(async () => {
    await (await opened)?.[Symbol.asyncDispose]()
  })

  const shownFor = async (notification: Notification): Promise<Shown> => {
    const { simulator, send, tokens } = await stage()
    const results = await send(tokens(1), notification)
    assert.equal(results[0]?.kind, 'accepted', `${JSON.stringify(results[0])} ${simulator.received.at(-1)?.reason}`)
    const shown = simulator.delivered.at(-1)?.shown
    assert.ok(shown, 'the phone shows nothing')
    return shown
  }

  test(`S33 ${vendor.name}: any text arrives, whole or cut between characters (property)`, async () => {
    await fc.assert(
      fc.asyncProperty(words, words, fc.option(words), async (title, content, subTitle) => {
        const shown = await shownFor({ title, content, ...(subTitle === null ? {} : { subTitle }), blocks: {} })
        assert.ok(isBeginningOf(shown.title, title), `title ${shown.title}`)
        assert.ok(isBeginningOf(shown.body, content), `body ${shown.body}`)
        if (shown.subtitle !== undefined) assert.ok(isBeginningOf(shown.subtitle, subTitle ?? ''), 'subtitle')
      }),
      { numRuns: 40 },
    )
  })

  test(`S33 ${vendor.name}: a title and a text of a megabyte each are cut, of whatever they are made`, async () => {
    for (const character of ['a', '驿', '👩‍👩‍👧‍👦', '𠮷', '"', '\u0301', '\u202e']) {
      const long = `L${character.repeat(Math.ceil(1_048_576 / Buffer.byteLength(character)))}`
      const shown = await shownFor({ title: long, content: long, blocks: {} })
      assert.ok(isBeginningOf(shown.title, long) && shown.title.length < 5_000, character)
      assert.ok(isBeginningOf(shown.body, long) && shown.body.length < 5_000, character)
    }
  })
}
