// A request's body for a person: the same members, one on each line. Pure.

/** JSON indented, a form with its texts decoded; anything else as it came. */
export function readableBody(body: string): string {
  if (/^[\w.%+-]+=/.test(body))
    return [...new URLSearchParams(body)].map(([name, value]) => `${name} = ${value}`).join('\n')
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2)
  } catch {
    return body
  }
}
