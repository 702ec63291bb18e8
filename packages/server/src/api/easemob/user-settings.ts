// What users set about notifications (spec/easemob.md §2.7–2.9). Only translation: paths to conversations, settings to what is shown.
import type { EndpointReply, userSettingEndpoints } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import type { Conversation } from '../../domain/user-settings.ts'
import {
  changeMode,
  choose,
  chosen,
  listModes,
  modeOf,
  modesOf,
  type ShownMode,
  type UserSettingDeps,
} from '../../flows/registry/user-settings.ts'
import type { Handlers } from '../../http/handler.ts'

/** What these endpoints use. */
export type UserSettingApiDeps = UserSettingDeps

const listLimitDefault = 10

/** Handlers of the endpoints about users' settings. */
export function userSettingHandlers(deps: UserSettingApiDeps): Handlers<typeof userSettingEndpoints> {
  return {
    async modeSet({ params, body }, { app }) {
      const { ignoreDuration, ...rest } = body
      const change = ignoreDuration === undefined ? rest : { ...rest, ignoreDurationMs: ignoreDuration }
      const shown = await changeMode(deps, app, params.username, conversationOf(params), change)
      return { data: { type: shown.type, ...windowsView(shown) } }
    },
    async modeGet({ params }, { app }) {
      const shown = await modeOf(deps, app, params.username, conversationOf(params))
      return { data: { type: shown.type, ...windowsView(shown) } }
    },
    async modeMany({ params, query }, { app }) {
      const asked = [...conversations('user', query.user), ...conversations('chatgroup', query.group)]
      return { data: modesView(await modesOf(deps, app, params.username, asked)) }
    },
    async modeList({ params, query }, { app }) {
      const { limit = listLimitDefault } = query
      const found = await listModes(deps, app, params.username, readCursor(query.cursor), limit + 1)
      const page = found.slice(0, limit)
      const last = found.length > limit ? page.at(-1) : undefined
      return {
        data: page.map(({ conversation: { kind, key }, settings }) => {
          const value = settings.mode ?? 'DEFAULT'
          return kind === 'user' ? { user: key, value } : { group: key, value }
        }),
        ...(last ? { cursor: cursorOf(last.conversation) } : {}),
      }
    },
    async languageSet({ params, body }, { app }) {
      const language = body.translationLanguage
      await choose(deps, app, params.username, { choice: 'language', word: language, field: 'translationLanguage' })
      return { data: { language } }
    },
    languageGet: async ({ params }, { app }) => ({
      data: { language: await chosen(deps, app, params.username, 'language') },
    }),
    async templateChoose({ params, body }, { app }) {
      const { templateName } = body
      await choose(deps, app, params.username, { choice: 'templateName', word: templateName, field: 'templateName' })
      return { data: { templateName } }
    },
    templateChosen: async ({ params }, { app }) => ({
      data: { templateName: await chosen(deps, app, params.username, 'templateName') },
    }),
  }
}

function conversationOf({ chattype, key }: { readonly chattype: Conversation['kind']; readonly key: string }) {
  return { kind: chattype, key }
}

/** Ids separated by commas. */
function conversations(kind: Conversation['kind'], list: string | undefined): readonly Conversation[] {
  const keys = (list ?? '').split(',').map(key => key.trim())
  return keys.filter(key => key !== '').map(key => ({ kind, key }))
}

type ModesView = EndpointReply<typeof userSettingEndpoints.modeMany>['data']

function modesView(modes: Awaited<ReturnType<typeof modesOf>>): ModesView {
  const entries = (kind: Conversation['kind']) =>
    modes
      .filter(({ conversation }) => conversation.kind === kind)
      .map(({ conversation: { key }, shown }): [string, ModesView['user'][string]] => [
        key,
        { ...(shown.type ? { type: shown.type } : {}), ...windowsView(shown) },
      ])
  return { user: Object.fromEntries(entries('user')), group: Object.fromEntries(entries('chatgroup')) }
}

/** The end of a duration has the name that the duration has in requests (spec/easemob.md §2.7). */
function windowsView({ ignoreInterval, ignoreUntilMs }: Omit<ShownMode, 'type'>) {
  return {
    ...(ignoreInterval === undefined ? {} : { ignoreInterval }),
    ...(ignoreUntilMs === undefined ? {} : { ignoreDuration: ignoreUntilMs }),
  }
}

/** The last conversation of a page, hidden in base64url so that nobody builds on it. */
function cursorOf({ kind, key }: Conversation): string {
  return Buffer.from(`${kind}:${key}`).toString('base64url')
}

function readCursor(cursor: string | undefined): Conversation | undefined {
  if (cursor === undefined) return undefined
  const [, kind, key] = /^(user|chatgroup):([^\0]+)$/s.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? []
  if ((kind !== 'user' && kind !== 'chatgroup') || key === undefined || !key.isWellFormed())
    throw new PosthouseError('parameter_invalid', { field: 'cursor' }, { field: 'cursor' })
  return { kind, key }
}
