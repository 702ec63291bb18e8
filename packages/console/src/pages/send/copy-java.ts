// A push as a program for the Easemob push server SDK for Java (spec/easemob.md §13): its builders, and what it has no word for said so.
import type { Place } from '../../api/place.ts'
import type { Draft } from './draft.ts'
import { isObject, type Json, type JsonObject, memberAt } from './message-json.ts'

/** The SDK's names of the strategies; it has none for 4. */
const strategies = ['VENDOR_EASEMOB_CHANNEL', 'EASEMOB_CHANNEL', 'VENDOR_CHANNEL', 'EASEMOB_VENDOR_CHANNEL'] as const

/** Members of the message that the SDK takes as they are. */
const textMembers = ['title', 'subTitle', 'content'] as const
const mapMembers = [
  ...(['ext', 'apns', 'fcm', 'fcmV1', 'huawei', 'honor', 'harmonyOS'] as const),
  ...(['xiaomi', 'oppo', 'vivo', 'meizu', 'easemob'] as const),
]

/** A class with a `main`. */
export function javaOf({ org, app }: Place, { user, strategy, message }: Draft): string {
  const maps = mapMembers.filter(name => isObject(message[name]))
  return [
    ...importsOf(maps.length > 0),
    '',
    'public class Push {',
    '  public static void main(String[] args) throws Exception {',
    ...lostOf(message, strategy).map(line => `    // ${line}`),
    '    EMPushService service = new EMPushService(EMPushProperties.builder()',
    '        .setHosts(Collections.singletonList(new Endpoint("https", System.getenv("POSTHOUSE_HOST"), null, 443)))',
    '        .setProtocol(EMPushProperties.Protocol.HTTPS)',
    `        .setAppKey(${inJava(`${org}#${app}`)})`,
    '        .setCredentials(EasemobAppCredentials.of(System.getenv("CLIENT_ID"), System.getenv("CLIENT_SECRET")))',
    '        .build());',
    '    PushMessage message = PushMessage.builder()',
    ...membersOf(message, maps).map(line => `        ${line}`),
    '        .build();',
    '    SyncPushRequest request = SyncPushRequest.builder()',
    `        .setStrategy(PushStrategy.${strategies[strategy] ?? 'EASEMOB_CHANNEL'})`,
    '        .setPushMessage(message)',
    '        .build();',
    `    EMPushHttpResponse answer = service.push().sync(request, ${inJava(user)});`,
    '    System.out.println(answer);',
    '  }',
    ...(maps.length > 0 ? ['', ...mapReader.map(line => `  ${line}`)] : []),
    '}',
    '',
  ].join('\n')
}

function importsOf(hasMaps: boolean): readonly string[] {
  return [
    ...['com.easemob.common.model.EasemobAppCredentials', 'com.easemob.common.model.Endpoint'],
    ...['com.easemob.push.EMPushProperties', 'com.easemob.push.EMPushService', 'com.easemob.push.model.*'],
    ...(hasMaps
      ? ['com.fasterxml.jackson.core.type.TypeReference', 'com.fasterxml.jackson.databind.ObjectMapper']
      : []),
    'java.util.Collections',
    ...(hasMaps ? ['java.util.Map'] : []),
  ].map(name => `import ${name};`)
}

const mapReader = [
  'private static Map<String, Object> map(String json) throws Exception {',
  '  return new ObjectMapper().readValue(json, new TypeReference<Map<String, Object>>() {});',
  '}',
]

/** What the SDK cannot say. */
function lostOf(message: JsonObject, strategy: number): readonly string[] {
  const known: readonly string[] = [...textMembers, ...mapMembers, 'sub_title', 'config']
  const names = Object.keys(message).filter(name => !known.includes(name))
  const life = memberAt(message, 'config.TimeToLive') === undefined ? [] : ['config.TimeToLive']
  const lost = [...names, ...life]
  return [
    ...(lost.length > 0 ? [`The SDK has no member for ${lost.join(', ')}: use REST for them.`] : []),
    ...(strategy === 4
      ? ['The SDK has no name for strategy 4; EASEMOB_CHANNEL is 1, which also waits for the user.']
      : []),
  ]
}

function membersOf(message: JsonObject, maps: readonly string[]): readonly string[] {
  const subTitle = message['subTitle'] ?? message['sub_title']
  const texts: JsonObject = { ...message, subTitle }
  return [
    ...textMembers.flatMap(name => (typeof texts[name] === 'string' ? [`.${name}(${inJava(texts[name])})`] : [])),
    ...configOf(message['config']),
    ...maps.map(name => `.${name}(map(${inJava(JSON.stringify(message[name]))}))`),
  ]
}

function configOf(config: Json | undefined): readonly string[] {
  const click = builder('ClickAction', memberOf(config, 'clickAction'), ['url', 'action', 'activity'])
  const badge = builder('Badge', memberOf(config, 'badge'), ['addNum', 'setNum', 'activity'])
  const parts = [...(click ? [`.clickAction(${click})`] : []), ...(badge ? [`.badge(${badge})`] : [])]
  return parts.length > 0 ? [`.config(Config.builder()${parts.join('')}.build())`] : []
}

function memberOf(value: Json | undefined, name: string): JsonObject {
  const member = isObject(value) ? value[name] : undefined
  return isObject(member) ? member : {}
}

function builder(name: string, from: JsonObject, members: readonly string[]): string | undefined {
  const calls = members.flatMap(member => {
    const value = from[member]
    if (typeof value === 'number') return [`.${member}(${value})`]
    return typeof value === 'string' ? [`.${member}(${inJava(value)})`] : []
  })
  return calls.length > 0 ? `${name}.builder()${calls.join('')}.build()` : undefined
}

/** A Java string; everything but plain ASCII is escaped, so that the file's encoding does not matter. */
function inJava(text: string): string {
  const escaped = [...JSON.stringify(text)].flatMap(character =>
    /^[\x20-\x7e]$/.test(character) ? [character] : [...unitsOf(character)],
  )
  return escaped.join('')
}

function* unitsOf(character: string): Generator<string> {
  for (let at = 0; at < character.length; at += 1) {
    yield `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`
  }
}
