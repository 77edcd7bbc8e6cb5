import { UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager'
import type { Behaviour } from './behaviour.ts'
import { secretCalls, threeVersions, versionId } from './secret-calls.ts'

/** What only a real account can settle; `aws` is what the rotation's design assumes. */
export const secretOpenQuestions: readonly Behaviour[] = [
  {
    title: 'the hundred and first version of a day is refused',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await run.create(1)
      for (let n = 2; n <= 100; n++) await run.put(n, ['PENDING'])
      return [await run.put(101, ['PENDING']), Object.keys(await run.labels())]
    },
    isOpen: true,
    aws: ['LimitExceededException', ['v1', 'v100']],
    moto: ['ok', ['v1', 'v101']],
  },
  {
    title: 'characters that are refused in a version id',
    isOpen: true,
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await run.create(1)
      const refused: string[] = []
      for (const character of CHARACTERS) {
        const end = await run.put(2, ['PENDING'], character, `${character}${'f'.repeat(35)}`)
        if (end !== 'ok') refused.push(character)
      }
      return refused
    },
    aws: [],
  },
  {
    title: 'how a refused promotion is worded, ids left out',
    isOpen: true,
    observe: async (place, name) => {
      await threeVersions(secretCalls(place, name))
      await place.settle()
      const input = { SecretId: name, VersionStage: 'AWSCURRENT', MoveToVersionId: versionId(3) }
      return place.secrets
        .send(new UpdateSecretVersionStageCommand({ ...input, RemoveFromVersionId: versionId(1) }))
        .then(() => 'ok', wording)
    },
    aws: [
      'InvalidParameterException',
      'When you move staging label AWSCURRENT, if you specify RemoveFromVersionId, it must be set to the version that currently has the staging label AWSCURRENT.',
    ],
    moto: ['InvalidParameterException', 'Version stage AWSCURRENT not found in version <id>'],
  },
  {
    title: 'stale answers right after each of ten promotions',
    isOpen: true,
    // no waiting here: the lag is what is asked for
    observe: async (place, name) => {
      const run = secretCalls({ ...place, settle: async () => {} }, name)
      await threeVersions(run)
      await place.settle()
      const stale = { describe: 0, value: 0, refusedPromotions: 0 }
      for (let from = 2, to = 3, n = 0; n < 10; [from, to] = [to, from], n++) {
        if ((await run.move('AWSCURRENT', from, to)) !== 'ok') stale.refusedPromotions++
        const [labels, value] = await Promise.all([run.labels(), run.value()])
        if (!labels[`v${to}`]?.includes('AWSCURRENT')) stale.describe++
        if (value !== `v${to}`) stale.value++
      }
      return stale
    },
    aws: { describe: 0, value: 0, refusedPromotions: 0 },
    moto: { describe: 0, value: 5, refusedPromotions: 0 },
  },
]

const CHARACTERS = ['-', '_', '.', ':', '/', '+', '=', '@', '#', '|', ' ', 'é']

const wording = (error: unknown): readonly string[] =>
  error instanceof Error ? [error.name, error.message.replace(/[0-9a-f-]{36}/g, '<id>')] : []
