// One push to the user of a phone, by the server's REST interface and the vendor's channel. A phone that nobody used yet is made ready first:
// the app is installed, opened, logged in, and the screen locked.
import type { Posthouse } from '@posthouse/client/rest'
import type { Maker } from './makers.ts'
import type { Shelf } from './shelf.ts'

/** What became of it. */
export interface SentHere {
  readonly isAccepted: boolean
  /** The published text of a refusal. */
  readonly why: string
  /** For its trace; empty where the server named none. */
  readonly msgId: string
}

/** The vendor only, so that the way to the phone is the one that is to be seen. */
const byVendor = 2

/** Rejects with why there is no answer. */
export async function sendHere(
  { shelf, server }: { readonly shelf: Shelf; readonly server: Posthouse },
  { source, user }: Maker,
  message: { readonly title: string; readonly content: string },
): Promise<SentHere> {
  const target = await makeReady(shelf, source, user)
  let msgId = ''
  const onAnswer = ({ headers }: { readonly headers: Headers }): void => {
    msgId = headers.get('posthouse-msg-id') ?? ''
  }
  const ends = await server.push.sync({ target, strategy: byVendor, pushMessage: message }, { onAnswer })
  const refusal = ends.find(({ pushStatus }) => pushStatus !== 'SUCCESS')
  const isAccepted = ends.some(({ pushStatus }) => pushStatus === 'SUCCESS')
  return { isAccepted, why: refusal?.desc ?? '', msgId }
}

/** Resolves with the user whose pushes come to this phone. */
async function makeReady(shelf: Shelf, source: Maker['source'], usual: string): Promise<string> {
  const { memory } = shelf
  if (!memory.handset(source).isInstalled) shelf.install(source)
  const { user, pushId, token } = memory.handset(source)
  if (user !== undefined && pushId !== undefined && token !== undefined) return user
  shelf.open(source)
  await memory.until(() => memory.handset(source).pushId)
  if (memory.handset(source).user === undefined) await shelf.order(source, { do: 'login', user: usual })
  const name = await memory.until(() => memory.handset(source).user)
  shelf.lock(source)
  return name
}
