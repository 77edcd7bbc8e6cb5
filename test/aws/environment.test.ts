import { describe, expect, it } from 'vitest'
import { readEnvironment } from '../../lib/aws/environment.ts'
import { RotateEnvironment } from '../../lib/aws/rotate-environment.ts'
import { SweepEnvironment } from '../../lib/aws/sweep-environment.ts'

const forSweep = {
  QUEUE_URL: 'https://sqs.example/1/queue',
  LEDGER_TABLE: 'token-rotation',
  TAG_PREFIX: 'token-rotation',
  SWEEP_MINUTES: '5',
}
const forRotate = {
  LEDGER_TABLE: 'token-rotation',
  BUS_NAME: 'token-rotation',
  TAG_PREFIX: 'token-rotation',
  KEY_ID: 'arn:aws:kms:eu-west-1:111122223333:key/1',
  LOOPBACK_TOKEN_URLS: 'false',
}

const sweepWith = (variables: NodeJS.ProcessEnv) => () =>
  readEnvironment(SweepEnvironment, { ...forSweep, ...variables })
const rotateWith = (variables: NodeJS.ProcessEnv) => () =>
  readEnvironment(RotateEnvironment, { ...forRotate, ...variables })

const error = (problems: string) => new Error(`environment variable ${problems}`)

describe('when a function finds what the stack tells it', () => {
  it('reads numbers and booleans', () => {
    expect(sweepWith({})()).toStrictEqual({ ...forSweep, SWEEP_MINUTES: 5 })
    expect(rotateWith({})()).toStrictEqual({ ...forRotate, LOOPBACK_TOKEN_URLS: false })
    expect(rotateWith({ LOOPBACK_TOKEN_URLS: 'true' })().LOOPBACK_TOKEN_URLS).toBe(true)
  })
})

describe('when a variable is missing or wrong', () => {
  it.each(Object.keys(forSweep))('names %s of Sweep when it is missing', (name) => {
    const expected = name === 'SWEEP_MINUTES' ? 'a whole number' : 'a non-empty string'

    expect(sweepWith({ [name]: undefined })).toThrow(error(`${name}: expected ${expected}`))
  })

  it.each(Object.keys(forRotate))('names %s of Rotate when it is missing', (name) => {
    const expected = name === 'LOOPBACK_TOKEN_URLS' ? '"true" or "false"' : 'a non-empty string'

    expect(rotateWith({ [name]: undefined })).toThrow(error(`${name}: expected ${expected}`))
  })

  it.each([
    ['no text at all', sweepWith({ QUEUE_URL: '' }), 'QUEUE_URL: expected a non-empty string'],
    [
      'not a number',
      sweepWith({ SWEEP_MINUTES: 'planted-secret' }),
      'SWEEP_MINUTES: expected a whole number',
    ],
    [
      'not a whole number',
      sweepWith({ SWEEP_MINUTES: '2.5' }),
      'SWEEP_MINUTES: expected a whole number',
    ],
    [
      'not spelt as true or false',
      rotateWith({ LOOPBACK_TOKEN_URLS: 'True' }),
      'LOOPBACK_TOKEN_URLS: expected "true" or "false"',
    ],
  ])('names one that is %s, and leaves its value out', (_, read, message) => {
    expect(read).toThrow(error(message))
  })

  it('names all of them at once', () => {
    expect(sweepWith({ QUEUE_URL: undefined, SWEEP_MINUTES: 'x' })).toThrow(
      error('QUEUE_URL: expected a non-empty string; SWEEP_MINUTES: expected a whole number'),
    )
  })
})
