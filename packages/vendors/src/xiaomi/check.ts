// Asks Xiaomi whether a credential and its channels work, by pushes to an id that no phone can have. Nothing reaches a phone. Refuses to
// judge what it could not ask: an unreachable service is a warning, never a verdict on the credential.
import { type Category, categories } from '../category.ts'
import {
  finding,
  IMPOSSIBLE_TOKEN,
  PROBE,
  PROBE_ID,
  probeTarget,
  unexpected,
  unreachable,
  withinCheckTime,
} from '../channel/credential-check.ts'
import { channelIdFor } from '../credentials/channel-ids.ts'
import type { VendorIo } from '../io.ts'
import { some } from '../json.ts'
import type { Channel, Finding, SendResult } from '../vendor.ts'
import { openXiaomi } from './client.ts'
import type { XiaomiCredentials } from './credentials.ts'
import { renderXiaomi, type XiaomiPayload } from './payload.ts'

/**
 * One finding about the secret and one for each channel that is not as it should be, all within one deadline. Never rejects for what the
 * network does.
 */
export async function checkXiaomi(
  credentials: XiaomiCredentials,
  io: VendorIo,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  return await withinCheckTime(io.clock, signal, async limited => {
    await using channel = openXiaomi(credentials, io)
    return await probed(channel, credentials, { nowMs: io.clock.now(), signal: limited })
  })
}

async function probed(
  channel: Channel<XiaomiPayload>,
  credentials: XiaomiCredentials,
  { nowMs, signal }: { readonly nowMs: number; readonly signal: AbortSignal },
): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const probe of probesOf(credentials)) {
    const payload = renderXiaomi({ ...PROBE, ...some('category', probe.category) }, probeTarget(credentials, nowMs))
    const [result] = await channel.send([{ token: IMPOSSIBLE_TOKEN, id: PROBE_ID, payload }], signal)
    const found = findingOf(result, probe, credentials)
    const isAboutChannel = found.code === 'channel-refused'
    if (isAboutChannel || findings.every(({ code }) => code !== found.code)) findings.push(found)
    // What is wrong with the credential is wrong with every channel, and said once.
    if (found.level !== 'ok' && !isAboutChannel) break
  }
  return findings
}

/** A push for one of the notifier's channels, or for none. */
interface Probe {
  readonly channelId: string | undefined
  readonly category: Category | undefined
}

/** Each channel once; five at most. */
function probesOf({ channelIds }: XiaomiCredentials): readonly Probe[] {
  const probes = new Map<string | undefined, Probe>()
  for (const category of [undefined, ...categories]) {
    const channelId = channelIdFor(channelIds, category)
    if (!probes.has(channelId)) probes.set(channelId, { channelId, category })
  }
  return [...probes.values()]
}

function findingOf(
  result: SendResult | undefined,
  { channelId }: Probe,
  { appId, packageName }: XiaomiCredentials,
): Finding {
  const code = result !== undefined && 'code' in result ? result.code : ''
  if (result?.kind === 'accepted' || (result?.kind === 'rejected' && result.scope === 'token')) {
    return finding('ok', 'secret-accepted', {
      en: `Xiaomi takes pushes for ${packageName} with this app secret.`,
      zh: `小米接受以该 AppSecret 向 ${packageName} 发送的推送。`,
    })
  }
  if (code === '22022') {
    const text = {
      en: `Xiaomi says that ${packageName} is not the package of this app secret (22022). Copy the package name and the secret of the same app.`,
      zh: `小米称 ${packageName} 不是该 AppSecret 对应的包名（22022）。请复制同一应用的包名与 AppSecret。`,
    }
    return finding('error', 'package-refused', text)
  }
  if (code === '27001') {
    const text = {
      en: `Xiaomi does not know the channel ${channelId ?? '(none)'} for ${packageName} (27001). Copy its id again from Xiaomi's open platform.`,
      zh: `小米没有 ${packageName} 的渠道 ${channelId ?? '（无）'}（27001）。请从小米开放平台重新复制渠道 ID。`,
    }
    return finding('error', 'channel-refused', text)
  }
  if (result?.kind === 'rejected' && result.reason === 'credential-refused') {
    const text = {
      en: `Xiaomi refused the app secret of app id ${appId} (${code}). Copy it again from Xiaomi's open platform, and look at the region.`,
      zh: `小米拒绝了 AppID ${appId} 的 AppSecret（${code}）。请从小米开放平台重新复制，并核对所在地区。`,
    }
    return finding('error', 'secret-refused', text)
  }
  if (result?.kind === 'rejected' && result.scope === 'notifier') {
    const text = {
      en: `Xiaomi does not let app id ${appId} push (${code}): push is not switched on for the app, or this server's address is not allowed.`,
      zh: `小米不允许 AppID ${appId} 推送（${code}）：应用未启用推送，或本服务器的地址不在允许范围内。`,
    }
    return finding('error', 'permission-missing', text)
  }
  return unasked(result)
}

function unasked(result: SendResult | undefined): Finding {
  if (result?.kind === 'throttled') {
    const text = {
      en: `Xiaomi takes no pushes of this app at present (${result.code}), so the credential could not be checked.`,
      zh: `小米目前不接受该应用的推送（${result.code}），因此无法检查凭据。`,
    }
    return finding('warn', result.quota ? 'quota-used-up' : 'push-busy', text)
  }
  if (result?.kind === 'rejected') return unexpected({ en: 'Xiaomi', zh: '小米' }, result.code)
  const cause = result?.kind === 'unsent' || result?.kind === 'unknown' ? result.cause : 'no answer'
  return unreachable('push-unreachable', { en: "Xiaomi's push service", zh: '小米推送服务' }, { cause })
}
