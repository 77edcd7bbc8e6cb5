import { readFileSync } from 'node:fs'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import type { Providers } from '../provider/provider-definition.ts'
import { byId, decodeProviders } from '../provider/provider-file.ts'

/**
 * Reads the providers that were deployed beside a function's bundle, once, at cold start.
 *
 * Errors: throws one error that names the file, the definition, the field and what was expected.
 */
export const deployedProviders = (bundleUrl: string): Providers =>
  pipe(
    decodeProviders(readFileSync(new URL('./providers.json', bundleUrl), 'utf8')),
    E.map(byId),
    E.getOrElseW((problems) => {
      throw new Error(`providers.json: ${problems.join('; ')}`)
    }),
  )
