// What a user sets about notifications: modes, language, template (spec/easemob.md §2.7–2.9). Nickname, display style and the older
// do-not-disturb stand on the user entity.
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'

const appParams = { org: Type.String(), app: Type.String() }
const userParams = Type.Object({ ...appParams, username: Type.String() })
const closed = { additionalProperties: false } as const
const mode = Type.Union([Type.Literal('DEFAULT'), Type.Literal('ALL'), Type.Literal('AT'), Type.Literal('NONE')])

const modeParams = Type.Object({
  ...appParams,
  username: Type.String(),
  chattype: Type.Union([Type.Literal('user'), Type.Literal('chatgroup')]),
  /** The other user's id or the group's; with `user`, the user's own id means all conversations. */
  key: Type.String(),
})

/** Members that are not set, and durations that are over, are left out. */
const modeShown = {
  ignoreInterval: Type.Optional(Type.String()),
  /** The end, epoch ms; only in requests it is a duration. */
  ignoreDuration: Type.Optional(Type.Integer()),
}
const modeData = Type.Object({ data: Type.Object({ type: mode, ...modeShown }, closed) }, closed)
const conversationModes = Type.Record(Type.String(), Type.Object({ type: Type.Optional(mode), ...modeShown }, closed))

const common = {
  access: 'user',
  rate: 'users',
  envelope: 'platform',
  idempotent: false,
  query: Type.Object({}),
} as const
const reading = { ...common, method: 'GET', bodyKind: 'none', bodyBytesMax: 0, body: Type.Object({}) } as const
const setting = { ...common, method: 'PUT', bodyKind: 'json', bodyBytesMax: 64 * kibibyte } as const

const modePath = '/:org/:app/users/:username/notification/:chattype/:key'
const languagePath = '/:org/:app/users/:username/notification/language'
const templatePath = '/:org/:app/users/:username/notification/template'

/** `PUT …/notification/{chattype}/{key}`: changes what is given. */
const modeSet = endpoint({
  ...setting,
  name: 'settings.setMode',
  summary: 'Set which messages notify a user, and when none does',
  path: modePath,
  params: modeParams,
  body: Type.Object({
    type: Type.Optional(mode),
    /** `HH:MM-HH:MM`, daily, by the server's time zone. */
    ignoreInterval: Type.Optional(Type.String({ maxLength: 11 })),
    /** From now on, ms; at most 7 days. */
    ignoreDuration: Type.Optional(Type.Integer({ minimum: 0, maximum: 604_800_000 })),
  }),
  reply: modeData,
})

/** `GET` of the same. */
const modeGet = endpoint({
  ...reading,
  name: 'settings.mode',
  summary: 'Which messages notify a user, and when none does',
  path: modePath,
  params: modeParams,
  reply: modeData,
})

/** `GET …/notification?user=a,b&group=g1`: conversations that have no settings of their own are left out. */
const modeMany = endpoint({
  ...reading,
  name: 'settings.modes',
  summary: 'The modes of up to 20 conversations',
  path: '/:org/:app/users/:username/notification',
  params: userParams,
  query: Type.Object({
    /** User ids, separated by commas. */
    user: Type.Optional(Type.String({ maxLength: 4_096 })),
    /** Group ids, separated by commas. */
    group: Type.Optional(Type.String({ maxLength: 4_096 })),
  }),
  reply: Type.Object({ data: Type.Object({ user: conversationModes, group: conversationModes }, closed) }, closed),
})

/** `GET …/notification/mute/type`: in order of kind and id. */
const modeList = endpoint({
  ...reading,
  name: 'settings.listModes',
  summary: 'Conversations with a mode of their own',
  path: '/:org/:app/users/:username/notification/mute/type',
  params: userParams,
  query: Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    cursor: Type.Optional(Type.String({ maxLength: 1_024 })),
  }),
  reply: Type.Object(
    {
      data: Type.Array(
        Type.Union([
          Type.Object({ user: Type.String(), value: mode }, closed),
          Type.Object({ group: Type.String(), value: mode }, closed),
        ]),
      ),
      cursor: Type.Optional(Type.String()),
    },
    closed,
  ),
})

const languageData = Type.Object({ data: Type.Object({ language: Type.String() }, closed) }, closed)

/** `PUT …/notification/language`: empty = none. */
const languageSet = endpoint({
  ...setting,
  name: 'settings.setLanguage',
  summary: "Set the language of a user's notifications",
  path: languagePath,
  params: userParams,
  body: Type.Object({ translationLanguage: Type.String() }),
  reply: languageData,
})

/** `GET` of the same. */
const languageGet = endpoint({
  ...reading,
  name: 'settings.language',
  summary: "The language of a user's notifications",
  path: languagePath,
  params: userParams,
  reply: languageData,
})

const templateData = Type.Object({ data: Type.Object({ templateName: Type.String() }, closed) }, closed)

/** `PUT …/notification/template`: the template need not exist; empty = none. */
const templateChoose = endpoint({
  ...setting,
  name: 'settings.setTemplate',
  summary: 'Set the template that a user’s notifications are made by',
  path: templatePath,
  params: userParams,
  body: Type.Object({ templateName: Type.String() }),
  reply: templateData,
})

/** `GET` of the same. */
const templateChosen = endpoint({
  ...reading,
  name: 'settings.template',
  summary: 'The template that a user’s notifications are made by',
  path: templatePath,
  params: userParams,
  reply: templateData,
})

/** The endpoints of this resource. */
export const userSettingEndpoints = {
  modeSet,
  modeGet,
  modeMany,
  modeList,
  languageSet,
  languageGet,
  templateChoose,
  templateChosen,
}
