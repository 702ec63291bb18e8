// The operator's look at users: the list, and everything about one.
import { type peopleEndpoints, type UserId, userIdOf } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import { type PeopleDeps, type PeoplePlace, type Person, peopleFrom } from '../../flows/registry/people.ts'
import { type PersonDeps, personOf } from '../../flows/registry/person.ts'
import type { Handlers } from '../../http/handler.ts'
import { appOf } from './app-of.ts'
import { present } from './callback-view.ts'
import { viewOfPerson } from './person-view.ts'

/** How many users a page holds unless asked otherwise. */
const pageSize = 50

/** Handlers of the endpoints of people. */
export function peopleHandlers(deps: PeopleDeps & PersonDeps): Handlers<typeof peopleEndpoints> {
  return {
    async peopleList({ params, query }) {
      const app = await appOf(deps.store, params)
      const limit = query.limit ?? pageSize
      const place = placeOf(query)
      const found = await peopleFrom(deps, app.id, place, limit)
      const last = found.at(-1)
      return {
        people: found.map(listed),
        ...(last && found.length === limit ? { cursor: cursorOf(place, last) } : {}),
      }
    },
    async personShow({ params }) {
      const app = await appOf(deps.store, params)
      const person = await personOf(deps, app, userIdOf(params.username))
      if (!person)
        throw new PosthouseError('resource_not_found', { what: `user ${params.username}` }, { field: 'username' })
      return viewOfPerson(person, { timeZone: deps.timeZone, isHeeded: app.settings.quietForRest !== false })
    },
  }
}

function placeOf(query: { readonly prefix?: string; readonly order?: 'name' | 'newest'; readonly cursor?: string }) {
  const prefix = query.prefix === undefined ? '' : userIdOf(query.prefix)
  const { cursor } = query
  if (prefix !== '' || query.order === 'name') {
    return { order: 'name', prefix, after: cursor as UserId | undefined } satisfies PeoplePlace
  }
  if (cursor === undefined) return { order: 'newest', before: undefined } satisfies PeoplePlace
  const [, createdAt, username] = /^(\d{1,15}):(.+)$/s.exec(cursor) ?? []
  if (createdAt === undefined || username === undefined) {
    const reason = 'this is no cursor of this list'
    throw new PosthouseError('argument_illegal', { reason }, { field: 'cursor' })
  }
  const before = { createdAtMs: Number(createdAt), username: username as UserId }
  return { order: 'newest', before } satisfies PeoplePlace
}

function cursorOf({ order }: PeoplePlace, { user }: Person): string {
  return order === 'name' ? user.username : `${user.createdAtMs}:${user.username}`
}

function listed({ user, isOnline, devices, bindings, lastSeenAtMs, lastBoundAtMs }: Person) {
  const { username, nickname, activated, createdAtMs } = user
  return {
    ...{ username, activated, createdAt: createdAtMs, online: isOnline, devices, bindings },
    ...present({ nickname, lastSeenAt: lastSeenAtMs, lastBoundAt: lastBoundAtMs }),
  }
}
