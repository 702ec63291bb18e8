// Bindings of a user's devices (spec/easemob.md §2.3).
import type { bindingEndpoints } from '@posthouse/protocol'
import { type BindDeps, bindDevice, bindingsOf } from '../../flows/registry/bind-device.ts'
import type { Handlers } from '../../http/handler.ts'
import { bindingEntityOf } from './user-entity.ts'

/** Handlers of the binding endpoints. */
export function bindingHandlers(deps: BindDeps): Handlers<typeof bindingEndpoints> {
  return {
    async bindingPut({ params, body }, { app }) {
      const bindings = await bindDevice(deps, app, {
        username: params.username,
        deviceId: body.device_id,
        deviceToken: body.device_token,
        notifierName: body.notifier_name,
      })
      return { entities: bindings.map(bindingEntityOf) }
    },
    async bindingList({ params }, { app }) {
      return { entities: (await bindingsOf(deps, app, params.username)).map(bindingEntityOf) }
    },
  }
}
