// Every rule there is, in the order of the specification.
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
import { messageRules } from './easemob/22-messages.ts'
import { seedRules } from './easemob/seed-002.ts'
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
  messageRules,
  rateRules,
  quotaRules,
  javaConfigRules,
  javaCallRules,
  javaExpectationRules,
  javaTrapRules,
  javaImRules,
  webRules,
].flat()
