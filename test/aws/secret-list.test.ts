import { CreateSecretCommand, DeleteSecretCommand } from '@aws-sdk/client-secrets-manager'
import * as E from 'fp-ts/Either'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { secretList } from '../../lib/aws/secret-list.ts'
import type { LocalSecret } from '../../lib/local/secrets-manager/secret.ts'
import type { ListedSecret } from '../../lib/rotation/listed-secret.ts'
import { type AwsSide, START, startAwsSide, versionId } from '../local/aws-side.ts'
import { recordCalls } from './recorded-calls.ts'

let aws: AwsSide
beforeEach(async () => {
  aws = await startAwsSide({ maxAttempts: 1 })
})
afterEach(() => aws.stop())

const create = (Name: string, tags: Readonly<Record<string, string>>) =>
  aws.secrets.send(
    new CreateSecretCommand({
      Name,
      SecretString: 'text',
      ClientRequestToken: versionId(1),
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  )

const arnOf = (name: string): string =>
  `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}-AbCdEf`

/** A secret in a state that no call of ours leads to. */
const place = (name: string, fields: Partial<LocalSecret>) =>
  aws.secretsManager.place({
    arn: arnOf(name),
    name,
    tags: { 'token-rotation:provider': 'acme' },
    createdAt: START,
    changedAt: START,
    versions: [
      { id: versionId(1), labels: ['AWSCURRENT'], secretString: 'text', createdAt: START },
    ],
    ...fields,
  })

const listed = (name: string, fields: Partial<ListedSecret>): ListedSecret => ({
  arn: arnOf(name),
  tags: { 'token-rotation:provider': 'acme' },
  current: versionId(1),
  primaryRegion: undefined,
  owningService: undefined,
  managedType: undefined,
  isDeleted: false,
  ...fields,
})

const firstPage = () => secretList(aws.secrets, 'token-rotation')(undefined)()

describe('when secrets are listed', () => {
  it('gives those whose tag keys begin as the provider tag does (AWS trap 12: filters match prefixes)', async () => {
    await create('tagged', { 'token-rotation:provider': 'acme', team: 'blue' })
    await create('alike', { 'token-rotation:provider-old': 'acme' })
    await create('untagged', { team: 'token-rotation:provider' })
    const page = await firstPage()

    expect(
      new Set(E.isRight(page) ? page.right.secrets.map(({ tags }) => tags) : []),
    ).toStrictEqual(
      new Set([
        { 'token-rotation:provider': 'acme', team: 'blue' },
        { 'token-rotation:provider-old': 'acme' },
      ]),
    )
  })

  it.each<[string, Partial<LocalSecret>, Partial<ListedSecret>]>([
    ['a plain secret', {}, {}],
    ['a replica', { primaryRegion: 'eu-west-1' }, { primaryRegion: 'eu-west-1' }],
    ['a secret that a service owns', { owningService: 'rds' }, { owningService: 'rds' }],
    ['a managed external secret', { type: 'Salesforce' }, { managedType: 'Salesforce' }],
    [
      'a secret of which no version is current',
      {
        versions: [
          { id: versionId(1), labels: ['AWSPENDING'], secretString: 'text', createdAt: START },
        ],
      },
      { current: undefined },
    ],
    [
      'a secret with a current version among others',
      {
        versions: ['AWSPREVIOUS', 'AWSCURRENT', 'TOKEN_ROTATION_PENDING'].map((label, n) => ({
          id: versionId(n),
          labels: [label],
          secretString: 'text',
          createdAt: START,
        })),
      },
      {},
    ],
  ])('tells %s by what it is', async (_, fields, seen) => {
    place('one', fields)

    expect(await firstPage()).toStrictEqual(
      E.right({ secrets: [listed('one', seen)], next: undefined }),
    )
  })

  it('does not list one that is about to be deleted', async () => {
    await create('going', { 'token-rotation:provider': 'acme' })
    await aws.secrets.send(new DeleteSecretCommand({ SecretId: 'going' }))

    expect(await firstPage()).toStrictEqual(E.right({ secrets: [], next: undefined }))
  })

  it('reads no value', async () => {
    place('one', {})
    const { all } = recordCalls(aws)
    await firstPage()

    expect(all.map(({ connection, ...call }) => call)).toStrictEqual([
      {
        service: 'secretsmanager',
        operation: 'ListSecrets',
        input: {
          MaxResults: 100,
          Filters: [{ Key: 'tag-key', Values: ['token-rotation:provider'] }],
        },
      },
    ])
  })
})

describe('when there are more secrets than a page holds', () => {
  it('gives each of them once, page after page, until none is left', async () => {
    const names = Array.from({ length: 230 }, (_, n) => `secret-${n}`)
    for (const name of names) place(name, {})
    const list = secretList(aws.secrets, 'token-rotation')
    const pages: string[][] = []
    let next: string | undefined
    do {
      const page = await list(next)()
      if (E.isLeft(page)) throw new Error(page.left.code)
      pages.push(page.right.secrets.map(({ arn }) => arn))
      next = page.right.next
    } while (next !== undefined)

    expect(pages.map(({ length }) => length)).toStrictEqual([100, 100, 30])
    expect(pages.flat().toSorted()).toStrictEqual(names.map(arnOf).toSorted())
  })
})

describe('when the list is refused', () => {
  it('says so', async () => {
    aws.fault = () => ({ kind: 'error', status: 400, code: 'ThrottlingException', message: '' })

    expect(await firstPage()).toStrictEqual(
      E.left({ tag: 'AwsFailure', operation: 'ListSecrets', code: 'ThrottlingException' }),
    )
  })
})
