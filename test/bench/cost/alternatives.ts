import { LIST_PRICES as PRICES } from '../../../lib/aws/list-prices.ts'
import { costEstimate, sumOf } from '../../../lib/cli/operator/cost-estimate.ts'
import { functionDollars, type RefreshTime } from './memory-sizes.ts'

/** A fleet whose every credential is refreshed so often in 30 days. */
export type PricedFleet = { readonly credentials: number; readonly refreshesEach: number }

/** Something that a team may choose. Shape: US dollars for 30 days, without keeping the secrets; `undefined`: it cannot. */
export type Alternative = {
  readonly name: string
  readonly dollars: (fleet: PricedFleet) => number | undefined
}

/**
 * This stack, and what a team would build or choose in its place, by the same prices and the same token endpoints.
 *
 * Shape: `usual` is the time that one refresh takes of a function.
 */
export const alternatives = (usual: RefreshTime): readonly Alternative[] => {
  const invocation = functionDollars(MEGABYTES, usual) + LOG_KILOBYTES * 1e-6 * PRICES.logGigabyte
  return [
    {
      name: 'this stack',
      dollars: ({ credentials, refreshesEach }) =>
        sumOf(
          costEstimate({
            credentials,
            refreshes: credentials * refreshesEach,
            sweepMinutes: 5,
            ownKmsKey: false,
            trails: 0,
          }).slice(1),
        ),
    },
    {
      // reads the secret, asks, puts it; EventBridge Scheduler starts it
      name: 'a function and a schedule for each secret, that reads, asks and writes',
      dollars: ({ credentials, refreshesEach }) =>
        credentials *
        refreshesEach *
        (PRICES.schedule + invocation + 2 * PRICES.secretsManagerCall),
    },
    {
      name: "Secrets Manager's own rotation, a function for each secret (every 4 h at most)",
      dollars: ({ credentials, refreshesEach }) =>
        refreshesEach > MONTH_HOURS / 4
          ? undefined
          : credentials *
            refreshesEach *
            (4 * invocation + NATIVE_CALLS * PRICES.secretsManagerCall),
    },
    {
      name: 'a container that reads every secret each 5 minutes (Fargate, 0.25 vCPU, 0.5 GB)',
      dollars: ({ credentials, refreshesEach }) =>
        CONTAINER +
        credentials * ((MONTH_HOURS * 60) / 5 + refreshesEach) * PRICES.secretsManagerCall,
    },
    {
      name: 'a container that remembers when each is due',
      dollars: ({ credentials, refreshesEach }) =>
        CONTAINER + credentials * refreshesEach * 2 * PRICES.secretsManagerCall,
    },
  ]
}

const MONTH_HOURS = 720
const MEGABYTES = 256
const LOG_KILOBYTES = 1

/**
 * Four steps that each describe the secret first, as AWS's template does, two reads and a put in the first one, and a
 * look and a promotion in the last.
 *
 * Source: https://github.com/aws-samples/aws-secrets-manager-rotation-lambdas (SecretsManagerRotationTemplate)
 */
const NATIVE_CALLS = 9

/** A task that runs all month, on arm64, in US dollars. Source: https://www.vantage.sh/blog/fargate-pricing */
const CONTAINER = MONTH_HOURS * (0.25 * 0.03238 + 0.5 * 0.00356)
