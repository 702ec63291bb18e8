// `targets` of tasks: user ids or names of labels, as both interfaces read them.
import { type UserId, userIdOf } from '@posthouse/protocol'
import { PosthouseError } from '../base/failure.ts'
import { type LabelName, readLabelName } from '../domain/label.ts'
import { taskTargetsMax } from '../domain/task.ts'
import { isPlainText } from '../domain/username.ts'

/** Four times what a user id may have. */
const targetCharsMax = 256

/** User ids, each once. Throws `argument_illegal` for none or too many. */
export function readListedUsers(targets: readonly string[]): readonly UserId[] {
  if (targets.length === 0 || targets.length > taskTargetsMax)
    throw refusedTargets(`targets must hold 1 to ${taskTargetsMax} user ids`)
  // Others may be nobody's id; these no database keeps as they are (S33).
  if (!targets.every(isStorable)) throw refusedTargets('targets must hold user ids')
  return [...new Set(targets.map(userIdOf))]
}

/** Names of labels, each once. Throws `argument_illegal` for none or too many, `label_not_found` for what is no name. */
export function readListedLabels(targets: readonly string[], labelsMax: number): readonly LabelName[] {
  const names = [...new Set(targets)]
  if (names.length === 0 || names.length > labelsMax)
    throw refusedTargets(
      labelsMax === 1 ? 'targets must hold one label name' : `targets must hold 1 to ${labelsMax} label names`,
    )
  return names.map(text => {
    const name = readLabelName(text)
    if (name === undefined)
      throw new PosthouseError('label_not_found', { name: text.slice(0, 64) }, { field: 'targets' })
    return name
  })
}

function refusedTargets(reason: string): PosthouseError {
  return new PosthouseError('argument_illegal', { reason }, { field: 'targets' })
}

function isStorable(target: string): boolean {
  return target !== '' && target.length <= targetCharsMax && isPlainText(target)
}
