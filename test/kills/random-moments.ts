import fc from 'fast-check'

/** How long after its start a life may be cut off, in milliseconds: from the first file it opens to well into its work. */
const MOMENTS = { min: 200, max: 6000 }

/** As many moments as there are lives, the same for the same seed. */
export const randomMoments = (count: number, seed: number): readonly number[] =>
  fc.sample(fc.integer(MOMENTS), { numRuns: count, seed })
