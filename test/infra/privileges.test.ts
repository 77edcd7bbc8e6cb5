import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { REASONS, reasonsOf } from './privilege-reasons.ts'
import { privilegesOfStack } from './privileges-of-stack.ts'
import { BEGIN, END, isPattern, privilegesText } from './privileges-text.ts'

const ofStack = privilegesOfStack()
const variants = Object.values(ofStack)
const ofRoles = variants.flatMap(({ roles }) => roles)
const all = [...ofRoles, ...variants.flatMap(({ resources }) => resources)]

describe('when SECURITY.md says who may do what', () => {
  it('says what the templates say; npm run privileges writes it', () => {
    const page = readFileSync(join(import.meta.dirname, '../../SECURITY.md'), 'utf8')
    const [, told = ''] = page.split(BEGIN)
    expect(`${BEGIN}${told.split(END)[0]}${END}`).toBe(privilegesText(ofStack))
  })

  it('gives one reason for each privilege', () => {
    expect(all.filter((privilege) => reasonsOf(privilege).length !== 1)).toEqual([])
  })

  it('gives no reason for what nobody may do', () => {
    const needed = new Set(all.flatMap(reasonsOf))
    expect(REASONS.filter((reason) => !needed.has(reason)).map(({ why }) => why)).toEqual([])
  })

  it('says of each resource that is a pattern why it is not narrower', () => {
    const unexplained = ofRoles
      .filter(isPattern)
      .filter((privilege) => reasonsOf(privilege)[0]?.pattern === undefined)
    expect(unexplained).toEqual([])
  })
})

describe('when a permission is for every resource', () => {
  it('is one that IAM does not narrow', () => {
    const wide = ofRoles.filter(({ effect, on }) => effect === 'Allow' && on === '*')
    expect([...new Set(wide.map(({ who, action }) => `${who} ${action}`))].sort()).toEqual([
      'NativeRotation ec2:DescribeNetworkInterfaces',
      'NativeRotation ec2:DescribeSubnets',
      'Rotate ec2:DescribeNetworkInterfaces',
      'Rotate ec2:DescribeSubnets',
      'Sweep ec2:DescribeNetworkInterfaces',
      'Sweep ec2:DescribeSubnets',
      'Sweep secretsmanager:ListSecrets',
    ])
  })
})
