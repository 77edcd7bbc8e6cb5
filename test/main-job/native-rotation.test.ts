import { PutSecretValueCommand, TagResourceCommand } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { currentText, currentVersion, operations, secretNamed } from './demo.ts'
import { startMovableDemo } from './movable-demo.ts'

/** As long as Secrets Manager's own tokens. */
const TOKEN = '11111111-2222-4333-8444-555555555555'

type Demo = Awaited<ReturnType<typeof startMovableDemo>>

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret']
const DONE = { tag: 'Answered', value: null }
const THREW = { tag: 'Threw', errorType: 'Error' }

let demo: Demo
beforeAll(async () => {
  demo = await startMovableDemo()
})
afterAll(() => demo.stop())

const step = (name: string, Step: string) =>
  demo.account.nativeRotation({
    Step,
    SecretId: secretNamed(demo.account, name).arn,
    ClientRequestToken: TOKEN,
  })

/** As Secrets Manager does it before the first step: the version has the label, and no value. */
const announce = (name: string) => {
  const secret = secretNamed(demo.account, name)
  const announced = { id: TOKEN, labels: ['AWSPENDING'], createdAt: demo.clock.now() }
  demo.account.secretsManager.place({ ...secret, versions: [...secret.versions, announced] })
}

const create = async (name: string) => {
  const text = await demo.create(name)
  announce(name)
  return text
}

const labelsOf = (name: string) =>
  secretNamed(demo.account, name).versions.flatMap(({ labels }) => labels)

const refreshesDuring = async (work: () => Promise<unknown>): Promise<number> => {
  const before = demo.account.authorizationServer.refreshes()
  await work()
  return demo.account.authorizationServer.refreshes() - before
}

describe("when Secrets Manager's own rotation runs on a credential, each step twice", () => {
  const NAME = 'native/twice'
  let old: string
  let answers: readonly unknown[]
  let refreshes: number

  beforeAll(async () => {
    old = await create(NAME)
    const given: unknown[] = []
    refreshes = await refreshesDuring(async () => {
      for (const name of STEPS) given.push(await step(NAME, name), await step(NAME, name))
    })
    answers = given
  })

  it('makes the version that was announced current, with a fresh token and one request', async () => {
    expect(answers).toStrictEqual(answers.map(() => DONE))
    expect(currentVersion(demo.account, NAME).id).toBe(TOKEN)
    expect((await demo.tokenOf(NAME)).state).toBe('usable')
    expect(old).not.toContain((await demo.tokenOf(NAME)).token)
    expect(refreshes).toBe(1)
  })

  it('leaves no AWSPENDING behind', () => {
    expect(labelsOf(NAME)).not.toContain('AWSPENDING')
  })

  it('lets the schedule go on beside it without a needless refresh', async () => {
    const text = currentText(demo.account, NAME)
    await demo.sweep()

    expect(currentText(demo.account, NAME)).toBe(text)
    expect(currentVersion(demo.account, NAME).id).toBe(TOKEN)
  })
})

describe('when the schedule refreshes between two steps', () => {
  it('leaves its newer version current and takes AWSPENDING off the copy', async () => {
    const name = 'native/overtaken'
    await create(name)
    await step(name, 'createSecret')
    const copied = secretNamed(demo.account, name).versions.find(({ id }) => id === TOKEN)
    demo.clock.advance(3600)
    await demo.sweep()
    const newer = await demo.tokenOf(name)
    const answers = [await step(name, 'testSecret'), await step(name, 'finishSecret')]

    expect(answers).toStrictEqual([DONE, DONE])
    expect(copied?.secretString).not.toContain(newer.token)
    expect(await demo.tokenOf(name)).toStrictEqual({ token: newer.token, state: 'usable' })
    expect(labelsOf(name)).not.toContain('AWSPENDING')
  })
})

describe('when Secrets Manager only tests the configuration (RotateImmediately is false)', () => {
  it('reads its copy, and does nothing else', async () => {
    const name = 'native/tested'
    const text = await demo.create(name)
    await demo.secrets.send(
      new PutSecretValueCommand({
        SecretId: name,
        SecretString: text,
        ClientRequestToken: TOKEN,
        VersionStages: ['AWSPENDING'],
      }),
    )
    demo.calls.length = 0
    const refreshes = await refreshesDuring(() => step(name, 'testSecret'))

    expect(operations(demo.calls)).toStrictEqual(['GetSecretValue'])
    expect(refreshes).toBe(0)
  })
})

describe('when a step names the secret by its name', () => {
  it('fails, and does not meet the schedule at the token', async () => {
    const name = 'native/by-name'
    await demo.create(name)
    const asked = { Step: 'createSecret', SecretId: name, ClientRequestToken: TOKEN }
    const refreshes = await refreshesDuring(async () => {
      expect(await demo.account.nativeRotation(asked)).toStrictEqual(THREW)
    })

    expect(refreshes).toBe(0)
  })
})

describe('when a credential is paused', () => {
  it('goes through with its text as it was, and spends nothing', async () => {
    const name = 'native/paused'
    const text = await create(name)
    await demo.secrets.send(
      new TagResourceCommand({
        SecretId: name,
        Tags: [{ Key: 'token-rotation:paused', Value: 'yes' }],
      }),
    )
    const refreshes = await refreshesDuring(async () => {
      for (const each of STEPS) expect(await step(name, each)).toStrictEqual(DONE)
    })

    expect(refreshes).toBe(0)
    expect(currentText(demo.account, name)).toBe(text)
    expect(currentVersion(demo.account, name).id).toBe(TOKEN)
  })
})

describe('when a call of a step never reaches AWS', () => {
  it('fails that step, and ends at the next try with one request', async () => {
    const name = 'native/cut-off'
    await create(name)
    const dropped = (call: string) => {
      demo.faults.next = ({ operation }) => (operation === call ? { kind: 'drop' } : undefined)
    }
    const answers: unknown[] = []
    const refreshes = await refreshesDuring(async () => {
      dropped('DescribeSecret')
      answers.push(await step(name, 'createSecret'))
      demo.faults.next = undefined
      answers.push(await step(name, 'createSecret'))
      dropped('UpdateSecretVersionStage')
      answers.push(await step(name, 'finishSecret'))
      demo.faults.next = undefined
      for (const each of STEPS) answers.push(await step(name, each))
    })

    expect(answers).toStrictEqual([THREW, DONE, THREW, DONE, DONE, DONE, DONE])
    expect(refreshes).toBe(1)
    expect(currentVersion(demo.account, name).id).toBe(TOKEN)
    expect(labelsOf(name)).not.toContain('AWSPENDING')
  })
})
