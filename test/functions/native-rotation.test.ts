import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type PlacedFunction, placeFunction } from './placed-function.ts'

let nativeRotation: PlacedFunction
let linesBefore: number
beforeAll(async () => {
  nativeRotation = await placeFunction('native-rotation')
})
beforeEach(() => {
  linesBefore = nativeRotation.lines.length
})
afterAll(() => nativeRotation.stop())

const newLines = () => nativeRotation.lines.slice(linesBefore).join('\n')

const step = { Step: 'createSecret', SecretId: 'arn-1', ClientRequestToken: 'version-2' }

describe('when an event is no rotation step', () => {
  it.each([
    ['nothing', null, 'rotation step: expected a rotation step'],
    [
      'a step that nobody knows',
      { ...step, Step: 'planted-secret' },
      'rotation step: Step: expected one of createSecret, setSecret, testSecret, finishSecret',
    ],
    [
      'a step without its token',
      { ...step, ClientRequestToken: undefined },
      'rotation step: ClientRequestToken: expected a non-empty string',
    ],
  ])('refuses %s and says what was expected, not what came', async (_, event, message) => {
    expect(await nativeRotation.invoke(event)).toStrictEqual({ tag: 'Threw', errorType: 'Error' })
    expect(newLines()).toContain(`"errorMessage":${JSON.stringify(message)}`)
    expect(newLines()).not.toContain('planted-secret')
  })
})

describe('when AWS cannot be reached', () => {
  it('throws, so that Secrets Manager begins again, and says which step failed', async () => {
    expect(await nativeRotation.invoke(step)).toStrictEqual({ tag: 'Threw', errorType: 'Error' })
    expect(newLines()).toContain('"errorMessage":"createSecret: ')
    expect(nativeRotation.entries()).toMatchObject([
      {
        message: 'rotation step did not succeed',
        step: 'createSecret',
        secretArn: 'arn-1',
      },
    ])
  })
})
