import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonObject } from '@posthouse/protocol'
import { type Patterns, readTemplateName, type TemplateName } from '../template.ts'
import type { UserSettings } from '../user-settings.ts'
import type { ChatMessage, MessageKind } from './chat-message.ts'
import { readExtension } from './extension.ts'
import { aGroupMessage, aMessage } from './testing/messages.ts'
import { shownText, type TextFacts, templateNames } from './text.ts'
import { fixedWords, type WordsByLanguage } from './words.ts'

type Templates = Readonly<Record<string, readonly [title: string, content: string]>>

function factsOf(message: ChatMessage, ext: JsonObject = {}, settings: UserSettings = {}, remark?: string): TextFacts {
  const known = remark === undefined ? {} : { remark }
  return { message, extension: readExtension(ext), fromNickname: 'Alice A.', settings, ...known }
}

function said(facts: TextFacts, templates: Templates = {}, words: WordsByLanguage = fixedWords): string {
  const all = Object.entries(templates).map(([name, [titlePattern, contentPattern]]): [TemplateName, Patterns] => [
    readTemplateName(name) ?? assert.fail(name),
    { titlePattern, contentPattern },
  ])
  const wanted = new Map(all.filter(([name]) => templateNames(facts).includes(name)))
  const { title, content } = shownText(facts, wanted, words)
  return `${title} | ${content}`
}

