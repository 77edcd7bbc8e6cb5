import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  type Filter,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  TagResourceCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'

/**
 * One behaviour of Secrets Manager.
 *
 * Shape: `observe` does something to a fresh secret named `name` and tells what it saw; `aws` is what
 * Secrets Manager is known to answer, `moto` what moto (5.2.1) answers where it is known to differ.
 */
export type Behaviour = {
  readonly title: string
  readonly observe: (run: Run) => Promise<unknown>
  readonly aws: unknown
  readonly moto?: unknown
}

/** The calls that behaviours are told in; versions are numbered, `v1` is the first value. */
export type Run = ReturnType<typeof runOn>

const versionId = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const numberOf = (id = ''): string => `v${Number(id.slice(-12))}`

/** Offers the calls on one secret of one server. */
export const runOn = (client: SecretsManagerClient, name: string) => ({
  name,
  create: (n: number, Tags: Readonly<Record<string, string>> = {}) =>
    outcome(
      client.send(
        new CreateSecretCommand({
          Name: name,
          SecretString: `v${n}`,
          ClientRequestToken: versionId(n),
          Tags: Object.entries(Tags).map(([Key, Value]) => ({ Key, Value })),
        }),
      ),
    ),
  put: (n: number, VersionStages?: string[], SecretString = `v${n}`) =>
    outcome(
      client.send(
        new PutSecretValueCommand({
          SecretId: name,
          SecretString,
          ClientRequestToken: versionId(n),
          VersionStages,
        }),
      ),
    ),
  move: (VersionStage: string, from?: number, to?: number) =>
    outcome(
      client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: name,
          VersionStage,
          RemoveFromVersionId: from === undefined ? undefined : versionId(from),
          MoveToVersionId: to === undefined ? undefined : versionId(to),
        }),
      ),
    ),
  tag: (Tags: { Key: string; Value: string }[]) =>
    outcome(client.send(new TagResourceCommand({ SecretId: name, Tags }))),
  delete: () => outcome(client.send(new DeleteSecretCommand({ SecretId: name }))),
  value: (input: { VersionStage?: string; version?: number } = {}) =>
    client
      .send(
        new GetSecretValueCommand({
          SecretId: name,
          VersionStage: input.VersionStage,
          VersionId: input.version === undefined ? undefined : versionId(input.version),
        }),
      )
      .then(({ SecretString }) => SecretString, errorName),
  /** The labels by version; a version without one is left out even where a server tells it. */
  labels: async () => {
    const described = await client.send(new DescribeSecretCommand({ SecretId: name }))
    const labelled = Object.entries(described.VersionIdsToStages ?? {}).filter(
      ([, labels]) => labels.length > 0,
    )
    return Object.fromEntries(labelled.map(([id, labels]) => [numberOf(id), [...labels].sort()]))
  },
  described: async () => {
    const described = await client.send(new DescribeSecretCommand({ SecretId: name }))
    return Object.keys(described.VersionIdsToStages ?? {}).map(numberOf)
  },
  listed: async (Filters: Filter[]) => {
    const { SecretList = [] } = await client.send(new ListSecretsCommand({ Filters }))
    return SecretList.map(({ Name }) => Name)
  },
})

const outcome = (call: Promise<unknown>): Promise<string> => call.then(() => 'ok', errorName)

const errorName = (error: unknown): string => (error instanceof Error ? error.name : 'unknown')

