// What the notification of a message says to one receiver: which of the texts that there are wins (spec/easemob.md §4, §8.7, §10.5).
// Pure; templates were loaded by others, who learn from `templateNames` which.
import { shorten, units } from '@posthouse/vendors'
import { type Patterns, readTemplateName, rendered, type TemplateName } from '../template.ts'
import type { UserSettings } from '../user-settings.ts'
import type { ChatMessage } from './chat-message.ts'
import { type MessageExtension, mentions, type TemplateUse } from './extension.ts'
import { type Words, type WordsByLanguage, wordsFor } from './words.ts'

/** Whom a notification speaks to, and of whom. */
export interface TextFacts {
  readonly message: ChatMessage
  readonly extension: MessageExtension
  /** The sender's push nickname. */
  readonly fromNickname: string | undefined
  /** What the receiver calls the sender. */
  readonly remark?: string
  readonly settings: Pick<UserSettings, 'displayStyle' | 'language' | 'templateName'>
}

/** Title and content. */
export interface ShownText {
  readonly title: string
  readonly content: string
}

/** Ours: longest title and content, UTF-16 units; vendors cut them further. */
const titleUnitsMax = 256
const contentUnitsMax = 1_024

/** Templates that are used without being named (spec/easemob.md §4). */
const [defaultName, detailName] = ['default' as TemplateName, 'detail' as TemplateName]

/**
 * The texts, of which the last one that there is wins: our own, the template `default` or `detail`, the texts in the message, the
 * receiver's template, the sender's, the one for this receiver. A named template that does not exist is passed over. Who is mentioned
 * reads that as content, whatever else would win, except in a template for this receiver, or where the sender wants it otherwise.
 */
export function shownText(
  facts: TextFacts,
  templates: ReadonlyMap<TemplateName, Patterns>,
  table: WordsByLanguage,
): ShownText {
  const words = wordsFor(table, facts.settings.language)
  const names = namesOf(facts)
  const mention = mentionOf(facts, names, words)
  const told = mention ?? bodyOf(facts.message, words)
  const use = (template: TemplateUse | undefined): ShownText | undefined => {
    const patterns = template && templates.get(template.name)
    return patterns && filled(patterns, template, { ...names, msg: told })
  }
  const directed = use(directedTo(facts))
  if (directed) return cut(directed)
  const bare = styleName(facts)
  const plain = use(withoutArgs(bare)) ?? ownText(bare, names, told, words)
  const { title = plain.title, content = plain.content } = facts.extension
  const won = use(facts.extension.template) ??
    use(withoutArgs(nameOf(facts.settings.templateName))) ?? { title, content }
  return cut({ title: won.title, content: mention ?? won.content })
}

/** The templates that a message's notification may use for a receiver with these settings. */
export function templateNames(facts: Pick<TextFacts, 'message' | 'extension' | 'settings'>): readonly TemplateName[] {
  const { extension, settings } = facts
  const names = [styleName(facts), nameOf(settings.templateName), extension.template?.name, directedTo(facts)?.name]
  return [...new Set(names.filter(name => name !== undefined))]
}

function styleName({ settings }: Pick<TextFacts, 'settings'>): TemplateName {
  return settings.displayStyle === 1 ? detailName : defaultName
}

function nameOf(text: string | undefined): TemplateName | undefined {
  return text === undefined ? undefined : readTemplateName(text)
}

function directedTo({ message, extension }: Pick<TextFacts, 'message' | 'extension'>): TemplateUse | undefined {
  return extension.directed?.targets.has(message.to) ? extension.directed : undefined
}

function withoutArgs(name: TemplateName | undefined): TemplateUse | undefined {
  return name === undefined ? undefined : { name, titleArgs: [], contentArgs: [] }
}

interface Names {
  readonly fromNickname: string
  readonly dynamicFrom: string
}

/** A sender without a nickname is known by the user id. */
function namesOf({ message, extension, fromNickname, remark }: TextFacts): Names {
  const plain = fromNickname || message.from
  return { fromNickname: plain, dynamicFrom: remark || extension.groupNickname || plain }
}

function mentionOf({ message, extension }: TextFacts, names: Names, { mention }: Words): string | undefined {
  const isTold = message.chatType === 'groupchat' && !extension.hidesMention && mentions(extension, message.to)
  return isTold ? mention.replace('{0}', () => names.dynamicFrom) : undefined
}

/** The text, or a short word for what the message is. */
function bodyOf({ kind, text }: ChatMessage, { kinds, content }: Words): string {
  if (kind === 'txt') return (text ?? '').toWellFormed()
  return kind === 'cmd' ? content : kinds[kind]
}

/** The built-in texts of the two display styles. */
function ownText(style: TemplateName, names: Names, told: string, words: Words): ShownText {
  return { title: words.title, content: style === detailName ? `${names.fromNickname}: ${told}` : words.content }
}

function filled(patterns: Patterns, use: TemplateUse, values: Names & { readonly msg: string }): ShownText {
  return {
    title: rendered(patterns.titlePattern, { ...values, args: use.titleArgs }),
    content: rendered(patterns.contentPattern, { ...values, args: use.contentArgs }),
  }
}

/** A long pattern with long values in it may say very much. */
function cut({ title, content }: ShownText): ShownText {
  return { title: shorten(title, titleUnitsMax, units), content: shorten(content, contentUnitsMax, units) }
}
