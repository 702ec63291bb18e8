// Who is signed in, what they may do, and the end of it. Knows the questions to the server and the order of the roles.
import { useQuery } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useEffectEvent } from 'react'
import { isSignedOut } from './failure.ts'
import { PlaceContext } from './place.ts'
import { serverOf } from './server.ts'

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
  try {
    return await serverOf(undefined).session.get()
  } catch (thrown) {
    if (isSignedOut(thrown)) return null
    throw thrown
  }
}

/** What the tabs of a browser, which share a session, tell each other. */
const channelName = 'posthouse.session'

/** Ends the session; every tab hears it, this one too. Throws where the server does not answer. */
export async function leave(): Promise<void> {
  try {
    await serverOf(undefined).session.close()
  } catch (thrown) {
    if (!isSignedOut(thrown)) throw thrown
  }
  const channel = new BroadcastChannel(channelName)
  channel.postMessage('left')
  channel.close()
}

/** Hears that the reader signed out, in this tab or another; a session that only ran out is not heard of. */
export function useLeaving(onLeft: () => void): void {
  const left = useEffectEvent(onLeft)
  useEffect(() => {
    const channel = new BroadcastChannel(channelName)
    channel.onmessage = () => left()
    return () => channel.close()
  }, [])
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
