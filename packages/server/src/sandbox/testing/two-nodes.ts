// Two whole servers over one PostgreSQL and one NATS, for tests: whatever is done on one has to be seen on the other.
import type { AppId, UserId } from '@posthouse/protocol'
import { startNats, type TestNats } from '../../bus/testing/nats.ts'
import type { RawClient } from '../../gateway/testing/raw-client.ts'
import { startPostgres } from '../../store/testing/postgres.ts'
import { startTestServer, type TestServer } from '../test-server.ts'
import { DemoApp } from './demo-app.ts'

/** The nodes. Closing stops everything. */
export interface TwoNodes extends AsyncDisposable {
  readonly nats: TestNats
  readonly servers: readonly [TestServer, TestServer]
  /** The app, by the way of one node. */
  readonly apps: readonly [DemoApp, DemoApp]
  readonly id: AppId
  /** A client that is logged in on one of them. */
  client(
    node: 0 | 1,
    user: string,
    device: string,
    more?: { readonly platform?: number; readonly pushIds?: string[] },
  ): Promise<RawClient>
  /** Who is connected, as one node sees it: names of devices. */
  devices(node: 0 | 1, user: string): Promise<readonly string[]>
}

/** Starts them. */
export async function startTwoNodes(): Promise<TwoNodes> {
  await using opened = new AsyncDisposableStack()
  const postgres = opened.use(await startPostgres())
  const nats = opened.use(await startNats())
  const settings = ['--database', await postgres.createDatabase(), '--nats', nats.url]
  const first = opened.use(await startTestServer(settings))
  const second = opened.use(await startTestServer(settings, { dataPath: first.dataPath }))
  const servers = [first, second] as const
  const apps = [new DemoApp(first), new DemoApp(second)] as const
  // A node is known to the others with their next look.
  const isKnown = ({ system: { bus, roster } }: TestServer) =>
    bus.state === 'connected' && roster.present().length === 2
  await until(() => servers.every(isKnown))
  const all = opened.move()
  return {
    nats,
    servers,
    apps,
    id: apps[0].id,
    client: (node, user, device, more) => apps[node].client({ user, device, ...more }),
    async devices(node, user) {
      const found = await servers[node].system.presence.devicesOf(apps[0].id, user as UserId)
      return found.map(({ deviceId }) => deviceId).sort()
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** Resolves once it is so. Rejects after `withinMs`. */
export async function until(isSo: () => boolean | Promise<boolean>, withinMs = 15_000): Promise<void> {
  const endMs = performance.now() + withinMs
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`not so after ${withinMs} ms`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
