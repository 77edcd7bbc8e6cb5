import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import type { NativeRotationEnv } from '../rotation/native-rotation-env.ts'
import { PENDING_LABEL, type Secrets } from '../rotation/rotate-env.ts'
import type { AwsFailure } from '../rotation/rotation-error.ts'
import { call } from './call.ts'
import { tagsOf } from './secret-tags.ts'

/** The secrets of an account, as AWS Secrets Manager keeps them. */
export const secretsManagerSecrets = (client: SecretsManagerClient): Secrets => ({
  describe: (secretArn) =>
    pipe(
      call('DescribeSecret', () => client.send(new DescribeSecretCommand({ SecretId: secretArn }))),
      // a secret is locked by its ARN: under another name of it, two runs would not see each other
      TE.map(({ ARN, Name, Tags, VersionIdsToStages, DeletedDate }) =>
        DeletedDate === undefined && ARN === secretArn
          ? { name: Name ?? secretArn, tags: tagsOf(Tags), versions: VersionIdsToStages ?? {} }
          : undefined,
      ),
      undefinedIfNotFound,
    ),

  getVersion: (secretArn, versionId) =>
    pipe(
      call('GetSecretValue', () =>
        client.send(new GetSecretValueCommand({ SecretId: secretArn, VersionId: versionId })),
      ),
      // a binary value has no text, and is then said not to be JSON
      TE.map(({ SecretString, CreatedDate }) => ({
        text: SecretString ?? '',
        createdAt: CreatedDate ?? new Date(0),
      })),
      undefinedIfNotFound,
    ),

  putPending: putVersion(client, PENDING_LABEL),

  promote: (secretArn, { from, to }) =>
    pipe(
      call('UpdateSecretVersionStage', () =>
        client.send(
          new UpdateSecretVersionStageCommand({
            SecretId: secretArn,
            VersionStage: 'AWSCURRENT',
            RemoveFromVersionId: from,
            MoveToVersionId: to,
          }),
        ),
      ),
      TE.asUnit,
    ),
})

/** Secrets Manager's own label for a version on its way to AWSCURRENT; only native rotation uses it. */
export const secretsManagerStaging = (
  client: SecretsManagerClient,
): Pick<NativeRotationEnv, 'stage' | 'unstage'> => ({
  stage: (secretArn, versionId, text) =>
    putVersion(client, 'AWSPENDING')(secretArn, versionId, text),

  unstage: (secretArn, versionId) =>
    pipe(
      call('UpdateSecretVersionStage', () =>
        client.send(
          new UpdateSecretVersionStageCommand({
            SecretId: secretArn,
            VersionStage: 'AWSPENDING',
            RemoveFromVersionId: versionId,
          }),
        ),
      ),
      TE.asUnit,
    ),
})

/** Both the id and the label are always given: their defaults are a random id and AWSCURRENT. */
const putVersion =
  (client: SecretsManagerClient, label: string) =>
  (secretArn: string, versionId: string, text: string): TE.TaskEither<AwsFailure, void> =>
    pipe(
      call('PutSecretValue', () =>
        client.send(
          new PutSecretValueCommand({
            SecretId: secretArn,
            ClientRequestToken: versionId,
            SecretString: text,
            VersionStages: [label],
          }),
          // with all the SDK's own tries: the caller tries again with the function's end in view
          { abortSignal: AbortSignal.timeout(PUT_MILLISECONDS) },
        ),
      ),
      TE.asUnit,
    )

const PUT_MILLISECONDS = 5000

/** Reads the text of a secret that holds an OAuth client; `undefined`: there is none. */
export const currentText =
  (client: SecretsManagerClient) =>
  (secretName: string): TE.TaskEither<AwsFailure, string | undefined> =>
    pipe(
      call('GetSecretValue', () =>
        client.send(
          new GetSecretValueCommand({ SecretId: secretName, VersionStage: 'AWSCURRENT' }),
        ),
      ),
      TE.map(({ SecretString }) => SecretString ?? ''),
      undefinedIfNotFound,
    )

const undefinedIfNotFound = <A>(
  answer: TE.TaskEither<AwsFailure, A>,
): TE.TaskEither<AwsFailure, A | undefined> =>
  pipe(
    answer,
    TE.orElseW((failure) =>
      failure.code === 'ResourceNotFoundException' ? TE.right(undefined) : TE.left(failure),
    ),
  )
