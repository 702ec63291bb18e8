// Tasks, for the operator: all of an app's, newest first; pause, resume, cancel, pace; and which messages of one a user got.
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { taskView } from '../easemob/tasks.ts'
import { endpoint } from '../endpoint.ts'
import { taskDeskEndpoints } from './task-desk.ts'

const closed = { additionalProperties: false } as const
const appParams = { org: Type.String(), app: Type.String() }
const taskParams = Type.Object({ ...appParams, taskId: Type.String() })
const reading = {
  access: 'admin',
  envelope: 'bare',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  method: 'GET',
  query: Type.Object({}, closed),
  body: Type.Object({}, closed),
} as const
const ordering = {
  ...reading,
  method: 'POST',
  params: taskParams,
  reply: Type.Object({ task: taskView }, closed),
} as const

/** `GET /admin/v1/apps/{org}/{app}/tasks`: newest first. */
const taskPage = endpoint({
  ...reading,
  name: 'tasks.page',
  role: 'viewer',
  summary: "An app's tasks, newest first",
  path: '/admin/v1/apps/:org/:app/tasks',
  params: Type.Object(appParams),
  query: Type.Object(
    {
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
      cursor: Type.Optional(Type.String({ maxLength: 32 })),
      states: Type.Optional(Type.String({ maxLength: 64, description: 'Separated by commas; absent = all' })),
    },
    closed,
  ),
  reply: Type.Object({ tasks: Type.Array(taskView), cursor: Type.Optional(Type.String()) }, closed),
})

/** `GET /admin/v1/apps/{org}/{app}/tasks/{taskId}`. */
const taskShow = endpoint({
  ...reading,
  name: 'tasks.show',
  role: 'viewer',
  summary: 'One task with its statistics',
  path: '/admin/v1/apps/:org/:app/tasks/:taskId',
  params: taskParams,
  reply: Type.Object({ task: taskView }, closed),
})

/** `POST …/tasks/{taskId}/pause`. */
const taskPause = endpoint({
  ...ordering,
  name: 'tasks.pause',
  role: 'operator',
  summary: 'Pause a running task',
  path: '/admin/v1/apps/:org/:app/tasks/:taskId/pause',
})

/** `POST …/tasks/{taskId}/resume`. */
const taskResume = endpoint({
  ...ordering,
  name: 'tasks.resume',
  role: 'operator',
  summary: 'Let a paused task go on',
  path: '/admin/v1/apps/:org/:app/tasks/:taskId/resume',
})

/** `POST …/tasks/{taskId}/cancel`. */
const taskStop = endpoint({
  ...ordering,
  name: 'tasks.stop',
  role: 'operator',
  summary: 'Cancel a task that goes on or is to come',
  path: '/admin/v1/apps/:org/:app/tasks/:taskId/cancel',
})

/** `PUT …/tasks/{taskId}/pace`. */
const taskPace = endpoint({
  ...ordering,
  name: 'tasks.pace',
  role: 'operator',
  summary: 'Change how fast a task may go',
  method: 'PUT',
  path: '/admin/v1/apps/:org/:app/tasks/:taskId/pace',
  bodyKind: 'json',
  bodyBytesMax: kibibyte,
  body: Type.Object(
    {
      perMinute: Type.Union([Type.Integer({ minimum: 1, maximum: 100_000_000 }), Type.Null()], {
        description: 'Most devices sent to in a minute; null = as fast as it goes',
      }),
    },
    closed,
  ),
})

/** `GET …/tasks/{taskId}/users/{username}`: the messages to be traced. */
const taskUser = endpoint({
  ...reading,
  name: 'tasks.user',
  role: 'viewer',
  summary: 'The messages that a task made for a user',
  path: '/admin/v1/apps/:org/:app/tasks/:taskId/users/:username',
  params: Type.Object({ ...appParams, taskId: Type.String(), username: Type.String() }),
  reply: Type.Object({ messages: Type.Array(Type.String()) }, closed),
})

/** The endpoints of this resource. */
export const taskAdminEndpoints = {
  taskPage,
  taskShow,
  taskPause,
  taskResume,
  taskStop,
  taskPace,
  taskUser,
  ...taskDeskEndpoints,
}
