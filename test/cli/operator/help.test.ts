import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { version } from '../../../package.json'
import { type Operator, startOperator } from './operator-cli.ts'

describe('when somebody asks for help', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it.each(['status', 'show', 'why', 'providers', 'check', 'cost'])(
    'gives examples of %s',
    async (command) => {
      const { code, stdout, stderr } = await operator.run([command, '--help'])

      expect(stdout).toContain(`Examples:\n  token-rotation ${command}`)
      expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' })
    },
  )

  it('tells its version', async () => {
    expect(await operator.run(['--version'])).toStrictEqual({
      code: 0,
      stdout: `${version}\n`,
      stderr: '',
    })
  })
})
