/**
 * One thing that `npm run bench` measures. Shape: `name` is its word on the command line and the name of its part of
 * PERFORMANCE.md; `about` says in a line what is measured against what.
 */
export type Bench = {
  readonly name: string
  readonly about: string
  readonly run: (options: BenchOptions) => Promise<BenchReport>
}

/** Shape: `dist` is the folder of the build; `tell` takes a line of progress; `isQuick` asks for the smallest honest run. */
export type BenchOptions = {
  readonly dist: string
  readonly tell: (progress: string) => void
  readonly isQuick: boolean
}

/** What was measured. Shape: `files` are charts, by their path from the top of the project. */
export type BenchReport = {
  readonly tables: readonly BenchTable[]
  readonly goals: readonly Goal[]
  readonly files?: readonly { readonly path: string; readonly text: string }[]
}

/** Shape: units stand in `head`; every row has as many cells. */
export type BenchTable = {
  readonly caption?: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
}

/** A promise and what was measured of it. */
export type Goal = {
  readonly goal: string
  readonly measured: string
  readonly isMet: boolean
}