describe('the text of a notification (spec/easemob.md §4, §8.7, §10.5)', () => {
  it('tells nothing of the message in style 0, and sender and text in style 1', () => {
    assert.equal(said(factsOf(aMessage())), '您有一条新消息 | 请点击查看')
    assert.equal(said(factsOf(aMessage(), {}, { displayStyle: 1 })), '您有一条新消息 | Alice A.: hello')
    assert.equal(said(factsOf(aGroupMessage(), {}, { displayStyle: 1 })), '您有一条新消息 | Alice A.: hello')
    const nameless = { ...factsOf(aMessage(), {}, { displayStyle: 1 }), fromNickname: undefined }
    assert.equal(said(nameless), '您有一条新消息 | alice: hello')
  })

  it('has a short word for each kind that is no text, in the language of the receiver', () => {
    const kinds: readonly MessageKind[] = ['img', 'audio', 'video', 'loc', 'file', 'custom', 'combine']
    const shown = (language: string) =>
      kinds.map(kind => said(factsOf(aMessage({ kind }), {}, { displayStyle: 1, language })).split(': ')[1])
    assert.deepEqual(shown('zh'), ['[图片]', '[语音]', '[视频]', '[位置]', '[文件]', '[自定义消息]', '[聊天记录]'])
    assert.deepEqual(shown('EN'), [
      '[Image]',
      '[Voice]',
      '[Video]',
      '[Location]',
      '[File]',
      '[Custom message]',
      '[Chat history]',
    ])
  })

  it('speaks English to who set it, Chinese to who set nothing or a language that it has no words in', () => {
    const spoken = (language: string) => said(factsOf(aMessage(), {}, { language }))
    for (const language of ['EN', 'en', 'en-US', 'EN_gb'])
      assert.equal(spoken(language), 'You have a new message | Please click to view', language)
    for (const language of ['', 'zh-Hans', 'fr', '__proto__', 'fallback'])
      assert.equal(spoken(language), '您有一条新消息 | 请点击查看', language)
  })

  it('takes its words from the caller', () => {
    const french = { ...fixedWords.fallback, title: 'Nouveau', mention: '{0} parle de vous' }
    const words = { ...fixedWords, fr: french }
    assert.equal(said(factsOf(aMessage(), {}, { language: 'fr-CA' }), {}, words), 'Nouveau | 请点击查看')
    const mention = factsOf(aGroupMessage(), { em_at_list: ['bob'] }, { language: 'fr' })
    assert.equal(said(mention, {}, words), 'Nouveau | Alice A. parle de vous')
  })

  const templates: Templates = {
    default: ['D', 'default'],
    detail: ['T', '{$fromNickname} says {$msg}'],
    own: ['R', 'receiver {$msg}{0}'],
    promo: ['S {0}', 'sender {0}-{1}'],
    vip: ['V {0}', 'directed {$msg} {0}'],
  }
  const explicit = { title: 'X', content: 'explicit' }
  const sent = { name: 'promo', title_args: ['a'], content_args: ['b', 'c'] }
  const directed = { target: ['bob'], name: 'vip', title_args: ['d'], content_args: ['e'] }

  it('lets each text win over those before it: own, default or detail, in the message, receiver, sender, directed', () => {
    const style = { displayStyle: 1 } as const
    const receiver = { ...style, templateName: 'own' }
    const steps: readonly (readonly [JsonObject, UserSettings, string])[] = [
      [{}, {}, 'D | default'],
      [{}, style, 'T | Alice A. says hello'],
      [{ em_push_ext: explicit }, style, 'X | explicit'],
      [{ em_push_ext: explicit }, receiver, 'R | receiver hello'],
      [{ em_push_ext: explicit, em_push_template: sent }, receiver, 'S a | sender b-c'],
      [{ em_push_template: { ...sent, directed_template: directed } }, receiver, 'V d | directed hello e'],
    ]
    for (const [ext, settings, wanted] of steps)
      assert.equal(said(factsOf(aMessage(), ext, settings), templates), wanted)
  })

  it('gives a directed template only to whom it is for', () => {
    const ext = { em_push_template: { ...sent, directed_template: { ...directed, target: ['carol'] } } }
    assert.equal(said(factsOf(aMessage(), ext), templates), 'S a | sender b-c')
  })

  it('passes over a template that does not exist', () => {
    const ext = { em_push_template: { name: 'gone', directed_template: { ...directed, name: 'gone2' } } }
    assert.equal(said(factsOf(aMessage(), ext, { templateName: 'gone3' }), templates), 'D | default')
    assert.equal(said(factsOf(aMessage(), ext, { templateName: 'own' }), templates), 'R | receiver hello')
    assert.equal(said(factsOf(aMessage(), ext, { templateName: 'no name!' })), '您有一条新消息 | 请点击查看')
  })

  it('lets a message give only a title or only a content', () => {
    assert.equal(said(factsOf(aMessage(), { em_push_ext: { title: 'X' } })), 'X | 请点击查看')
    assert.equal(said(factsOf(aMessage(), { em_apns_ext: { em_push_content: 'Y' } })), '您有一条新消息 | Y')
  })

  it('tells a mentioned user so, whichever text would have won, but a directed one', () => {
    const at = { em_at_list: ['bob'] }
    assert.equal(said(factsOf(aGroupMessage(), at)), '您有一条新消息 | Alice A.在群中@了我')
    assert.equal(said(factsOf(aGroupMessage(), { em_at_list: 'all' })), '您有一条新消息 | Alice A.在群中@了我')
    assert.equal(
      said(factsOf(aGroupMessage(), { ...at, em_push_template: sent }), templates),
      'S a | Alice A.在群中@了我',
    )
    const both = { ...at, em_push_template: { ...sent, directed_template: directed } }
    assert.equal(said(factsOf(aGroupMessage(), both), templates), 'V d | directed Alice A.在群中@了我 e')
    const english = factsOf(aGroupMessage(), at, { language: 'en', displayStyle: 1 })
    assert.equal(said(english), 'You have a new message | Alice A. mentioned you in the group')
  })

  it('tells nothing of a mention one to one, of others, or where the sender does not want it', () => {
    const at = { em_at_list: ['bob'] }
    assert.equal(said(factsOf(aMessage(), at)), '您有一条新消息 | 请点击查看')
    assert.equal(said(factsOf(aGroupMessage(), { em_at_list: ['carol'] })), '您有一条新消息 | 请点击查看')
    const hidden = { ...at, em_push_template: { disable_at_content: true } }
    assert.equal(said(factsOf(aGroupMessage(), hidden, { displayStyle: 1 })), '您有一条新消息 | Alice A.: hello')
  })

  it('calls the sender what the receiver does, else what the group does, else by the nickname, else by the id', () => {
    const dynamic: Templates = { default: ['{$dynamicFrom}', '{$fromNickname}'] }
    const grouped = { em_push_ext: { group_user_nickname: 'Ali' } }
    assert.equal(said(factsOf(aGroupMessage(), grouped, {}, 'Sis'), dynamic), 'Sis | Alice A.')
    assert.equal(said(factsOf(aGroupMessage(), grouped), dynamic), 'Ali | Alice A.')
    assert.equal(said(factsOf(aGroupMessage()), dynamic), 'Alice A. | Alice A.')
    assert.equal(said({ ...factsOf(aGroupMessage()), fromNickname: undefined }, dynamic), 'alice | alice')
    const mention = factsOf(aGroupMessage(), { ...grouped, em_at_list: 'all' })
    assert.equal(said({ ...mention, fromNickname: '$&{0}' }), '您有一条新消息 | Ali在群中@了我')
    assert.equal(
      said({ ...factsOf(aGroupMessage(), { em_at_list: 'all' }), fromNickname: '$&{0}' }),
      '您有一条新消息 | $&{0}在群中@了我',
    )
  })

  it('shows the places in a message as they are', () => {
    const facts = factsOf(aMessage({ text: '{0} {$msg} $1' }), { em_push_template: { name: 'own' } })
    assert.equal(said(facts, templates), 'R | receiver {0} {$msg} $1')
  })

  it('cuts what is longer than any phone shows', () => {
    const facts = factsOf(
      aMessage({ text: '文'.repeat(5_000) }),
      { em_push_ext: { title: 'x'.repeat(5_000) } },
      { displayStyle: 1 },
    )
    const [title = '', content = ''] = said(facts).split(' | ')
    assert.deepEqual([title.length, content.length, content.at(-1)], [256, 1_024, '…'])
  })

  it('asks for no template but those that may be used', () => {
    const ext = { em_push_template: { ...sent, directed_template: directed } }
    assert.deepEqual(templateNames(factsOf(aMessage(), ext, { templateName: 'own' })), [
      'default',
      'own',
      'promo',
      'vip',
    ])
    assert.deepEqual(templateNames(factsOf(aMessage(), {}, { displayStyle: 1 })), ['detail'])
  })
})