/** A secret with v1 as AWSPREVIOUS, v2 as AWSCURRENT and v3 as PENDING. */
const threeVersions = async (run: Run): Promise<void> => {
  await run.create(1)
  await run.put(2, ['AWSCURRENT'])
  await run.put(3, ['PENDING'])
}
const threeVersionsLabels = { v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT'], v3: ['PENDING'] }

/** What the rotation relies on, told so that any server can be asked. */
export const behaviours: readonly Behaviour[] = [
  {
    title: 'a first value is AWSCURRENT',
    observe: async (run) => [await run.create(1), await run.value(), await run.labels()],
    aws: ['ok', 'v1', { v1: ['AWSCURRENT'] }],
  },
  {
    title: 'a name is taken once',
    observe: async (run) => [await run.create(1), await run.create(2)],
    aws: ['ok', 'ResourceExistsException'],
  },
  {
    title: 'a put without labels moves AWSCURRENT and AWSPREVIOUS',
    observe: async (run) => {
      await run.create(1)
      await run.put(2)
      await run.put(3)
      return [await run.labels(), await run.value()]
    },
    aws: [{ v2: ['AWSPREVIOUS'], v3: ['AWSCURRENT'] }, 'v3'],
  },
  {
    title: 'a put with a label of its own leaves AWSCURRENT alone',
    observe: async (run) => {
      await threeVersions(run)
      return [await run.labels(), await run.value(), await run.value({ VersionStage: 'PENDING' })]
    },
    aws: [threeVersionsLabels, 'v2', 'v3'],
  },
  {
    title: 'a put moves a label from where it was',
    observe: async (run) => {
      await threeVersions(run)
      return [await run.put(4, ['PENDING']), await run.labels()]
    },
    aws: ['ok', { v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT'], v4: ['PENDING'] }],
  },
  {
    title: 'the same token with the same value is a success that changes nothing',
    observe: async (run) => {
      await threeVersions(run)
      return [await run.put(3, ['PENDING']), await run.labels()]
    },
    aws: ['ok', threeVersionsLabels],
  },
  {
    title: 'the same token with another value is refused',
    observe: async (run) => {
      await threeVersions(run)
      return [await run.put(3, ['PENDING'], 'other'), await run.value({ VersionStage: 'PENDING' })]
    },
    aws: ['ResourceExistsException', 'v3'],
  },
  {
    title: 'the same token with another value is refused under AWSPENDING too',
    observe: async (run) => {
      await run.create(1)
      await run.put(2, ['AWSPENDING'])
      return [
        await run.put(2, ['AWSPENDING'], 'other'),
        await run.value({ VersionStage: 'AWSPENDING' }),
      ]
    },
    aws: ['ResourceExistsException', 'v2'],
    moto: ['ok', 'other'],
  },
  {
    title: 'a promotion takes AWSPREVIOUS along and leaves other labels',
    observe: async (run) => {
      await threeVersions(run)
      return [await run.move('AWSCURRENT', 2, 3), await run.labels()]
    },
    aws: ['ok', { v2: ['AWSPREVIOUS'], v3: ['AWSCURRENT', 'PENDING'] }],
  },
  {
    title: 'after a promotion the new value is read without naming a label',
    observe: async (run) => {
      await threeVersions(run)
      await run.move('AWSCURRENT', 2, 3)
      return run.value()
    },
    aws: 'v3',
    moto: 'v2',
  },
  {
    title: 'a promotion that names the wrong base changes nothing',
    observe: async (run) => {
      await threeVersions(run)
      return [await run.move('AWSCURRENT', 1, 3), await run.labels()]
    },
    aws: ['InvalidParameterException', threeVersionsLabels],
  },
  {
    title: 'a promotion that names no base changes nothing',
    observe: async (run) => {
      await threeVersions(run)
      return [await run.move('AWSCURRENT', undefined, 3), await run.labels()]
    },
    aws: ['InvalidParameterException', threeVersionsLabels],
  },
  {
    title: 'a promotion made twice is refused the second time',
    observe: async (run) => {
      await threeVersions(run)
      return [await run.move('AWSCURRENT', 2, 3), await run.move('AWSCURRENT', 2, 3)]
    },
    aws: ['ok', 'InvalidParameterException'],
  },
  {
    title: 'a promotion to an unknown version changes nothing',
    observe: async (run) => {
      await threeVersions(run)
      return [(await run.move('AWSCURRENT', 2, 9)) === 'ok', await run.labels()]
    },
    aws: [false, threeVersionsLabels],
    moto: [false, { v1: ['AWSPREVIOUS'], v3: ['PENDING'] }],
  },
  {
    title: 'a label of one’s own does not move without naming where it is',
    observe: async (run) => {
      await threeVersions(run)
      return [await run.move('PENDING', undefined, 2), await run.labels()]
    },
    aws: ['InvalidParameterException', threeVersionsLabels],
    moto: ['ok', { ...threeVersionsLabels, v2: ['AWSCURRENT', 'PENDING'] }],
  },
  {
    title: 'a label is taken off',
    observe: async (run) => {
      await threeVersions(run)
      return [await run.move('PENDING', 3), await run.labels()]
    },
    aws: ['ok', { v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT'] }],
  },
  {
    title: 'a version without a label is not described',
    observe: async (run) => {
      await threeVersions(run)
      await run.move('PENDING', 3)
      return run.described()
    },
    aws: ['v1', 'v2'],
    moto: ['v1', 'v2', 'v3'],
  },
  {
    title: 'a version without a label is still read by its id on the same day',
    observe: async (run) => {
      await threeVersions(run)
      await run.move('PENDING', 3)
      return run.value({ version: 3 })
    },
    aws: 'v3',
  },
  {
    title: 'a label that nobody carries, and a version that does not exist, are not found',
    observe: async (run) => {
      await run.create(1)
      return [await run.value({ VersionStage: 'AWSPENDING' }), await run.value({ version: 9 })]
    },
    aws: ['ResourceNotFoundException', 'ResourceNotFoundException'],
  },
  {
    title: 'the hundred and first version of a day is refused',
    observe: async (run) => {
      await run.create(1)
      for (let n = 2; n <= 100; n++) await run.put(n, ['PENDING'])
      return [await run.put(101, ['PENDING']), Object.keys(await run.labels())]
    },
    aws: ['LimitExceededException', ['v1', 'v100']],
    moto: ['ok', ['v1', 'v101']],
  },
  {
    title: 'a value of 65,537 bytes is refused',
    observe: async (run) => {
      await run.create(1)
      return (await run.put(2, undefined, 'x'.repeat(65_537))) === 'ok'
    },
    aws: false,
    moto: true,
  },
  {
    title: 'a fifty-first tag is refused',
    observe: async (run) => {
      await run.create(1)
      const tags = Array.from({ length: 51 }, (_, i) => ({ Key: `key${i}`, Value: '' }))
      return (await run.tag(tags)) === 'ok'
    },
    aws: false,
    moto: true,
  },
  {
    title: 'a brace in a tag is refused',
    observe: async (run) => {
      await run.create(1)
      return (await run.tag([{ Key: 'key', Value: '{"' }])) === 'ok'
    },
    aws: false,
    moto: true,
  },
  {
    title: 'tag filters match beginnings, and key and value need not belong together',
    observe: async (run) => {
      const key = `${run.name}:provider`
      await run.create(1, { [key]: 'hub', [`${run.name}:team`]: 'acme' })
      const found = [
        await run.listed([{ Key: 'tag-key', Values: [key.slice(0, -4)] }]),
        await run.listed([{ Key: 'tag-key', Values: [key.slice(1)] }]),
        await run.listed([
          { Key: 'tag-key', Values: [key] },
          { Key: 'tag-value', Values: ['acm'] },
        ]),
      ]
      return found.map((names) => names.includes(run.name))
    },
    aws: [true, false, true],
  },
  {
    title: 'a deleted secret refuses reads, puts and tags',
    observe: async (run) => {
      await run.create(1)
      return [
        await run.delete(),
        await run.value(),
        await run.put(2),
        await run.tag([{ Key: 'a', Value: '' }]),
      ]
    },
    aws: ['ok', ...Array(3).fill('InvalidRequestException')],
    moto: ['ok', 'InvalidRequestException', 'ok', 'ok'],
  },
]
