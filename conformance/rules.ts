// Every rule there is, in the order of the specification, and what each section is about.
import { conventionRules, transportRules } from './easemob/01-transport.ts'
import { discoveryRules } from './easemob/02-discovery.ts'
import { appTokenRules, userTokenRules } from './easemob/03-tokens.ts'
import { accessRules } from './easemob/04-access.ts'
import { envelopeRules, errorBodyRules } from './easemob/05-envelopes.ts'
import { errorTableRules, pushErrorRules } from './easemob/05-errors.ts'
import { connectionRules } from './easemob/06-connections.ts'
import { userEntityRules, userRules } from './easemob/06-users.ts'
import { bindingRules } from './easemob/07-bindings.ts'
import { displayStyleRules, disturbingRules, nicknameRules } from './easemob/08-profile.ts'
import { modeRules } from './easemob/09-notification-mode.ts'
import { languageRules, receiverTemplateRules } from './easemob/10-language.ts'
import { notifierRules, providerRules } from './easemob/11-notifiers.ts'
import { templateRules } from './easemob/12-templates.ts'
import { labelRules } from './easemob/13-labels.ts'
import { sendingRules, strategyRules, syncRules } from './easemob/14-sync.ts'
import { asyncRules, singleRules } from './easemob/15-async.ts'
import { allUserRules, labelPushRules, listRules, startDateRules } from './easemob/16-tasks.ts'
import { quotaRules, rateRules, taskLimitRules } from './easemob/17-limits.ts'
import { statisticsRules, storageRules } from './easemob/18-statistics.ts'
import { basicRules, blockRules, structureRules } from './easemob/19-messages.ts'
import {
  javaCallRules,
  javaConfigRules,
  javaExpectationRules,
  javaImRules,
  javaTrapRules,
} from './easemob/20-java-sdk.ts'
import { webRules } from './easemob/21-web-sdk.ts'
import { seedRules } from './easemob/seed-002.ts'
import type { Titles } from './report.ts'
import type { Rule } from './rule.ts'

/** Every rule. */
export const allRules: readonly Rule[] = [
  seedRules,
  conventionRules,
  transportRules,
  discoveryRules,
  appTokenRules,
  userTokenRules,
  accessRules,
  envelopeRules,
  errorBodyRules,
  errorTableRules,
  pushErrorRules,
  userEntityRules,
  userRules,
  connectionRules,
  bindingRules,
  nicknameRules,
  displayStyleRules,
  disturbingRules,
  modeRules,
  languageRules,
  receiverTemplateRules,
  notifierRules,
  providerRules,
  templateRules,
  labelRules,
  sendingRules,
  syncRules,
  asyncRules,
  singleRules,
  listRules,
  labelPushRules,
  allUserRules,
  startDateRules,
  strategyRules,
  taskLimitRules,
  statisticsRules,
  structureRules,
  basicRules,
  blockRules,
  storageRules,
  rateRules,
  quotaRules,
  javaConfigRules,
  javaCallRules,
  javaExpectationRules,
  javaTrapRules,
  javaImRules,
  webRules,
].flat()

/** What each section is about. */
export const titles: Titles = {
  'seed 002': 'sending: examples and error table',
  '§0.2': 'conventions',
  '§1.1': 'URL and transport',
  '§1.2': 'host discovery',
  '§1.3': 'app token',
  '§1.4': 'user tokens',
  '§1.5': 'who may call what',
  '§1.6': 'success envelopes',
  '§1.7': 'error body',
  '§1.8': 'common errors',
  '§1.9': 'errors of push',
  '§2.1': 'user entity',
  '§2.2': 'user management',
  '§2.3': 'device binding',
  '§2.4': 'push nickname',
  '§2.5': 'display style',
  '§2.6': 'do not disturb, older form',
  '§2.7': 'notification mode',
  '§2.8': 'push language',
  '§2.9': "receiver's template",
  '§3.1': 'push certificates',
  '§3.2': 'push certificates per provider',
  '§4': 'templates',
  '§5': 'labels',
  '§6.1': 'sending endpoints',
  '§6.2': 'push/sync',
  '§6.3': 'push/async',
  '§6.4': 'push/single',
  '§6.5': 'push/list',
  '§6.6': 'push/list/label',
  '§6.7': 'push/task, push/message, push/task/broadcast',
  '§6.8': 'startDate',
  '§6.9': 'strategies',
  '§6.10': 'limits of tasks',
  '§6.11': 'statistics',
  '§7.1': 'pushMessage: structure',
  '§7.2': 'pushMessage: basic fields',
  '§7.3': 'pushMessage: easemob',
  '§7.4': 'pushMessage: apns',
  '§7.5': 'pushMessage: fcm',
  '§7.6': 'pushMessage: fcmV1',
  '§7.7': 'pushMessage: xiaomi',
  '§7.8': 'pushMessage: vivo',
  '§7.9': 'pushMessage: oppo',
  '§7.10': 'pushMessage: meizu',
  '§7.11': 'pushMessage: huawei',
  '§7.12': 'pushMessage: honor',
  '§7.13': 'pushMessage: harmonyOS',
  '§9.3': 'storage of callbacks',
  '§11.1': 'calls per second',
  '§11.2': 'plan limits',
  '§13.1': 'Java push SDK: configuration',
  '§13.2': 'Java push SDK: calls',
  '§13.4': 'Java push SDK: expectations',
  '§13.5': 'Java push SDK: traps',
  '§13.6': 'Java IM SDK',
  '§14': 'web SDK',
}
