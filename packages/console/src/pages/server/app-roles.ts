// Roles on single apps as they are typed, and as the server wants them. Pure.
import type { Role } from '../../api/session.ts'

/** One line of the form. */
export interface AppRole {
  /** `org#app`. */
  readonly appkey: string
  readonly role: Role
}

/** The roles for the server; undefined where a line names no app, or an app stands twice. */
export function appRoles(
  lines: readonly AppRole[],
): { readonly org: string; readonly app: string; readonly role: Role }[] | undefined {
  const roles = lines.map(({ appkey, role }) => {
    const [org = '', app = '', ...rest] = appkey.trim().split('#')
    return { org, app: rest.length === 0 ? app : '', role }
  })
  const names = new Set(roles.map(({ org, app }) => `${org}#${app}`))
  return names.size === roles.length && roles.every(({ org, app }) => org !== '' && app !== '') ? roles : undefined
}
