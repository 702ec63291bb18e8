// Token04 as ZEGO's token servers make it: what lets in, what is refused with which code, and what happens at the end of one
// (spec/zego.md §4).
import type { Case } from '../case.ts'
import { holds, refused, same } from '../checks.ts'
import type { TokenWish } from '../host.ts'
import type { World } from '../world.ts'
import { lose, returns } from './common.ts'

const hour = 3_600
const day = 86_400

/** A login that must be refused, and whether the server has to say so. */
interface Fault {
  readonly what: string
  readonly code: number
  readonly isTold: boolean
  token(world: World, user: string): Promise<string>
}

const made =
  (wish: Partial<TokenWish>) =>
  (world: World, user: string): Promise<string> =>
    world.host.token({ user, lastsSeconds: hour, ...wish })

const faults: readonly Fault[] = [
  { what: 'too short a text', code: 6000103, isTold: false, token: async () => '04AAAA' },
  {
    what: 'another version',
    code: 6000107,
    isTold: false,
    token: async (...of) => `03${(await made({})(...of)).slice(2)}`,
  },
  { what: 'expired', code: 6000106, isTold: false, token: made({ lastsSeconds: -60 }) },
  { what: 'about to expire', code: 6000108, isTold: false, token: made({ lastsSeconds: 20 }) },
  { what: 'valid for too long', code: 6000109, isTold: false, token: made({ lastsSeconds: 25 * day }) },
  { what: 'of another user', code: 6000103, isTold: true, token: made({ user: 'somebody-else' }) },
  { what: 'of another app', code: 6000101, isTold: true, token: made({ appId: 1 }) },
  { what: 'of another secret', code: 6000103, isTold: true, token: made({ secret: 'x'.repeat(32) }) },
]

export const tokenCases: readonly Case[] = [
  {
    name: 'logs in by Token04 of every published generator, without an AppSign',
    async run(world) {
      for (const mode of ['cbc', 'cbc-with-mode', 'gcm'] as const) {
        const alice = await world.device(world.name('alice'), { appSign: '' })
        await world.login(alice, await world.host.token({ user: alice.user, lastsSeconds: hour, mode }))
        same(alice.states(), ['1/1', '2/0'], mode)
      }
    },
  },
  {
    name: 'demands a token where there is no AppSign',
    async run(world) {
      const alice = await world.device(world.name('alice'), { appSign: '' })
      await refused(alice.zim.login(alice.user, {}), 6000103)
      same(alice.states(), [])
    },
  },
  ...faults.map(
    ({ what, code, isTold, token }): Case => ({
      name: `refuses a token that is ${what} with ${code}${isTold ? ', as the server says' : ', before it is sent'}`,
      async run(world) {
        const alice = await world.device(world.name('alice'), { appSign: '' })
        await refused(alice.zim.login(alice.user, { token: await token(world, alice.user) }), code)
        same(alice.states(), isTold ? ['1/1', '0/3'] : [])
      },
    }),
  ),
  {
    name: 'warns half a minute before a token ends, and a renewed one prolongs the session on the same connection',
    async run(world) {
      const alice = await world.device(world.name('alice'), { appSign: '' })
      await world.login(alice, await world.host.token({ user: alice.user, lastsSeconds: 40 }))
      alice.clock.skip(11_000)
      const { second } = await alice.heard('tokenWillExpire')
      holds(second > 25 && second <= 30, `the ${second} seconds of the warning are at most 30`)
      const token = await world.host.token({ user: alice.user, lastsSeconds: hour })
      same(await alice.zim.renewToken(token), { token })
      alice.clock.skip(20_000)
      await alice.zim.querySelfUserInfo()
      alice.clock.skip(20_000)
      await alice.zim.querySelfUserInfo()
      same(alice.states(), ['1/1', '2/0'])
      same(alice.all('tokenWillExpire').length, 1)
    },
  },
  {
    name: 'ends the session of a token that nobody renewed, and takes a new one',
    async run(world) {
      const alice = await world.device(world.name('alice'), { appSign: '' })
      await world.login(alice, await world.host.token({ user: alice.user, lastsSeconds: 40 }))
      alice.clock.skip(25_000)
      await alice.zim.querySelfUserInfo()
      alice.clock.skip(14_000)
      await alice.heard('connectionStateChanged', ({ event }) => event === 5)
      same(alice.states(), ['1/1', '2/0', '0/5'])
      await refused(alice.zim.querySelfUserInfo(), 6000121)
      await alice.zim.login(alice.user, { token: await world.host.token({ user: alice.user, lastsSeconds: hour }) })
      same(alice.states(), ['1/1', '2/0', '0/5', '1/1', '2/0'])
    },
  },
  {
    name: 'refuses to renew by an older token, a wrong one, and one of another user',
    async run(world) {
      const alice = await world.device(world.name('alice'), { appSign: '' })
      const user = alice.user
      await world.login(alice, await world.host.token({ user, lastsSeconds: hour }))
      await refused(alice.zim.renewToken(await world.host.token({ user, lastsSeconds: 60 })), 6000106)
      await refused(alice.zim.renewToken('04'), 6000103)
      const others = await world.host.token({ user: 'somebody-else', lastsSeconds: 2 * hour })
      await refused(alice.zim.renewToken(others), 6000103)
      same((await alice.zim.querySelfUserInfo()).selfUserInfo.userFullInfo.baseInfo.userID, user)
    },
  },
  {
    name: 'returns after a loss with the token that was renewed meanwhile',
    async run(world) {
      const alice = await world.device(world.name('alice'), { appSign: '' })
      await world.login(alice, await world.host.token({ user: alice.user, lastsSeconds: hour }))
      await lose(alice)
      await alice.zim.renewToken(await world.host.token({ user: alice.user, lastsSeconds: 2 * hour }))
      alice.network.mend()
      await returns(alice)
      same(alice.states(), ['1/1', '2/0', '3/3', '2/0'])
    },
  },
]
