import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AppsSetting } from '@posthouse/client/rest'
import { appEndpoints, rates } from '@posthouse/protocol'
import { allSettings, changeOf, type Draft, differences, drafted, hasObjection } from './draft.ts'
import { objection, type Setting, valueText } from './setting.ts'

const settings: AppsSetting = {
  openRegistration: false,
  pushOpen: true,
  rates: { pushSync: 5 },
  chat: { ackWaitMs: 900 },
}

function setting(path: string): Setting {
  const found = allSettings.find(one => one.path === path)
  assert.ok(found, path)
  return found
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly anyOf?: readonly Schema[]
  readonly type?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly const?: unknown
}

/** Every setting of the interface by its path, with what it may be. */
function declared(schema: Schema, below: string = ''): readonly (readonly [string, readonly Schema[]])[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const forms = alternatives(member).filter(({ type }) => type !== 'null')
    const group = forms.find(({ properties }) => properties)
    return group ? declared(group, `${below}${name}.`) : [[`${below}${name}`, forms] as const]
  })
}

function alternatives(schema: Schema): readonly Schema[] {
  return schema.anyOf ? schema.anyOf.flatMap(alternatives) : [schema]
}

describe('The settings of the console', () => {
  const members = declared(appEndpoints.appSettings.body as unknown as Schema)

  it('are those of the interface, each once', () => {
    assert.deepEqual(allSettings.map(({ path }) => path).sort(), members.map(([path]) => path).sort())
  })

  it('have its ranges and choices', () => {
    for (const [path, forms] of members) {
      const { kind } = setting(path)
      if (kind.is === 'number') assert.deepEqual([kind.min, kind.max], [forms[0]?.minimum, forms[0]?.maximum], path)
      if (kind.is === 'switch') assert.equal(forms[0]?.type, 'boolean', path)
      if (kind.is === 'choice')
        assert.deepEqual(kind.options.map(({ value }) => value).sort(), forms.map(form => form.const).sort(), path)
    }
  })

  it('have the documented rates as defaults', () => {
    for (const [name, { calls, windowMs }] of Object.entries(rates)) {
      const { standard, kind } = setting(`rates.${name}`)
      assert.equal(standard, calls, name)
      assert.equal(
        kind.is === 'number' && kind.unit?.en,
        windowMs === 1_000 ? 'a second' : `in ${windowMs / 1_000} seconds`,
      )
    }
  })
})

describe('A draft', () => {
  const typed = (...changes: readonly (readonly [string, Parameters<typeof drafted>[3]])[]): Draft =>
    changes.reduce<Draft>((draft, [path, value]) => drafted(draft, settings, setting(path), value), {})

  it('holds what differs, and forgets what is as it was', () => {
    assert.deepEqual(typed(['rates.pushSync', 9]), { 'rates.pushSync': 9 })
    assert.deepEqual(typed(['rates.pushSync', 9], ['rates.pushSync', 5]), {})
    assert.deepEqual(typed(['pushOpen', false], ['pushOpen', null]), {})
  })

  it('takes a default that is typed for nothing said', () => {
    assert.deepEqual(typed(['rates.pushSync', 1]), { 'rates.pushSync': null })
    assert.deepEqual(typed(['rates.pushAsync', 100]), {})
  })

  it('becomes one change, with the members of a group inside it', () => {
    const draft = typed(['rates.pushSync', 0], ['rates.label', 3], ['chat.ackWaitMs', null], ['longTexts', 'cut'])
    assert.deepEqual(changeOf(draft), { rates: { pushSync: 0, label: 3 }, chat: { ackWaitMs: null }, longTexts: 'cut' })
  })

  it('says before and after in words of both languages', () => {
    const lines = (language: 'en' | 'zh') =>
      differences(typed(['rates.pushSync', 0], ['chat.ackWaitMs', null], ['quotas.users', 100]), settings).map(
        one =>
          `${one.setting.title[language]}: ${valueText(one.setting, one.before, language)} → ${valueText(one.setting, one.after, language)}`,
      )
    assert.deepEqual(lines('en'), [
      'Sync pushes: 5 a second → no limit',
      'Users: none → 100 users',
      'Wait for an acknowledgement: 900 ms → 5,000 ms',
    ])
    assert.deepEqual(lines('zh'), [
      '同步推送: 5 次/秒 → 不限',
      '用户数: 无 → 100 个用户',
      '等待确认的时间: 900 毫秒 → 5,000 毫秒',
    ])
  })

  it('is held back by a value out of its range', () => {
    assert.equal(hasObjection(typed(['chat.ackWaitMs', 499])), true)
    assert.equal(hasObjection(typed(['chat.ackWaitMs', 500])), false)
    assert.match(objection(setting('chat.ackWaitMs'), 60_001, 'en') ?? '', /from 500 to 60,000\.$/)
    assert.match(objection(setting('quotas.users'), -1, 'zh') ?? '', /或留空/)
  })
})
