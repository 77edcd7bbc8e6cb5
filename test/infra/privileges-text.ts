import { reasonsOf } from './privilege-reasons.ts'
import type { Privilege } from './privileges.ts'
import type { PrivilegesOfStack } from './privileges-of-stack.ts'

export const BEGIN = '<!-- privileges -->'
export const END = '<!-- /privileges -->'

/** Writes the tables of SECURITY.md, its marks included. */
export const privilegesText = ({ plain, withSecretsKeys, inVpc }: PrivilegesOfStack): string => {
  const roles = [...plain.roles, ...withSecretsKeys.roles, ...inVpc.roles]
  const others = [...withSecretsKeys.resources, ...inVpc.resources]
  return [
    BEGIN,
    '### What each role may do',
    '',
    ...table('role', plain.roles, whyOf),
    '',
    'With `-c secretsKeyArns`, for each key that it names:',
    '',
    ...table('role', withSecretsKeys.roles, whyOf),
    '',
    'In a VPC, with `-c vpcId`:',
    '',
    ...table('role', inVpc.roles, whyOf),
    '',
    '### Who may use what, by the policies of resources',
    '',
    ...table('who', [...plain.resources, ...others], whyOf),
    '',
    '### Resources that are patterns',
    '',
    'Every permission above whose resource is not one thing, and why it cannot be:',
    '',
    ...table('role', roles.filter(isPattern), patternOf, 'why not narrower'),
    END,
  ].join('\n')
}

export const isPattern = ({ on }: Privilege): boolean => on.includes('*')

/** Finds the reason that is told of a privilege; empty: nobody gave one. */
export const whyOf = (privilege: Privilege): string => reasonsOf(privilege)[0]?.why ?? ''
export const patternOf = (privilege: Privilege): string => reasonsOf(privilege)[0]?.pattern ?? ''

type Row = Omit<Privilege, 'who' | 'action'> & {
  readonly who: readonly string[]
  readonly actions: readonly string[]
  readonly why: string
}

const table = (
  first: string,
  privileges: readonly Privilege[],
  reason: (privilege: Privilege) => string,
  why = 'why',
): readonly string[] => {
  const single = privileges.map(
    ({ who, action, ...rest }): Row => ({
      ...rest,
      who: [who],
      actions: [action],
      why: reason({ who, action, ...rest }),
    }),
  )
  const byRole = joined(single, 'who')
  return [
    `| ${first} | action | resource | condition | ${why} |`,
    '|---|---|---|---|---|',
    ...joined(byRole, 'actions').map(rowText),
  ]
}

/** Puts rows together that differ in one column only, at the place of the first. */
const joined = (rows: readonly Row[], column: 'who' | 'actions'): readonly Row[] => {
  const places = new Map<string, Row>()
  for (const row of rows) {
    const key = JSON.stringify({ ...row, [column]: '' })
    const known = places.get(key)
    const values = known === undefined ? row[column] : [...known[column], ...row[column]]
    places.set(key, { ...row, [column]: [...new Set(values)] })
  }
  return [...places.values()]
}

const rowText = ({ who, effect, actions, on, when, why }: Row): string => {
  const verbs = actions.map((action) => `\`${action}\``).join(', ')
  const cells = [who.join(', '), effect === 'Deny' ? `**never** ${verbs}` : verbs, `\`${on}\``]
  return `| ${[...cells, when, why].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
