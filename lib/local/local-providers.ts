import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { loadProviders } from '../provider/load-providers.ts'
import { byId, decodeProviders, encodeProviders } from '../provider/provider-file.ts'
import { sampleProviders } from './sample-providers.ts'

/**
 * The text of the `providers.json` that the local functions read: the catalogue, with every provider of the demo
 * answered by the local authorization server.
 *
 * Errors: throws when the catalogue is broken, which its tests would have told.
 */
export const localProviders = (tokenUrl: URL): string => {
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
          (own) => encodeProviders([...byId([...catalogue, ...own]).values()]),
        ),
      ),
    ),
    E.getOrElseW((message) => {
      throw new Error(message)
    }),
  )
}
