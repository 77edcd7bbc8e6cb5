import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { loadProviders } from '../provider/load-providers.ts'
import type { Providers } from '../provider/provider-definition.ts'
import { byId, decodeProviders, encodeProviders } from '../provider/provider-file.ts'
import { sampleProviders } from './sample-providers.ts'

/** The text of the `providers.json` that the local functions read. Errors: as `knownLocally`. */
export const localProviders = (tokenUrl: URL): string =>
  encodeProviders([...knownLocally(tokenUrl).values()])

/**
 * The providers of the demo: the catalogue, with those that have samples answered by the local authorization server.
 *
 * Errors: throws when the catalogue is broken, which its tests would have told.
 */
export const knownLocally = (tokenUrl: URL): Providers => {
  const demo = sampleProviders.map(({ id, definition }) => ({
    id,
    tokenUrl: tokenUrl.href,
    ...definition,
  }))
  return pipe(
    loadProviders({ loopbackTokenUrls: true }),
    E.flatMap((catalogue) =>
      pipe(
        decodeProviders(JSON.stringify(demo)),
        E.bimap(
          (problems) => problems.join('; '),
          (own) => byId([...catalogue, ...own]),
        ),
      ),
    ),
    E.getOrElseW((message) => {
      throw new Error(message)
    }),
  )
}
