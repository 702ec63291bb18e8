// The time as a phone shows it.

/** `14:03`. */
export function wallClock(at: number): string {
  const date = new Date(at)
  return [date.getHours(), date.getMinutes()].map(part => String(part).padStart(2, '0')).join(':')
}
