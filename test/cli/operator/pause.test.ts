import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { currentText, secretNamed } from '../../main-job/demo.ts'
import { type Operator, startOperator } from './operator-cli.ts'

describe('when a credential is paused', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  const tags = () => secretNamed(operator.account, 'retently/surveys').tags

  it('is left alone until it is resumed', async () => {
    const before = currentText(operator.account, 'retently/surveys')
    const paused = await operator.run(['pause', 'retently/surveys', '--reason', 'moving: Friday'])
    const tagsWhenPaused = tags()
    await operator.sweep()
    const textWhenPaused = currentText(operator.account, 'retently/surveys')
    const resumed = await operator.run(['resume', 'retently/surveys'])
    await operator.sweep()

    expect(paused).toStrictEqual({
      code: 0,
      stderr: '',
      stdout:
        'retently/surveys: paused; nothing new is begun, and a refresh that was begun is still finished\n' +
        'to go on: token-rotation resume retently/surveys\n',
    })
    expect(tagsWhenPaused).toStrictEqual({
      'token-rotation:provider': 'retently',
      'token-rotation:paused': 'moving: Friday',
    })
    expect(textWhenPaused).toBe(before)
    expect(resumed).toStrictEqual({
      code: 0,
      stderr: '',
      stdout: 'retently/surveys: resumed; the next sweep looks at it\n',
    })
    expect(tags()).toStrictEqual({ 'token-rotation:provider': 'retently' })
    expect(currentText(operator.account, 'retently/surveys')).not.toBe(before)
  })

  it('says so where nothing has to be done, also with --json', async () => {
    const name = 'acme-crm/sales'
    const { arn } = secretNamed(operator.account, name)
    const said = [
      await operator.run(['resume', name, '--json']),
      await operator.run(['pause', name, '--json']),
      await operator.run(['pause', name, '--json']),
    ].map(({ stdout }) => JSON.parse(stdout))

    expect(said).toStrictEqual([
      { name, arn, paused: false, wasPaused: false },
      { name, arn, paused: true, wasPaused: false, reason: 'yes' },
      { name, arn, paused: true, wasPaused: true, reason: 'yes' },
    ])
  })
})

describe('when a pause cannot be had', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it('says of a secret that waits for its deletion how to take it back', async () => {
    const { arn } = secretNamed(operator.account, 'acme-crm/typo')
    operator.account.secretsManager.operations.DeleteSecret?.({ SecretId: arn })

    expect(await operator.run(['pause', 'acme-crm/typo'])).toStrictEqual({
      code: 1,
      stdout: '',
      stderr:
        'secret acme-crm/typo: it waits for its deletion; aws secretsmanager restore-secret takes it back\n',
    })
  })

  it.each<[string, readonly string[], number, string]>([
    [
      'the name is mistyped',
      ['pause', 'retently/survey'],
      1,
      'no secret retently/survey in us-east-1; did you mean retently/surveys?',
    ],
    [
      'the secret is not under rotation',
      ['pause', 'token-rotation/clients/acme-crm'],
      1,
      'secret token-rotation/clients/acme-crm: it is not under rotation, since it has no tag token-rotation:provider',
    ],
    [
      'the reason cannot be a tag',
      ['pause', 'retently/surveys', '--reason', 'why?!'],
      2,
      '--reason: expected at most 256 letters, digits, spaces and any of + - = . _ : / @',
    ],
  ])('says why where %s', async (_, words, code, message) => {
    expect(await operator.run(words)).toStrictEqual({ code, stdout: '', stderr: `${message}\n` })
  })
})
