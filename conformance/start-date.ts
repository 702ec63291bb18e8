// `startDate` of a task: wall time in the server's zone (spec/easemob.md §6.8).

/** `yyyy-MM-dd HH:mm:ss` in a zone, so many minutes from now. */
export function startIn({ timeZone }: { readonly timeZone: string }, minutes: number): string {
  // Swedish writes dates so.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  return format.format(new Date(Date.now() + minutes * 60_000))
}
