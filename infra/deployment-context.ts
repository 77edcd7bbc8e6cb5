import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { BooleanFromString } from '../lib/codec/boolean-from-string.ts'
import { decode, describeProblem } from '../lib/codec/decode.ts'
import { IntegerFromString } from '../lib/codec/integer-from-string.ts'
import { NonEmptyString } from '../lib/codec/non-empty-string.ts'
import { refine } from '../lib/codec/refine.ts'
import { withDefault } from '../lib/codec/with-default.ts'
import type { NetworkProps } from './network.ts'

/** Reads a text as what stands between its commas. */
const listOf = (expected: string, pattern: RegExp): t.Type<readonly string[], string, unknown> => {
  const isList = (parts: readonly unknown[]): parts is readonly string[] =>
    parts.every((part) => typeof part === 'string' && pattern.test(part))
  return new t.Type(
    expected,
    (u): u is readonly string[] => Array.isArray(u) && isList(u),
    (u, context) => {
      const parts = typeof u === 'string' ? u.split(',').map((part) => part.trim()) : [u]
      return isList(parts) ? t.success(parts) : t.failure(u, context)
    },
    (parts) => parts.join(','),
  )
}

/** What a deployment may choose with `cdk -c key=value` or under `context` in cdk.json. */
export const DeploymentContext = t.type({
  /** Path of a JSON array of custom provider definitions; absent: the catalogue alone. */
  providers: refine(t.union([NonEmptyString, t.undefined]), 'the path of a JSON file', () => true),
  /** Minutes between two sweeps, 1 to 15. */
  sweepMinutes: withDefault(
    refine(IntegerFromString, 'a whole number from 1 to 15', (n) => n >= 1 && n <= 15),
    5,
  ),
  /** First part of the tags, of the client secrets' names, and the ledger's name: it must suit all three. */
  tagPrefix: withDefault(
    refine(
      t.string,
      '3 to 64 letters, digits and . _ - that do not begin with aws',
      (prefix) => /^[A-Za-z0-9._-]{3,64}$/.test(prefix) && !/^aws/i.test(prefix),
    ),
    'token-rotation',
  ),
  /** Development only: http token URLs on this machine are acceptable. */
  loopbackTokenUrls: withDefault(BooleanFromString, false),
  /** Who gets every notice by e-mail; absent: nobody. */
  alertEmail: refine(
    t.union([t.string, t.undefined]),
    'an e-mail address',
    (address) => address === undefined || /^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/.test(address),
  ),
  /** KMS keys that secrets are encrypted under, besides `aws/secretsmanager`. */
  secretsKeyArns: withDefault(
    listOf(
      'ARNs of KMS keys, with commas between them',
      /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
    ),
    [],
  ),
  /** The VPC that the functions run in; absent: none. */
  vpcId: refine(
    t.union([t.string, t.undefined]),
    'the id of a VPC',
    (id) => id === undefined || /^vpc-[0-9a-f]{8,17}$/.test(id),
  ),
  subnetIds: withDefault(
    listOf('ids of subnets, with commas between them', /^subnet-[0-9a-f]{8,17}$/),
    [],
  ),
  securityGroupIds: withDefault(
    listOf('ids of security groups, with commas between them', /^sg-[0-9a-f]{8,17}$/),
    [],
  ),
})
export type DeploymentContext = t.TypeOf<typeof DeploymentContext>

/**
 * Reads a deployment's choices.
 *
 * Errors: one message that names every context key with a bad value and what was expected there.
 */
export const readDeploymentContext = (
  lookUp: (key: string) => unknown,
): E.Either<string, DeploymentContext> =>
  pipe(
    Object.fromEntries(
      Object.keys(DeploymentContext.props).map((key) => [key, spelledOut(lookUp(key))]),
    ),
    decode(DeploymentContext),
    E.mapLeft((problems) => `context key ${problems.map(describeProblem).join('; ')}`),
    E.flatMap(withWholeNetwork),
  )

/** The network that a deployment chose; `undefined`: none. */
export const networkOf = ({
  vpcId,
  subnetIds,
  securityGroupIds,
}: DeploymentContext): NetworkProps | undefined =>
  vpcId === undefined ? undefined : { vpcId, subnetIds, securityGroupIds }

const withWholeNetwork = (context: DeploymentContext): E.Either<string, DeploymentContext> => {
  const { vpcId, subnetIds, securityGroupIds } = context
  if (vpcId !== undefined && subnetIds.length === 0)
    return E.left('context key subnetIds: expected subnets of the VPC that vpcId names')
  if (vpcId === undefined && subnetIds.length + securityGroupIds.length > 0)
    return E.left('context key vpcId: expected the VPC of subnetIds and securityGroupIds')
  return E.right(context)
}

/** `-c` gives text only, cdk.json keeps numbers and booleans: one spelling spares the codecs the other. */
const spelledOut = (value: unknown): unknown =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
