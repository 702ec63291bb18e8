// Methods of pushes to the device: from parameters to flows and back.
import { type BindPushIdDeps, bindPushId, unbindPushId } from '../../flows/handover/bind-push-id.ts'
import { type ReportDeps, reportPushes } from '../../flows/handover/report-pushes.ts'
import type { MethodHandlers } from '../../ports/methods.ts'

/** What these methods use. */
export type PushMethodDeps = BindPushIdDeps & ReportDeps

/** See the head of the file. */
export function pushMethods(deps: PushMethodDeps): Pick<MethodHandlers, 'push.bind' | 'push.unbind' | 'push.report'> {
  return {
    async 'push.bind'(caller, { pushId }) {
      await bindPushId(deps, caller, pushId)
      return {}
    },
    async 'push.unbind'(caller, { pushId }) {
      await unbindPushId(deps, caller, pushId)
      return {}
    },
    async 'push.report'(caller, { reports }) {
      await reportPushes(deps, caller, reports)
      return {}
    },
  }
}
