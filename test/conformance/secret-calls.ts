import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  type Filter,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  type SecretListEntry,
  TagResourceCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { errorName, outcome } from './outcome.ts'
import type { Place } from './place.ts'

/** The calls on one secret that behaviours are told in; versions are numbered, `v1` is the first value. */
export type SecretCalls = ReturnType<typeof secretCalls>

/** A version id, told apart by its number. */
export const versionId = (n: number): string =>
  `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** The number of a version, from its id. */
export const numberOf = (id = ''): string => `v${Number(id.slice(-12))}`

/** Offers the calls on one secret; the first read after a write waits until it is likely to be seen. */
export const secretCalls = (place: Place, name: string) => {
  let isWritten = false
  const { secrets } = place
  const write = (call: () => Promise<unknown>): Promise<string> => {
    isWritten = true
    return outcome(call())
  }
  const settled = async (): Promise<void> => {
    if (isWritten) await place.settle()
    isWritten = false
  }
  const describe = async () => {
    await settled()
    return secrets.send(new DescribeSecretCommand({ SecretId: name }))
  }
  return {
    name,
    create: (n: number, Tags: Readonly<Record<string, string>> = {}) => {
      place.throwAway.willCreate({ kind: 'secret', name })
      const input = {
        Name: name,
        SecretString: `v${n}`,
        ClientRequestToken: versionId(n),
        Tags: Object.entries(Tags).map(([Key, Value]) => ({ Key, Value })),
      }
      return write(() => secrets.send(new CreateSecretCommand(input)))
    },
    put: (n: number, VersionStages?: string[], SecretString = `v${n}`, id = versionId(n)) => {
      const input = { SecretId: name, SecretString, ClientRequestToken: id, VersionStages }
      return write(() => secrets.send(new PutSecretValueCommand(input)))
    },
    move: (VersionStage: string, from?: number, to?: number) => {
      const input = {
        SecretId: name,
        VersionStage,
        RemoveFromVersionId: from === undefined ? undefined : versionId(from),
        MoveToVersionId: to === undefined ? undefined : versionId(to),
      }
      return write(() => secrets.send(new UpdateSecretVersionStageCommand(input)))
    },
    tag: (Tags: { Key: string; Value: string }[]) =>
      write(() => secrets.send(new TagResourceCommand({ SecretId: name, Tags }))),
    delete: () => write(() => secrets.send(new DeleteSecretCommand({ SecretId: name }))),
    value: async (input: { VersionStage?: string; version?: number } = {}) => {
      await settled()
      const VersionId = input.version === undefined ? undefined : versionId(input.version)
      return secrets
        .send(
          new GetSecretValueCommand({
            SecretId: name,
            VersionStage: input.VersionStage,
            VersionId,
          }),
        )
        .then(({ SecretString }) => SecretString, errorName)
    },
    /** The labels by version; a version without one is left out even where a server tells it. */
    labels: async () => {
      const labelled = Object.entries((await describe()).VersionIdsToStages ?? {}).filter(
        ([, labels]) => labels.length > 0,
      )
      return Object.fromEntries(labelled.map(([id, labels]) => [numberOf(id), [...labels].sort()]))
    },
    described: async () => Object.keys((await describe()).VersionIdsToStages ?? {}).map(numberOf),
    isMarkedForDeletion: async () => (await describe()).DeletedDate !== undefined,
    /** The entry of this secret in a list, which may take minutes to appear in it. */
    listed: (Filters: Filter[]) =>
      place.until(
        () => entryNamed(place, name, Filters),
        (entry) => entry !== undefined,
      ),
    /** Whether this secret is in a list now. */
    isListed: async (Filters: Filter[]) => (await entryNamed(place, name, Filters)) !== undefined,
  }
}

const entryNamed = async (
  { secrets }: Place,
  name: string,
  Filters: Filter[],
): Promise<SecretListEntry | undefined> => {
  let NextToken: string | undefined
  do {
    const page = await secrets.send(new ListSecretsCommand({ Filters, NextToken }))
    const found = page.SecretList?.find(({ Name }) => Name === name)
    if (found !== undefined) return found
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  return undefined
}

/** Makes a secret with v1 as AWSPREVIOUS, v2 as AWSCURRENT and v3 as PENDING. */
export const threeVersions = async (run: SecretCalls): Promise<void> => {
  await run.create(1)
  await run.put(2, ['AWSCURRENT'])
  await run.put(3, ['PENDING'])
}

/** The labels of such a secret. */
export const THREE_VERSIONS = { v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT'], v3: ['PENDING'] }
