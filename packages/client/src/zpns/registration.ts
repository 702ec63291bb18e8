// From a vendor's token to PushIDs: one registration, without the session that binds them. Pure but for the provider.
import { pushIdOf } from '@posthouse/protocol/frames'
import type { Clock } from '../ports.ts'
import { inTime } from '../push/in-time.ts'
import { PushError, type PushProvider, type PushRequest, type PushToken } from '../push/provider.ts'
import type { PushSeam } from '../push-seam.ts'
import { channelFor, credentialsFor } from './channel-choice.ts'
import { type ZPNsConfig, type ZPNsRegisterConfig, zpnsCodes } from './definitions.ts'

/** What a registration came to; the first PushID is that of notifications, a second one that of calls. */
export type RegistrationEnd =
  | { readonly pushIds: readonly string[]; readonly source: PushRequest['source'] }
  | { readonly code: number; readonly message: string; readonly source: PushRequest['source'] | undefined }

/** What a registration goes by. */
export interface RegistrationInput {
  readonly provider: PushProvider | undefined
  readonly config: ZPNsConfig
  readonly wish: ZPNsRegisterConfig
  readonly environment: PushRequest['environment']
  readonly place: PushRequest['place']
  readonly version: string
  readonly after: Clock['after']
  /** Gets tokens that came when the registration had been given up. */
  late(tokens: readonly PushToken[]): void
}

/** Longest wait for a platform, ms. Some ask the person meanwhile; some, as an iPhone without a network, may not answer at all. */
const platformMsMax = 120_000

/** Registers with the one channel that serves. Never rejects: a failure is a result (spec/zego.md §2.6). */
export async function register(input: RegistrationInput): Promise<RegistrationEnd> {
  const { provider, config } = input
  if (!provider) return { ...failure('other', 'no push provider is known on this platform'), source: undefined }
  const choice = channelFor(config, provider.sources())
  if ('problem' in choice) return { ...failure('other', choice.problem), source: undefined }
  const { source } = choice
  try {
    const tokens = await ofPlatform(provider.acquire(requestOf(input, source)), input.after, input.late)
    if (tokens.length === 0) throw new PushError('vendor', 'the vendor gave no token')
    return { pushIds: tokens.map(token => pushIdFor(token, input)), source }
  } catch (cause) {
    if (cause instanceof PushError)
      return { code: cause.code ?? zpnsCodes[cause.fault], message: cause.message, source }
    return { ...failure('other', messageOf(cause)), source }
  }
}

/** The PushID of a token. Throws {@link PushError} for a token that fits none. */
export function pushIdFor(
  { source, token, environment, isVoip }: PushToken,
  input: Pick<RegistrationInput, 'config' | 'environment' | 'version'>,
): string {
  const known = { source, token, appType: appTypeOf(input.config), version: input.version }
  try {
    return pushIdOf({ ...known, environment: environment ?? input.environment, isVoip: isVoip ?? false })
  } catch (cause) {
    throw new PushError('vendor', `the vendor's token cannot be used: ${messageOf(cause)}`, { cause })
  }
}

/** Rejects with {@link PushError} where the platform takes too long; what it gives after that goes to `late`. */
export function ofPlatform<T>(work: Promise<T>, after: Clock['after'], late: (value: T) => void): Promise<T> {
  const words = `the platform did not answer within ${platformMsMax / 1_000} s`
  return inTime(work, { after, ms: platformMsMax, error: () => new PushError('offline', words), late })
}

/** Which of Apple's services the app names; undefined where it names none. */
export function environmentOf({ iOSEnvironment }: ZPNsRegisterConfig): PushRequest['environment'] | undefined {
  if (iOSEnvironment === undefined) return undefined
  return (['production', 'development', 'auto'] as const)[iOSEnvironment]
}

/** Where the key of Web Push is asked for. */
export function placeOf(session: PushSeam | undefined): PushRequest['place'] {
  if (session?.server === undefined) return undefined
  return { appId: session.appId, server: session.server }
}

/** The words of whatever was thrown. */
export function messageOf(cause: unknown): string {
  if (cause instanceof Error) return cause.message
  const message = (cause as { message?: unknown } | null | undefined)?.message
  return typeof message === 'string' ? message : String(cause)
}

function failure(fault: 'other', message: string): { readonly code: number; readonly message: string } {
  return { code: zpnsCodes[fault], message }
}

function requestOf(
  { config, wish, environment, place }: RegistrationInput,
  source: PushRequest['source'],
): PushRequest {
  const { isPresentAlert, isPresentSound, isPresentBadge } = wish.iOSNotificationArrivedConfig ?? {}
  return {
    source,
    appType: appTypeOf(config),
    environment,
    isVoip: wish.enableIOSVoIP === true && source === 'apns',
    foreground: { alert: isPresentAlert === true, sound: isPresentSound === true, badge: isPresentBadge === true },
    credentials: credentialsFor(config, source),
    changesBadge: config.enableHwBadge === true,
    place,
  }
}

/** ZEGO's scripts say 0 where its documents say 1 (spec/zego.md §2.3). */
function appTypeOf({ appType }: ZPNsConfig): 1 | 2 {
  return appType === 2 ? 2 : 1
}
