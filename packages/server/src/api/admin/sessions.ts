// Signing in to the console. Only translation; the session's id goes into a cookie and nowhere else.
import type { sessionEndpoints } from '@posthouse/protocol'
import type { Ids } from '../../base/ids.ts'
import { grantsOf, nameOf, type Operator, roleOn } from '../../domain/access.ts'
import { acceptInvitation, isSetUpNeeded, setUp } from '../../flows/access/links.ts'
import { changePassword, type OpenedSession, type SignInDeps, signIn, signOut } from '../../flows/access/sign-in.ts'
import type { Call, Handlers } from '../../http/handler.ts'
import { closingCookie, openingCookie } from '../../http/session-cookie.ts'
import type { Tables } from '../../ports/store.ts'
import type { ServerFacts } from './operations.ts'

/** What these handlers use. */
export interface SessionApiDeps extends SignInDeps {
  readonly ids: Ids
  readonly about: Pick<ServerFacts, 'version' | 'sandbox'>
  readonly timeZone: string
}

/** Handlers of the endpoints about sessions. */
export function sessionHandlers(deps: SessionApiDeps): Handlers<typeof sessionEndpoints> {
  const begin = async (call: Call, opened: OpenedSession) => {
    call.setHeader('set-cookie', openingCookie(opened.id, call.url))
    return await viewOf(deps, opened.operator)
  }
  return {
    async setUpState() {
      return { needed: await isSetUpNeeded(deps) }
    },
    setUp: async ({ body }, call) => begin(call, await setUp(deps, { ...body, address: call.address })),
    invitationAccept: async ({ body }, call) =>
      begin(call, await acceptInvitation(deps, { ...body, address: call.address })),
    sessionOpen: async ({ body }, call) => begin(call, await signIn(deps, { ...body, address: call.address })),
    sessionGet: (_input, { operator }) => viewOf(deps, operator),
    async sessionClose(_input, call) {
      const signedOut = await signOut(deps, call.operator, call.address)
      if (signedOut) call.setHeader('set-cookie', closingCookie(call.url))
      return { signedOut }
    },
    async sessionPassword({ body }, { operator, address }) {
      return { ended: await changePassword(deps, operator, { ...body, address }) }
    },
  }
}

async function viewOf(deps: SessionApiDeps, operator: Operator) {
  const grants = grantsOf(operator)
  const role = roleOn(grants, undefined)
  const { version, sandbox } = deps.about
  return {
    kind: operator.kind,
    account: { id: idOf(operator), name: nameOf(operator) },
    ...(role === undefined ? {} : { role }),
    roles: await rolesOf(deps.store.tables, operator),
    server: { version, sandbox, timeZone: deps.timeZone },
  }
}

function idOf(operator: Operator): string {
  switch (operator.kind) {
    case 'operator':
      return '0'
    case 'account':
      return String(operator.account.id)
    case 'key':
      return String(operator.key.id)
  }
}

/** Roles on single apps; an account has a hundred at most. */
async function rolesOf({ apps }: Pick<Tables, 'apps'>, operator: Operator) {
  const found = await Promise.all(
    grantsOf(operator).map(async ({ appId, role }) => {
      const app = appId === undefined ? undefined : await apps.byId(appId)
      return app ? [{ org: app.org, app: app.name, role }] : []
    }),
  )
  return found.flat()
}
