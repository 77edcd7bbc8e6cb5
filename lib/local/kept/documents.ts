/**
 * Where a part of the local account keeps its state between two starts.
 *
 * Shape: texts by id. `put` and `remove` return when the change survives the end of the process, and throw when it
 * could not be kept; the state in memory must only follow them.
 */
export type Documents = {
  readonly all: () => readonly (readonly [id: string, text: string])[]
  readonly put: (id: string, text: string) => void
  readonly remove: (id: string) => void
}

/** Keeps nothing: the state ends with the process. */
export const inMemory: Documents = { all: () => [], put: () => {}, remove: () => {} }
