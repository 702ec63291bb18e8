// Who is signed in, and what they may do. Knows the question to the server and the order of the roles.
import { useQuery } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { PlaceContext } from './place.ts'
import { sessionFetch } from './server.ts'

/** A role, from little to all. */
export type Role = 'viewer' | 'operator' | 'admin'

/** The session as the server tells it (`GET /admin/v1/session`). */
export interface Session {
  readonly account: { readonly id: string; readonly name: string }
  /** On every app and on the server itself; absent = none. */
  readonly role?: Role
  readonly roles: readonly { readonly org: string; readonly app: string; readonly role: Role }[]
  readonly server: { readonly version: string; readonly sandbox: boolean; readonly timeZone: string }
}

/** Key of the session among the page's queries. */
export const sessionKey = ['session'] as const

/** The session, or null for nobody. */
export function useSessionQuery() {
  return useQuery({ queryKey: sessionKey, queryFn: askSession, staleTime: 60_000, refetchInterval: 60_000 })
}

async function askSession(): Promise<Session | null> {
  const answer = await sessionFetch('/admin/v1/session')
  if (answer.status === 401) return null
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`)
  return (await answer.json()) as Session
}

/** Set once somebody is signed in. */
export const SessionContext = createContext<Session | undefined>(undefined)

/** Who is signed in. Throws on the pages before that. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('nobody is signed in')
  return session
}

/** Whether the reader may do on this page what asks for `role`; the server decides again. */
export function useMay(role: Role): boolean {
  const session = useSession()
  const place = useContext(PlaceContext)
  const here = place && session.roles.find(({ org, app }) => org === place.org && app === place.app)?.role
  return [session.role, here].some(own => own !== undefined && ranks[own] >= ranks[role])
}

const ranks = { viewer: 1, operator: 2, admin: 3 } as const satisfies Record<Role, number>
