// What a notification may hold, for readers and for the client's types. The server reads it with a reader of its own, because the
// original answers what is wrong with `MessageException`; a test holds the two together.
import type { JsonObject } from '../../json.ts'

const text = (description: string): JsonObject => ({ type: 'string', description })
const block = (description: string): JsonObject => ({
  type: 'object',
  description,
  patternProperties: { '^.*$': {} },
})
const number = (description: string, maximum: number): JsonObject => ({
  type: 'integer',
  minimum: 0,
  maximum,
  description,
})
const object = (description: string, properties: JsonObject): JsonObject => ({
  type: 'object',
  description,
  properties,
})

const clickAction = object('What a tap opens; without it, the app', {
  url: text('An address'),
  action: text('An action of the app'),
  activity: text('An activity of the app'),
})
const badge = object("The number on the app's icon", {
  addNum: number('Added to the number', 2_147_483_647),
  setNum: number('In place of the number', 2_147_483_647),
  activity: text('The class that shows the number, where the phone maker wants one'),
})

/** The members of a `pushMessage`. Unknown ones are ignored. */
export const pushMessageSchema: JsonObject = {
  type: 'object',
  title: 'PushMessage',
  description: 'The notification. Without a title or content it shows a sentence that says a message has come',
  properties: {
    title: text('At most 32 wide; a Chinese character is two wide'),
    subTitle: text('At most 10 wide; `sub_title` is the same'),
    sub_title: text('The same as `subTitle`'),
    content: text('At most 100 wide'),
    ext: block('Data for the app: at most 10 members, 1,024 characters together'),
    category: {
      description:
        'What kind of notification it is, told to each vendor in its own words; absent = the default of the app',
      anyOf: ['im', 'call', 'service', 'marketing'].map(one => ({ const: one })),
    },
    config: object('What happens to it', {
      clickAction,
      badge,
      TimeToLive: number('Seconds for which the vendor keeps it for a phone that is off; 28 days at most', 2_419_200),
    }),
    apns: block('For Apple alone; goes before the members above'),
    fcm: block('For FCM alone'),
    fcmV1: block('For FCM alone, as its present interface names things'),
    huawei: block('For Huawei alone'),
    honor: block('For Honor alone'),
    xiaomi: block('For Xiaomi alone'),
    oppo: block('For OPPO alone'),
    vivo: block('For vivo alone'),
    meizu: block('For Meizu alone'),
    harmonyOS: block('For HarmonyOS alone'),
    harmony: block('The same as `harmonyOS`'),
    webpush: block('For browsers alone'),
    easemob: block('For the online channel alone'),
  },
  additionalProperties: true,
}
