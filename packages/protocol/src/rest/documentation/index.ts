// The single list of documentation.
import { accessDocumentation } from './access.ts'
import { adminDocumentation } from './admin.ts'
import { callbackDocumentation } from './callbacks.ts'
import { chatgroupDocumentation } from './chatgroups.ts'
import { debugDocumentation } from './debug.ts'
import { deviceDocumentation } from './devices.ts'
import type { Documented } from './documentation.ts'
import { labelDocumentation } from './labels.ts'
import { messageDocumentation } from './messages.ts'
import { overviewDocumentation } from './overview.ts'
import { peopleDocumentation } from './people.ts'
import { pushDocumentation } from './push.ts'
import { registryDocumentation } from './registry.ts'
import { sandboxDocumentation } from './sandbox.ts'
import { taskDocumentation } from './tasks.ts'
import { templateDocumentation } from './templates.ts'
import { tokenDocumentation } from './tokens.ts'
import { userSettingDocumentation } from './user-settings.ts'
import { userDocumentation } from './users.ts'

/** Documentation of every endpoint by its name. */
export const documentation: Documented = {
  ...tokenDocumentation,
  ...userDocumentation,
  ...userSettingDocumentation,
  ...deviceDocumentation,
  ...labelDocumentation,
  ...chatgroupDocumentation,
  ...taskDocumentation,
  ...templateDocumentation,
  ...pushDocumentation,
  ...messageDocumentation,
  ...adminDocumentation,
  ...debugDocumentation,
  ...accessDocumentation,
  ...registryDocumentation,
  ...overviewDocumentation,
  ...peopleDocumentation,
  ...callbackDocumentation,
  ...sandboxDocumentation,
}
