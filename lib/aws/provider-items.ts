import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import type { SweepEnv } from '../rotation/sweep-env.ts'
import { type BatchTable, batchItems } from './batch-items.ts'
import { providerItemId, providerOf, readProviderState } from './provider-attributes.ts'

/** Reads the states of up to 100 providers at once; a provider that never was in trouble is absent. */
export const providerItems =
  (table: BatchTable): SweepEnv['providerStates'] =>
  (providers) =>
    pipe(
      batchItems(table)(providers.map(providerItemId)),
      TE.map(
        (found) =>
          new Map(found.map((item) => [providerOf(item), readProviderState(item)] as const)),
      ),
    )
