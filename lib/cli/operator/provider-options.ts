import { type Command, Option } from 'commander'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { loadProviders } from '../../provider/load-providers.ts'
import type { Providers } from '../../provider/provider-definition.ts'
import { byId } from '../../provider/provider-file.ts'
import { type Failure, wrongUsage } from './fail.ts'

/** Which providers a command knows besides the catalogue. */
export type ProviderOptions = { readonly providers?: string }

/** Lets a command be told of custom providers. */
export const providerOptions = (command: Command): Command =>
  command.addOption(
    new Option('--providers <file>', 'custom provider definitions, as the deployment has them').env(
      'TOKEN_ROTATION_PROVIDERS',
    ),
  )

/** Loads the providers. Errors: exit code 2 for a file that cannot be used. */
export const knownProviders = ({ providers }: ProviderOptions): E.Either<Failure, Providers> =>
  pipe(
    // whether plain http is acceptable is the deployment's business; where this sends anything itself, it asks again
    loadProviders({ file: providers, loopbackTokenUrls: true }),
    E.bimap(wrongUsage, byId),
  )
