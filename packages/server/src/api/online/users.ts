// Methods of users: from parameters to flows and back.
import { createGroupTurns } from '../../flows/chat/groups/turns.ts'
import { findUsers, selfOf, setBadge, setRule, statusOf, type UserDeps, updateUser } from '../../flows/chat/users.ts'
import type { MethodHandlers } from '../../ports/methods.ts'
import { namedUsers } from './named.ts'

type UserMethod = Extract<keyof MethodHandlers, `user.${string}`>

/** See the head of the file. */
export function userMethods(deps: UserDeps): Pick<MethodHandlers, UserMethod> {
  // Each change is told whole, so the later one has to know of the earlier.
  const turns = createGroupTurns()
  return {
    'user.self': caller => selfOf(deps, caller),
    'user.find': async ({ app }, { users }) => findUsers(deps, app, namedUsers(users)),
    'user.status': async ({ app }, { users }) => statusOf(deps, app, namedUsers(users)),
    async 'user.update'(caller, params) {
      return { user: await turns.take(caller.app.id, caller.user, () => updateUser(deps, caller, params)) }
    },
    async 'user.setRule'(caller, rule) {
      await setRule(deps, caller, rule)
      return {}
    },
    async 'user.setBadge'(caller, { badge }) {
      await setBadge(deps, caller, badge)
      return {}
    },
  }
}
