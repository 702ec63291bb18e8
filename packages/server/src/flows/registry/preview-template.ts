// What a template says for a message, before anybody is pushed to. The texts are made by the rule that makes those of a push
// (domain/message/text.ts); here is only what that rule is given. Writes nothing.
import { day, type UserId } from '@posthouse/protocol'
import type { Shown } from '@posthouse/vendors'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import type { ChatMessage, MessageKind } from '../../domain/message/chat-message.ts'
import { readExtension } from '../../domain/message/extension.ts'
import { messageNotification } from '../../domain/message/notification.ts'
import { type ShownText, shownText, type TextFacts, templateNames } from '../../domain/message/text.ts'
import { fixedWords } from '../../domain/message/words.ts'
import { withCategory } from '../../domain/notification.ts'
import { notifierToLookThrough } from '../../domain/notifier.ts'
import { isVoip } from '../../domain/push.ts'
import { type Patterns, patternObjection, readTemplateName, type TemplateName } from '../../domain/template.ts'
import type { UserSettings } from '../../domain/user-settings.ts'
import { readUsername } from '../../domain/username.ts'
import { ChannelError, type VendorChannels } from '../../ports/channels.ts'
import type { Tables } from '../../ports/store.ts'

/** What previewing uses. */
export interface PreviewDeps {
  readonly store: {
    readonly tables: {
      readonly templates: Pick<Tables['templates'], 'byNames'>
      readonly users: Pick<Tables['users'], 'find'>
      readonly userSettings: Pick<Tables['userSettings'], 'findMany'>
      readonly notifiers: Pick<Tables['notifiers'], 'list'>
    }
  }
  readonly channels: Pick<VendorChannels, 'inspector'>
  readonly clock: Pick<Clock, 'now'>
}

/** The message that is imagined. */
export interface PreviewWish {
  readonly name: string
  /** What is not stored yet stands for what is. */
  readonly draft: Partial<Patterns>
  readonly titleArgs: readonly string[]
  readonly contentArgs: readonly string[]
  readonly from: string | undefined
  readonly to: string | undefined
  readonly kind: Exclude<MessageKind, 'cmd'>
  readonly text: string
}

/** A text that could be shown; the first that exists is. */
export interface Candidate {
  readonly by: 'message' | 'receiver' | 'style' | 'builtin'
  readonly name?: string
  readonly exists: boolean
}

/** What is shown, to the receiver and to others like it of each language that there are words in. */
export interface TemplatePreview {
  readonly shown: ShownText & { readonly language: string | undefined }
  readonly languages: readonly (ShownText & { readonly language: string })[]
  readonly screens: readonly VendorScreen[]
  readonly order: readonly Candidate[]
}

/** What the phones of a vendor show. */
export interface VendorScreen {
  readonly vendor: string
  readonly shown: Shown
}

/** Languages that a preview is made in: those of our own words. */
const previewLanguages = Object.keys(fixedWords).filter(language => language !== 'fallback')

/**
 * Previews a template. Throws `template_not_found` where neither a template nor both patterns are there, and `parameter_invalid` for a
 * name or a pattern that no template may have.
 */
export async function previewTemplate(deps: PreviewDeps, app: App, wish: PreviewWish): Promise<TemplatePreview> {
  const { templates, users } = deps.store.tables
  const name = readTemplateName(wish.name)
  if (name === undefined) throw invalid('name')
  const objection = patternObjection(wish.draft)
  if (objection !== undefined) throw invalid(objection === 'title_pattern' ? 'titlePattern' : 'contentPattern')
  const [from, to] = [userIdOf(wish.from, 'from'), userIdOf(wish.to, 'to')]
  const [sender, settings] = await Promise.all([
    from && users.find(app.id, from),
    to ? deps.store.tables.userSettings.findMany(app.id, [to]) : undefined,
  ])
  const own = (to && settings?.get(to)) ?? {}
  const facts = factsOf({ app, name, wish, from, to, nowMs: deps.clock.now() }, sender?.nickname, own)
  const stored = await templates.byNames(app.id, templateNames(facts))
  const patterns = new Map<TemplateName, Patterns>(stored.map(one => [one.name, one]))
  patterns.set(name, drafted(wish, patterns.get(name)))
  const shown = shownText(facts, patterns, fixedWords)
  const inLanguage = (language: string): TextFacts => ({ ...facts, settings: { ...own, language } })
  return {
    shown: { ...shown, language: own.language },
    languages: previewLanguages.map(language => ({
      language,
      ...shownText(inLanguage(language), patterns, fixedWords),
    })),
    screens: await screensOf(deps, app, facts, shown),
    order: candidates(facts, patterns),
  }
}

