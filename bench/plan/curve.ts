// A day's curve: people are awake at noon and in the evening. And numbers drawn from a seed, so that a simulated day is the same again.

const evening = { hour: 20.5, width: 3 }
const noon = { hour: 12.5, width: 2.5, height: 0.6 }

/** The rate at a second of the day, of the day's average; its mean over the day is 1 and its peak about `peakFactor`. */
export function dayCurve(peakFactor: number): (second: number) => number {
  const steps = 1_440
  const mean =
    Array.from({ length: steps }, (_, minute) => bump(minute / 60)).reduce((sum, value) => sum + value, 0) / steps
  // A day that is steeper than its two hills has nothing between them.
  const low = Math.max(0, (1 - peakFactor * mean) / (1 - mean))
  const high = (1 - low * (1 - mean)) / mean
  return second => {
    const part = bump(second / 3_600)
    return low * (1 - part) + high * part
  }
}

function bump(hour: number): number {
  const hill = (at: number, width: number): number => Math.exp(-(((hour - at) / width) ** 2))
  return Math.min(1, hill(evening.hour, evening.width) + noon.height * hill(noon.hour, noon.width))
}

/** Arrivals in a step: drawn from a Poisson distribution, by a normal one where there are many. */
export function arrivals(mean: number, draw: () => number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(draw)))
  let count = 0
  for (let product = draw(); product > Math.exp(-mean); product *= draw()) count += 1
  return count
}

function normal(draw: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw())
}
