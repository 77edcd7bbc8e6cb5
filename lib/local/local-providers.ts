import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { loadProviders } from '../provider/load-providers.ts'
import type { Providers } from '../provider/provider-definition.ts'
import { byId, decodeProviders, encodeProviders } from '../provider/provider-file.ts'
import { sampleProviders } from './sample-providers.ts'

/** Where the local authorization server is asked. Shape: without `authorizationUrl` nobody can log in. */
export type LocalEndpoints = { readonly tokenUrl: URL; readonly authorizationUrl?: URL }

/** The text of the `providers.json` that the local functions read. Errors: as `knownLocally`. */
export const localProviders = (endpoints: LocalEndpoints): string =>
  encodeProviders([...knownLocally(endpoints).values()])

/** The definitions of the demo's own, as a deployment has them. */
export const sampleDefinitions = ({ tokenUrl, authorizationUrl }: LocalEndpoints) =>
  sampleProviders.map(({ id, definition }) => ({
    id,
    tokenUrl: tokenUrl.href,
    ...definition,
    ...(authorizationUrl && {
      authorizationUrl: authorizationUrl.href,
      authorizationParameters: { scope: 'offline_access', prompt: 'consent' },
    }),
  }))

/**
 * The providers of the demo: the catalogue, with those that have samples answered by the local authorization server.
 *
 * Errors: throws when the catalogue is broken, which its tests would have told.
 */
export const knownLocally = (endpoints: LocalEndpoints): Providers =>
  pipe(
    loadProviders({ loopbackTokenUrls: true }),
    E.flatMap((catalogue) =>
      pipe(
        decodeProviders(JSON.stringify(sampleDefinitions(endpoints))),
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
