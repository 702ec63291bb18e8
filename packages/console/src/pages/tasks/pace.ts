// Paces that a slider can be set to: even steps to the eye are even factors of the pace; the last step is no limit. Pure.

/** Devices in a minute; undefined = as fast as it goes. */
export const paces: readonly (number | undefined)[] = [
  ...[60, 100, 300, 600, 1_000, 3_000, 6_000, 10_000, 30_000, 60_000, 100_000, 300_000, 600_000, 1_000_000],
  undefined,
]

/** The step nearest to a pace. */
export function stepOfPace(perMinute: number | undefined): number {
  if (perMinute === undefined) return paces.length - 1
  const distance = (pace: number | undefined): number =>
    pace === undefined ? Number.POSITIVE_INFINITY : Math.abs(Math.log(pace / perMinute))
  let nearest = 0
  for (const [step, pace] of paces.entries()) if (distance(pace) < distance(paces[nearest])) nearest = step
  return nearest
}
