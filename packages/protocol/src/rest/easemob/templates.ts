// Push templates: named texts with places for values, used for the notifications of messages (spec/easemob.md §4).
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'

const appParams = { org: Type.String(), app: Type.String() }
const templateParams = Type.Object({ ...appParams, name: Type.String() })
const closed = { additionalProperties: false } as const

/** A template; times are epoch ms. */
const template = Type.Object(
  {
    name: Type.String(),
    createAt: Type.Integer(),
    updateAt: Type.Integer(),
    title_pattern: Type.String(),
    content_pattern: Type.String(),
  },
  closed,
)
const one = Type.Object({ data: template }, closed)

const common = {
  access: 'app',
  envelope: 'platform-pathless',
  idempotent: false,
  bodyBytesMax: 64 * kibibyte,
  rate: 'template',
} as const
const bodiless = { ...common, bodyKind: 'none', body: Type.Object({}) } as const

/** `POST notification/template`. Which names and patterns are allowed is the server's to say. */
const templateCreate = endpoint({
  ...common,
  name: 'templates.create',
  summary: 'Create a template',
  method: 'POST',
  path: '/:org/:app/notification/template',
  bodyKind: 'json',
  params: Type.Object(appParams),
  query: Type.Object({}),
  body: Type.Object({ name: Type.String(), title_pattern: Type.String(), content_pattern: Type.String() }),
  reply: one,
})

/** `PUT notification/template/{name}`: a pattern that is left out stays as it is. */
const templateUpdate = endpoint({
  ...common,
  name: 'templates.update',
  summary: 'Change a template',
  method: 'PUT',
  path: '/:org/:app/notification/template/:name',
  bodyKind: 'json',
  params: templateParams,
  query: Type.Object({}),
  body: Type.Object({ title_pattern: Type.Optional(Type.String()), content_pattern: Type.Optional(Type.String()) }),
  reply: one,
})

/** `GET notification/template/{name}`. */
const templateGet = endpoint({
  ...bodiless,
  name: 'templates.get',
  summary: 'One template',
  method: 'GET',
  path: '/:org/:app/notification/template/:name',
  params: templateParams,
  query: Type.Object({}),
  reply: one,
})

/** `GET notification/template`: not in the original; in order of name, paged as labels are. */
const templateList = endpoint({
  ...bodiless,
  name: 'templates.list',
  summary: 'Templates in order of name',
  method: 'GET',
  path: '/:org/:app/notification/template',
  params: Type.Object(appParams),
  query: Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    /** From the page before; the longest one given out has 124 characters. */
    cursor: Type.Optional(Type.String({ maxLength: 128 })),
  }),
  reply: Type.Object(
    { data: Type.Array(template), cursor: Type.Optional(Type.String()), count: Type.Integer() },
    closed,
  ),
})

/** `DELETE notification/template/{name}`: answers what was deleted. */
const templateDelete = endpoint({
  ...bodiless,
  name: 'templates.delete',
  summary: 'Delete a template',
  method: 'DELETE',
  path: '/:org/:app/notification/template/:name',
  params: templateParams,
  query: Type.Object({}),
  reply: one,
})

/** The endpoints of this resource. */
export const templateEndpoints = { templateCreate, templateUpdate, templateGet, templateList, templateDelete }
