// Where clients find this server (spec/easemob.md §1.2): its public URL, or else the address that they asked at.
import type { discoveryEndpoints } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import type { Handlers } from '../../http/handler.ts'

/** What discovery uses. */
export interface DiscoveryApiDeps {
  /** The URL at which others reach this server; undefined where nobody named one. */
  readonly publicUrl: string | undefined
}

/** Handlers of discovery. */
export function discoveryHandlers({ publicUrl }: DiscoveryApiDeps): Handlers<typeof discoveryEndpoints> {
  return {
    async serverHosts({ query }, { url }) {
      const hosts = { hosts: [hostOf(publicUrl === undefined ? askedUrl(url) : new URL(publicUrl))] }
      return {
        deploy_name: 'posthouse',
        file_version: '1',
        rest: hosts,
        'msync-wx': hosts,
        ...(query.app_key === undefined ? {} : { app_key: query.app_key }),
        enableDataReport: 'false',
        enableReportLogs: 'false',
        uploadinparts_enable: 'false',
      }
    },
  }
}

/** The URL as it was asked for; its host is whatever the caller wrote, or nothing with HTTP/1.0. */
function askedUrl(url: string): URL {
  const asked = /^https?:\/\/[^/]/.test(url) ? URL.parse(url) : null
  if (asked === null) throw new PosthouseError('argument_illegal', { reason: 'the Host header names no host' })
  return asked
}

/** The Java SDK looks for its own protocol among the hosts, and has no place for a path. */
function hostOf({ protocol, hostname, port }: URL) {
  const isTls = protocol === 'https:'
  const usual = isTls ? 443 : 80
  return { protocol: isTls ? ('https' as const) : ('http' as const), domain: hostname, port: Number(port || usual) }
}
