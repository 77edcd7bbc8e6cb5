import { App } from 'aws-cdk-lib'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { catalogue, loadProviders } from '../lib/provider/load-providers.ts'
import { annotateProviders } from './annotate-providers.ts'
import { networkOf, readDeploymentContext } from './deployment-context.ts'
import { findBundles } from './find-bundles.ts'
import { TokenRotationStack } from './token-rotation-stack.ts'

/** What a person has to mend gets one line; a stack trace would only hide it. */
const orExit: <A>(result: E.Either<string, A>) => A = E.getOrElseW((message): never => {
  console.error(message)
  process.exit(1)
})

const app = new App()
const context = orExit(readDeploymentContext((key) => app.node.tryGetContext(key)))
const known = orExit(catalogue())
const providers = pipe(
  loadProviders({ file: context.providers, loopbackTokenUrls: context.loopbackTokenUrls }),
  E.mapLeft((problem) => `context key providers: ${problem}`),
  orExit,
)
const bundles = orExit(findBundles('dist/functions'))

const stack = new TokenRotationStack(app, 'TokenRotation', {
  ...context,
  network: networkOf(context),
  providers,
  bundles,
})
annotateProviders(stack, { providers, catalogue: known })
