import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { currentText, secretNamed } from '../../main-job/demo.ts'
import { type CommandRun, type Operator, startOperator } from './operator-cli.ts'

const NAME = 'retently/former-admin'

const newLogin = async (operator: Operator): Promise<string> => {
  const { accessToken, refreshToken } =
    await operator.account.authorizationServer.issue('local-retently')
  return JSON.stringify({
    access_token: accessToken,
    refresh_token: refreshToken,
    token_type: 'Bearer',
    expires_in: 3600,
  })
}

describe('when a person has logged in again', () => {
  let operator: Operator
  let before: Readonly<Record<string, unknown>>
  let revived: CommandRun
  beforeAll(async () => {
    operator = await startOperator()
    await operator.sweep()
    before = JSON.parse(currentText(operator.account, NAME))
    const file = operator.file('answer.json', await newLogin(operator))
    revived = await operator.run(['revive', NAME, '--from', file])
  })
  afterAll(() => operator.stop())

  it('follows the credential until it is active', () => {
    const [stored, waiting, ...rest] = revived.stdout.trimEnd().split('\n')

    expect([revived.code, revived.stderr]).toStrictEqual([0, ''])
    expect(stored).toMatch(
      /^retently\/former-admin: the new tokens are in version [0-9a-f-]{36}, the old ones stay as AWSPREVIOUS$/,
    )
    expect(waiting).toBe(`${NAME}: reauthorize; waiting up to 180 s for a look at it`)
    expect(rest.at(-1)).toMatch(
      /^retently\/former-admin: refreshed; the access token ends in 6 h; next look in \d h$/,
    )
  })

  it('leaves the format and the other keys of the secret as they were', async () => {
    const { refresh_token, access_token, token_expiry_date, ...others } = JSON.parse(
      currentText(operator.account, NAME),
    )
    const { refresh_token: old, ...othersBefore } = before

    expect(others).toStrictEqual(othersBefore)
    expect(refresh_token).not.toBe(old)
    expect(await operator.account.authorizationServer.stateOf(refresh_token)).toBe('usable')
    expect([typeof access_token, typeof token_expiry_date]).toStrictEqual(['string', 'string'])
  })
})

describe('when the new tokens cannot be taken', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it.each<[string, () => string, string]>([
    [
      'they are the old ones',
      () => currentText(operator.account, NAME),
      'expected new tokens, and these are in the secret already; to try them again: token-rotation rotate',
    ],
    [
      'there is no refresh token',
      () => '{"access_token":"planted-a","expires_in":3600}',
      'expected a refresh token; ask for offline access when you log in again',
    ],
    [
      'they belong to another client',
      () => '{"client_id":"other","client_secret":"planted-s","refresh_token":"planted-r"}',
      'expected tokens of the client that the secret names; to replace that too: token-rotation add --adopt --from',
    ],
  ])('says why where %s, and writes nothing', async (_, input, message) => {
    const before = secretNamed(operator.account, NAME).versions.length

    expect(await operator.run(['revive', NAME, '--from', '-'], { input: input() })).toStrictEqual({
      code: 1,
      stdout: '',
      stderr: `standard input: ${message}\n`,
    })
    expect(secretNamed(operator.account, NAME).versions.length).toBe(before)
  })
})

describe('when somebody else writes the secret meanwhile', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it('writes nothing over it, and says so', async () => {
    const { arn } = secretNamed(operator.account, NAME)
    operator.faults.next = ({ operation }) => {
      if (operation === 'GetItem')
        operator.account.secretsManager.operations.PutSecretValue?.({
          SecretId: arn,
          ClientRequestToken: crypto.randomUUID(),
          SecretString: '{"refresh_token":"planted-theirs"}',
        })
      return undefined
    }
    const input = await newLogin(operator)
    const result = await operator.run(['revive', NAME, '--from', '-'], { input })
    operator.faults.next = undefined

    expect(result).toStrictEqual({
      code: 1,
      stdout: '',
      stderr: `secret ${NAME}: it was written meanwhile; nothing was changed, try again\n`,
    })
    expect(currentText(operator.account, NAME)).toBe('{"refresh_token":"planted-theirs"}')
  })
})

describe('when the queue cannot be found', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
    await operator.sweep()
  })
  afterAll(() => operator.stop())

  it('stores the tokens all the same, and leaves the look to the next sweep', async () => {
    const input = await newLogin(operator)
    const { code, stdout, stderr } = await operator.run(
      ['revive', NAME, '--from', '-', '--no-wait', '--json'],
      { input, env: { TOKEN_ROTATION_QUEUE_URL: '' } },
    )
    const { versionId, ...said } = JSON.parse(stdout)
    await operator.sweep()

    expect({ code, ...said }).toStrictEqual({
      code: 0,
      name: NAME,
      arn: secretNamed(operator.account, NAME).arn,
      result: 'stored',
      statusBefore: 'reauthorize',
    })
    expect(stderr).toContain(`${NAME}: left to the next sweep: no queue of a stack TokenRotation`)
    expect(secretNamed(operator.account, NAME).versions.map(({ id }) => id)).toContain(versionId)
    expect(
      operator.account.eventBridge
        .events()
        .filter(({ detailType }) => detailType === 'Credential Recovered')
        .map(({ resources }) => resources),
    ).toStrictEqual([[said.arn]])
  })
})
