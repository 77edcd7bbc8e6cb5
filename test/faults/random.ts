import { createHash } from 'node:crypto'

/** Chance that can be had again: the same seed gives the same choices. */
export type Random = {
  /** A whole number from 0 to below `end`. */
  readonly below: (end: number) => number
  readonly oneOf: <A>(list: readonly [A, ...A[]]) => A
  /** 32 hexadecimal digits. */
  readonly id: () => string
}

/** Starts a source of chance from a seed. */
export const randomOf = (seed: string): Random => {
  let drawn = 0
  const draw = (): Buffer => {
    drawn += 1
    return createHash('sha256').update(`${seed} ${drawn}`).digest()
  }
  const below = (end: number): number => draw().readUInt32BE() % end
  return {
    below,
    oneOf: (list) => list[below(list.length)] ?? list[0],
    id: () => draw().toString('hex', 0, 16),
  }
}
