// Which input stands for a member of the message: findings of the linter lead there. Pure.

/** The id of a member's input. */
export function fieldId(path: string): string {
  return `send-${path.replaceAll('.', '-')}`
}

/** Ids to look for, the nearest first: `config.badge` has no input of its own, `config.badge.setNum` has. */
export function fieldIds(path: string): readonly string[] {
  const known: Readonly<Record<string, string>> = {
    'config.badge': 'config.badge.setNum',
    'config.clickAction': 'config.clickAction.url',
    subTitle: 'sub_title',
  }
  const other = known[path]
  return [fieldId(path), ...(other === undefined ? [] : [fieldId(other)])]
}
