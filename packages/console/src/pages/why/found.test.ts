import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { Found } from '../../api/found.ts'
import { onlyPlace, peopleIn } from './found.ts'

const aFind = (kind: Found['kind'], id: string, user?: string): Found => ({
  ...{ kind, id, title: '' },
  where: user === undefined ? {} : { user },
})

test('the pushes of the user that was named are shown, else those of the owner, else those of the few that begin so', () => {
  const users = ['bob', 'bobby', 'bobo'].map(id => aFind('user', id))
  deepEqual(peopleIn(users, 'Bob '), ['bob'])
  deepEqual(peopleIn(users, 'bo'), ['bob', 'bobby'])
  deepEqual(peopleIn([aFind('token', 'aa', 'eve'), ...users], 'bo'), ['eve'])
  deepEqual(peopleIn([], 'x'), [])
})

test('a message that is the only find is opened at once, a user is not', () => {
  equal(onlyPlace([aFind('message', '12')]), '/messages/12')
  equal(onlyPlace([aFind('user', 'bob')]), undefined)
  equal(onlyPlace([aFind('message', '12'), aFind('task', '12')]), undefined)
})
