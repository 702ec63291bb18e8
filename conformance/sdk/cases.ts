// All cases of the SDK's suite, in the order in which they run.
import type { Case } from './case.ts'
import { advancedCallCases } from './cases/advanced-calls.ts'
import { callCases } from './cases/calls.ts'
import { conversationCases } from './cases/conversations.ts'
import { groupCases } from './cases/groups.ts'
import { historyCases } from './cases/history.ts'
import { loginCases } from './cases/login.ts'
import { messageCases } from './cases/messages.ts'
import { offlinePushCases } from './cases/offline-push.ts'
import { ownChannelCases } from './cases/own-channel.ts'
import { registrationCases } from './cases/registration.ts'
import { tokenCases } from './cases/tokens.ts'

export const cases: readonly Case[] = [
  ...loginCases,
  ...tokenCases,
  ...messageCases,
  ...historyCases,
  ...conversationCases,
  ...groupCases,
  ...callCases,
  ...advancedCallCases,
  ...registrationCases,
  ...offlinePushCases,
  ...ownChannelCases,
]
