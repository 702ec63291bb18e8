// Every command there is, in the order of the help text. Adding one: its declaration, and a line here.
import type { Command } from './command.ts'
import {
  accountAdd,
  accountDisable,
  accountInvite,
  accountList,
  accountRemove,
  accountSet,
} from './commands/account.ts'
import { appCreate, appList, appSet, appShow, appToken } from './commands/app.ts'
import { audit } from './commands/audit.ts'
import { backupCheck } from './commands/backup-check.ts'
import { bind, unbind } from './commands/bind.ts'
import { callbackDead, callbackRemove, callbackReplay, callbackRotate } from './commands/callback.ts'
import { callbackAdd, callbackEdit, callbackList } from './commands/callback-rule.ts'
import { doctor } from './commands/doctor.ts'
import { importCommand } from './commands/import.ts'
import { keyCreate, keyList, keyRevoke } from './commands/key.ts'
import { masterKey } from './commands/master-key.ts'
import { move } from './commands/move.ts'
import { nodes } from './commands/nodes.ts'
import { notifierAdd, notifierCheck, notifierList, notifierRemove, notifierResume } from './commands/notifier.ts'
import { notifierRate } from './commands/notifier-rate.ts'
import { notifierReceipts } from './commands/notifier-receipts.ts'
import { push } from './commands/push.ts'
import { resourceDelete, resourceList, resourceSet } from './commands/resource.ts'
import { backup, rotateMasterKey, serve, simulators, versionCommand } from './commands/server.ts'
import { stats } from './commands/stats.ts'
import { taskCancel, taskList, taskPause, taskResume, taskShow, taskUser } from './commands/task.ts'
import { taskCreate } from './commands/task-create.ts'
import { taskPace } from './commands/task-pace.ts'
import { templateCreate, templateDelete, templateList, templateShow } from './commands/template.ts'
import { messages, trace } from './commands/trace.ts'
import { userCreate, userList } from './commands/user.ts'
import { userQuiet, userSettings } from './commands/user-settings.ts'

/** The commands. */
export const commands: readonly Command[] = [
  serve,
  doctor,
  nodes,
  backup,
  backupCheck,
  move,
  masterKey,
  rotateMasterKey,
  simulators,
  versionCommand,
  accountAdd,
  accountList,
  accountSet,
  accountInvite,
  accountDisable,
  accountRemove,
  keyCreate,
  keyList,
  keyRevoke,
  audit,
  appCreate,
  appList,
  appShow,
  appSet,
  appToken,
  userCreate,
  userList,
  userSettings,
  userQuiet,
  importCommand,
  push,
  trace,
  messages,
  taskCreate,
  taskList,
  taskShow,
  taskPause,
  taskResume,
  taskCancel,
  taskPace,
  taskUser,
  stats,
  bind,
  unbind,
  templateCreate,
  templateList,
  templateShow,
  templateDelete,
  notifierAdd,
  notifierList,
  notifierRemove,
  notifierCheck,
  notifierRate,
  notifierReceipts,
  notifierResume,
  resourceSet,
  resourceList,
  resourceDelete,
  callbackAdd,
  callbackEdit,
  callbackList,
  callbackRemove,
  callbackRotate,
  callbackReplay,
  callbackDead,
]
