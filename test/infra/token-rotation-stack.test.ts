import { describe, expect, it } from 'vitest'
import { legible } from './legible.ts'
import { provider } from './provider.ts'
import { resourceOf } from './resource-of.ts'
import { synthesise } from './synthesise.ts'

const { template } = synthesise()

const FUNCTIONS = ['Sweep', 'Rotate', 'NativeRotation']

describe('when the stack is deployed', () => {
  it('tells the names that people and the command line need', () => {
    expect(legible(template.findOutputs('*'))).toEqual({
      QueueUrl: { Value: '<Queue>' },
      DeadLetterQueueUrl: { Value: '<DeadLetterQueue>' },
      LedgerName: { Value: '<Ledger>' },
      BusName: { Value: '<Bus>' },
      SweepName: { Value: '<Sweep>' },
      RotateName: { Value: '<Rotate>' },
      NativeRotationName: { Value: '<NativeRotation>' },
    })
  })
})

describe('when the same input is synthesised again', () => {
  it('gives the same template, so that nothing is deployed', () => {
    expect(synthesise().template.toJSON()).toEqual(template.toJSON())
  })
})

describe('when a deployment chooses its own settings', () => {
  const chosen = synthesise({
    tagPrefix: 'acme-tokens',
    sweepMinutes: 1,
    loopbackTokenUrls: true,
    providers: [provider({ id: 'other' })],
  }).template
  const variablesOf = (name: string) =>
    resourceOf(chosen)('AWS::Lambda::Function', name).Properties.Environment.Variables

  it('uses the prefix for the ledger and the tags', () => {
    chosen.hasResourceProperties('AWS::DynamoDB::Table', { TableName: 'acme-tokens' })
    expect(FUNCTIONS.map((name) => variablesOf(name).TAG_PREFIX)).toEqual(
      FUNCTIONS.map(() => 'acme-tokens'),
    )
  })

  it('sweeps as often as told, and tells Sweep', () => {
    chosen.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
    })
    expect(variablesOf('Sweep').SWEEP_MINUTES).toBe('1')
  })

  it('accepts token URLs on this machine', () => {
    expect(variablesOf('Rotate').LOOPBACK_TOKEN_URLS).toBe('true')
    expect(variablesOf('NativeRotation').LOOPBACK_TOKEN_URLS).toBe('true')
  })

  it('ships other providers in another asset', () => {
    const keysIn = (from: typeof chosen) =>
      Object.values(from.findResources('AWS::Lambda::Function')).map(
        ({ Properties }) => Properties.Code.S3Key,
      )
    const before = keysIn(template)
    expect(keysIn(chosen).filter((key) => before.includes(key))).toEqual([])
  })
})