/** As a notifier of each vendor renders it; one whose credential does not open is passed over. */
async function screensOf(
  { store, channels, clock }: PreviewDeps,
  app: App,
  { message, extension }: TextFacts,
  text: ShownText,
): Promise<readonly VendorScreen[]> {
  const ofVendors = Map.groupBy(await store.tables.notifiers.list(app.id), ({ vendor }) => vendor)
  const notification = withCategory(
    messageNotification(message, extension, text, undefined),
    app.settings.defaultCategory,
  )
  const times = { nowMs: clock.now(), expiresAtMs: clock.now() + day }
  const screens: VendorScreen[] = []
  for (const [vendor, ofVendor] of ofVendors) {
    const notifier = notifierToLookThrough(ofVendor, { isVoip: isVoip(notification) })
    if (!notifier) continue
    try {
      const shown = (await channels.inspector(notifier))(notification, times).look?.shown
      if (shown) screens.push({ vendor, shown })
    } catch (cause) {
      // The notifier's own page says what is wrong with it.
      if (!(cause instanceof ChannelError)) throw cause
    }
  }
  return screens.toSorted((one, other) => (one.vendor < other.vendor ? -1 : 1))
}

/** A sender and a receiver for whoever named none. */
const [madeUpSender, madeUpReceiver] = ['alice' as UserId, 'bob' as UserId]

function factsOf(
  imagined: {
    readonly app: App
    readonly name: TemplateName
    readonly wish: PreviewWish
    readonly from: UserId | undefined
    readonly to: UserId | undefined
    readonly nowMs: number
  },
  fromNickname: string | undefined,
  settings: UserSettings,
): TextFacts {
  const { app, name, wish, from, to, nowMs } = imagined
  const { titleArgs, contentArgs, kind, text } = wish
  const message: ChatMessage = {
    id: '1',
    appkey: app.appkey,
    from: from ?? madeUpSender,
    to: to ?? madeUpReceiver,
    chatType: 'chat',
    kind,
    sentAtMs: nowMs,
    ...(kind === 'txt' ? { text } : {}),
  }
  const template = { name, title_args: [...titleArgs], content_args: [...contentArgs] }
  return { message, extension: readExtension({ em_push_template: template }), fromNickname, settings }
}

function drafted({ name, draft }: PreviewWish, stored: Patterns | undefined): Patterns {
  const titlePattern = draft.titlePattern ?? stored?.titlePattern
  const contentPattern = draft.contentPattern ?? stored?.contentPattern
  if (titlePattern !== undefined && contentPattern !== undefined) return { titlePattern, contentPattern }
  throw new PosthouseError('template_not_found', { name }, { field: 'name' })
}

/** The order of `shownText`, for a message that names a template and mentions nobody. */
function candidates(
  { extension, settings }: TextFacts,
  patterns: ReadonlyMap<TemplateName, Patterns>,
): readonly Candidate[] {
  const named = (by: Candidate['by'], name: string | undefined): Candidate =>
    name === undefined ? { by, exists: false } : { by, name, exists: patterns.has(name as TemplateName) }
  return [
    named('message', extension.template?.name),
    named('receiver', settings.templateName),
    named('style', settings.displayStyle === 1 ? 'detail' : 'default'),
    { by: 'builtin', exists: true },
  ]
}

function userIdOf(text: string | undefined, field: string): UserId | undefined {
  if (text === undefined) return undefined
  const read = readUsername(text)
  if (typeof read === 'string') return read
  throw invalid(field)
}

function invalid(field: string): PosthouseError {
  return new PosthouseError('parameter_invalid', { field }, { field })
}
