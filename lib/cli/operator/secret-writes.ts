import { randomUUID } from 'node:crypto'
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-secrets-manager'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { call } from '../../aws/call.ts'
import { policyOf, policyText } from '../../rotation/policy.ts'
import type { Deployment } from './deployment.ts'
import { awsRefused, type Failure, inTrouble } from './fail.ts'
import type { FoundSecret } from './find-secret.ts'
import { findSecret } from './find-secret.ts'

/** A secret's text as consumers read it, and the version that holds it. */
export type CurrentText = { readonly text: string; readonly versionId: string }

/** Which secret a call is about. Shape: `id` is its name or ARN. */
export type SecretId = Pick<FoundSecret, 'arn' | 'name'>

/**
 * Makes a secret with its tags in one call, so that it is never there without them.
 *
 * Shape: gives the ARN; `kmsKey` is Secrets Manager's own unless given.
 * Errors: exit code 1 when the name is taken; 3 when AWS refuses.
 */
export const createSecret = (
  { secretsManager }: Deployment,
  secret: {
    readonly name: string
    readonly text: string
    readonly tags: Readonly<Record<string, string>>
    readonly kmsKey: string | undefined
  },
): TE.TaskEither<Failure, string> => {
  // one id for all the SDK's tries: a lost reply makes no second secret
  const ClientRequestToken = randomUUID()
  return pipe(
    call('CreateSecret', () =>
      secretsManager.send(
        new CreateSecretCommand({
          Name: secret.name,
          ClientRequestToken,
          SecretString: secret.text,
          Tags: wireTags(secret.tags),
          KmsKeyId: secret.kmsKey,
        }),
      ),
    ),
    TE.bimap(
      (failure) =>
        failure.code === 'ResourceExistsException'
          ? inTrouble(`secret ${secret.name} was made by somebody else meanwhile`)
          : awsRefused(`secret ${secret.name}`)(failure),
      ({ ARN }) => ARN ?? secret.name,
    ),
  )
}

/** Reads what consumers read. Errors: exit code 1 for a binary value; 3 when AWS refuses, or there is none. */
export const currentText = (
  { secretsManager }: Deployment,
  { arn, name }: SecretId,
): TE.TaskEither<Failure, CurrentText> =>
  pipe(
    call('GetSecretValue', () =>
      secretsManager.send(new GetSecretValueCommand({ SecretId: arn, VersionStage: 'AWSCURRENT' })),
    ),
    TE.mapLeft(awsRefused(`secret ${name}`)),
    TE.filterOrElse(
      ({ SecretString }) => SecretString !== undefined,
      () => inTrouble(`secret ${name}: expected text, and its value is binary`),
    ),
    TE.map(({ SecretString = '', VersionId = '' }) => ({
      text: SecretString,
      versionId: VersionId,
    })),
  )

/** A text that is to be what consumers read. Shape: `base` is the version that it takes the place of. */
type TextToPut = {
  readonly base: string | undefined
  readonly text: string
  readonly tags?: Readonly<Record<string, string>>
}

/**
 * Makes a text what consumers read, if nobody wrote the secret since `base` was read. Secrets Manager has no write under
 * such a condition: what is written in between is kept as AWSPREVIOUS.
 *
 * Shape: gives the id of the new version; `tags` are those that the text is meant for, where they decide about it.
 * Errors: exit code 1 when somebody wrote it, or changed the tags that are given; 3 when AWS refuses.
 */
export const putCurrentText = (
  deployment: Deployment,
  { arn, name }: SecretId,
  { base, text, tags }: TextToPut,
): TE.TaskEither<Failure, string> => {
  const ClientRequestToken = randomUUID()
  return pipe(
    findSecret(deployment)(arn),
    TE.filterOrElse(
      ({ current }) => current === base,
      () => inTrouble(`secret ${name}: it was written meanwhile; nothing was changed, try again`),
    ),
    TE.filterOrElse(
      (now) => tags === undefined || isSamePolicy(now.tags, tags, deployment.tagPrefix),
      () => inTrouble(`secret ${name}: it was tagged meanwhile; nothing was changed, try again`),
    ),
    TE.flatMap(() =>
      pipe(
        call('PutSecretValue', () =>
          deployment.secretsManager.send(
            new PutSecretValueCommand({
              SecretId: arn,
              ClientRequestToken,
              SecretString: text,
              VersionStages: ['AWSCURRENT'],
            }),
          ),
        ),
        TE.bimap(awsRefused(`secret ${name}`), () => ClientRequestToken),
      ),
    ),
  )
}

const isSamePolicy = (
  a: Readonly<Record<string, string>>,
  b: Readonly<Record<string, string>>,
  prefix: string,
): boolean => policyText(policyOf(a, prefix)) === policyText(policyOf(b, prefix))

/** Puts tags on a secret, all in one call. Errors: exit code 3 when AWS refuses. */
export const tagSecret = (
  { secretsManager }: Deployment,
  { arn, name }: SecretId,
  tags: Readonly<Record<string, string>>,
): TE.TaskEither<Failure, void> =>
  pipe(
    call('TagResource', () =>
      secretsManager.send(new TagResourceCommand({ SecretId: arn, Tags: wireTags(tags) })),
    ),
    TE.bimap(awsRefused(`secret ${name}`), () => undefined),
  )

/** Takes a tag off a secret; one that is not there is no error. Errors: exit code 3 when AWS refuses. */
export const untagSecret = (
  { secretsManager }: Deployment,
  { arn, name }: SecretId,
  key: string,
): TE.TaskEither<Failure, void> =>
  pipe(
    call('UntagResource', () =>
      secretsManager.send(new UntagResourceCommand({ SecretId: arn, TagKeys: [key] })),
    ),
    TE.bimap(awsRefused(`secret ${name}`), () => undefined),
  )

const wireTags = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
