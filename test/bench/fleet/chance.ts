/** Numbers in [0, 1) that can be had again: the same seed gives the same ones. */
export type Chance = () => number

/** A small fast source of chance; millions are drawn. Source: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c (mulberry32) */
export const chanceOf = (seed: number): Chance => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A log-normal duration, in milliseconds: most are near the median, few are much longer. */
export const logNormal = (median: number, sigma: number, chance: Chance): number =>
  median *
  Math.exp(sigma * Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance()))
