// Puts the HTTP side together: which routes this process has by its roles, what it says of itself, and at which listener who is let in.
import { openapiOf } from '@posthouse/protocol'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Random } from '../base/random.ts'
import type { AppDirectory } from '../flows/registry/app-directory.ts'
import type { Credentials } from '../flows/registry/credentials.ts'
import { createGuessLimit } from '../flows/registry/guess-limit.ts'
import { isAdminPath } from '../http/admin-headers.ts'
import type { HealthDoor, MetricsDoor } from '../http/own-routes.ts'
import { createHttpServer, defaultHttpLimits, type HttpServerDeps } from '../http/server.ts'
import type { UpgradeDoor } from '../http/upgrade.ts'
import type { SandboxDesk } from '../ports/sandbox-desk.ts'
import { consoleDirectory } from './console-directory.ts'
import type { HandlerParts } from './handlers.ts'
import { type Listeners, openListeners, type Share } from './listeners.ts'
import { allRoutes, endpointsOf } from './routes.ts'
import type { Config } from './settings.ts'
import { version } from './version.ts'

/** What it is made of. */
export interface HttpParts {
  readonly config: Config
  readonly adminKey: string
  readonly sandbox: SandboxDesk | undefined
  readonly handling: HandlerParts & { readonly clock: Clock; readonly random: Random; readonly log: Log }
  readonly apps: AppDirectory
  readonly credentials: Credentials
  /** Who takes long connections; absent where the process has no role `gateway`. */
  readonly upgrades: UpgradeDoor | undefined
  readonly health: HealthDoor
  readonly metrics: Pick<MetricsDoor, 'read'>
}

/** Opens the listeners; they listen when told to. */
export function openHttp(parts: HttpParts): Listeners {
  const { config } = parts
  const deps = depsOf(parts)
  return openListeners(config, share => createHttpServer(shareOf(deps, share, config)))
}

/** Without the role `api` there is no interface and no console: the process answers what it is and how it is, and nothing else. */
function depsOf(parts: HttpParts): HttpServerDeps {
  const { config, adminKey, sandbox, handling, apps, credentials, upgrades, health, metrics } = parts
  const { clock, log, random } = handling
  const common = {
    authenticator: {
      appOf: (org: string, name: string) => apps.byName(org, name),
      credentialOf: (app: Parameters<Credentials['credentialOf']>[0], token: string) =>
        credentials.credentialOf(app, token),
      adminKey,
      adminGuesses: createGuessLimit(clock, () => handling.roster.countOf('api')),
      operators: handling.operators,
    },
    audit: handling.audit,
    clock,
    log,
    health,
    metrics: { isOpen: false, token: config.metricsToken, read: metrics.read },
    upgrades,
    limits: { ...defaultHttpLimits, stopGraceMs: config.drainMs },
    trustedProxies: config.trustedProxies,
    sharedRates: handling.sharedRates,
  }
  if (!config.roles.includes('api')) return { ...common, routes: [] }
  const routes = allRoutes(handling, sandbox)
  return {
    ...common,
    routes,
    openapi: () => openapiOf(endpointsOf(routes), { version }),
    receipts: handling,
    console: { directory: consoleDirectory(), random },
  }
}

function shareOf(deps: HttpServerDeps, share: Share, config: Config): HttpServerDeps {
  if (share === 'everything') return deps
  const ofOperator = share === 'admin'
  const routes = deps.routes.filter(({ endpoint }) => isAdminPath(endpoint.path) === ofOperator)
  if (!ofOperator) return { ...deps, routes, console: undefined }
  return {
    ...deps,
    routes,
    receipts: undefined,
    // Whoever reaches the operator's listener may look, unless there is a token to show.
    metrics: deps.metrics && { ...deps.metrics, isOpen: config.metricsToken === '' },
    // The sandbox's phones are pages of the console, and a page connects to where it came from.
    upgrades: isSimulated(config) ? deps.upgrades : undefined,
  }
}

/** Whether pushes go to simulators: then callbacks may go to this machine too. */
export function isSimulated(config: Pick<Config, 'sandbox' | 'simulators'>): boolean {
  return config.sandbox || config.simulators !== ''
}
