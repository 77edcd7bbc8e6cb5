import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { catalogue } from '../lib/provider/load-providers.ts'
import type { ProviderDefinition } from '../lib/provider/provider-definition.ts'
import { type DeploymentContext, networkOf, readDeploymentContext } from './deployment-context.ts'
import { type Bundles, findBundles } from './find-bundles.ts'
import type { NetworkProps } from './network.ts'
import type { TokenRotationProps } from './token-rotation.ts'

/** What a deployment was given, and the defaults of what it was not. */
export type TokenRotationSettings = Pick<
  DeploymentContext,
  'tagPrefix' | 'sweepMinutes' | 'loopbackTokenUrls' | 'alertEmail' | 'secretsKeyArns'
> & {
  readonly network: NetworkProps | undefined
  readonly providers: readonly ProviderDefinition[]
  readonly bundles: Bundles
}

/**
 * Fills the defaults in, and holds the rest against the same rules as the context keys of a stack.
 *
 * Errors: one message that names every prop with a bad value and what was expected there; or what is not built.
 */
export const tokenRotationSettings = ({
  providers,
  bundles,
  tagPrefix,
  sweepMinutes,
  loopbackTokenUrls,
  alertEmail,
  secretsKeyArns,
  network,
}: TokenRotationProps): E.Either<string, TokenRotationSettings> => {
  const chosen: Readonly<Record<string, unknown>> = {
    tagPrefix,
    sweepMinutes,
    loopbackTokenUrls,
    alertEmail,
    secretsKeyArns: asText(secretsKeyArns),
    vpcId: network?.vpcId,
    subnetIds: asText(network?.subnetIds),
    securityGroupIds: asText(network?.securityGroupIds),
  }
  return pipe(
    readDeploymentContext((key) => chosen[key]),
    E.mapLeft((message) => message.replace(/^context key /, '')),
    E.bind('known', () => (providers === undefined ? catalogue() : E.right(providers))),
    E.bind('built', () => (bundles === undefined ? findBundles(BUILT) : E.right(bundles))),
    E.map(({ known, built, ...context }) => ({
      tagPrefix: context.tagPrefix,
      sweepMinutes: context.sweepMinutes,
      loopbackTokenUrls: context.loopbackTokenUrls,
      alertEmail: context.alertEmail,
      secretsKeyArns: context.secretsKeyArns,
      network: networkOf(context),
      providers: known,
      bundles: built,
    })),
  )
}

/** A list as a context key spells it. */
const asText = (list: readonly string[] | undefined): string | undefined =>
  list === undefined || list.length === 0 ? undefined : list.join(',')

/** Where the build of this project writes to. */
const BUILT = join(import.meta.dirname, '../dist/functions')
