import { legible } from './legible.ts'

/** One action that somebody may, or may never, take on one resource. */
export type Privilege = {
  readonly who: string
  readonly effect: 'Allow' | 'Deny'
  readonly action: string
  readonly on: string
  readonly when: string
}

/** What a template grants: to its roles, and through the policies of its resources to others. */
export type Privileges = {
  readonly roles: readonly Privilege[]
  readonly resources: readonly Privilege[]
}

type Fields = Readonly<Record<string, unknown>>
type Resource = { readonly Type: string; readonly Properties?: Fields }

/** Every property that holds a resource's own policy, whatever the resource is. */
const RESOURCE_POLICIES = [
  'AssumeRolePolicyDocument',
  'KeyPolicy',
  'Policy',
  'PolicyDocument',
  'ResourcePolicy',
]

/** Reads every privilege out of a template. */
export const privilegesIn = (template: Fields): Privileges => {
  const resources = Object.entries(template.Resources as Readonly<Record<string, Resource>>).map(
    ([logicalId, { Type, Properties = {} }]) => ({
      name: nameOf(legible({ Ref: logicalId })),
      type: Type,
      properties: legible(Properties) as Fields,
    }),
  )
  return {
    roles: resources
      .filter(({ type }) => type === 'AWS::IAM::Policy')
      .flatMap(({ properties: { Roles, PolicyDocument } }) =>
        listed(Roles).flatMap((role) =>
          statementsIn(PolicyDocument).flatMap((statement) =>
            privilegesOf(statement, nameOf(role).replace(/Role$/, ''), '*'),
          ),
        ),
      ),
    resources: resources
      .filter(({ type }) => type !== 'AWS::IAM::Policy')
      .flatMap(({ name, type, properties }) =>
        type === 'AWS::Lambda::Permission'
          ? [permission(properties)]
          : // The policy of an event bus is a statement without a document around it.
            [properties, ...RESOURCE_POLICIES.map((property) => properties[property])]
              .flatMap(statementsIn)
              .flatMap((statement) => privilegesOf(statement, principalOf(statement), name)),
      ),
  }
}

/** Leaves out what the other grants too. */
export const beyond = (
  all: readonly Privilege[],
  known: readonly Privilege[],
): readonly Privilege[] => {
  const seen = new Set(known.map((privilege) => JSON.stringify(privilege)))
  return all.filter((privilege) => !seen.has(JSON.stringify(privilege)))
}

/** `itself` stands for what `*`, or no resource, means in a policy. */
const privilegesOf = (statement: Fields, who: string, itself: string): readonly Privilege[] =>
  listed(statement.Action ?? `not ${listed(statement.NotAction).join(', ')}`).flatMap((action) =>
    listed(statement.Resource ?? '*').map((on) => ({
      who,
      effect: statement.Effect === 'Deny' ? 'Deny' : 'Allow',
      action: String(action),
      on: on === '*' ? itself : nameOf(on),
      when: conditionText(statement.Condition),
    })),
  )

const permission = ({
  Principal,
  Action,
  FunctionName,
  FunctionUrlAuthType,
  ...conditions
}: Fields): Privilege => ({
  who: String(Principal),
  effect: 'Allow',
  action: String(Action),
  on: nameOf(FunctionName),
  when: Object.entries(conditions)
    .map(([key, value]) => `\`aws:${key}\` is \`${placed(value)}\``)
    .join('; '),
})

const statementsIn = (document: unknown): readonly Fields[] => {
  const { Statement = [] } = (typeof document === 'string' ? JSON.parse(document) : document) ?? {}
  return listed(Statement) as readonly Fields[]
}

const principalOf = ({ Principal, NotPrincipal }: Fields): string => {
  if (NotPrincipal !== undefined) return 'anybody but some'
  if (Principal === '*') return 'anybody'
  const named = Object.values((Principal ?? {}) as Fields).flatMap(listed)
  return named.map((name) => (name === '*' ? 'anybody' : placed(name))).join(', ')
}

const WORDS: Readonly<Record<string, (value: string) => string>> = {
  StringEquals: (value) => `is ${value}`,
  'ForAllValues:StringEquals': (value) => `is ${value}`,
  StringLike: (value) => `is like ${value}`,
  ArnEquals: (value) => `is ${value}`,
  ArnLike: (value) => `is like ${value}`,
  Bool: (value) => `is ${value}`,
  Null: (value) => (value === '`false`' ? 'is there' : 'is not there'),
}

const conditionText = (condition: unknown): string =>
  Object.entries((condition ?? {}) as Readonly<Record<string, Fields>>)
    .flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, value]) => {
        const values = listed(value).map((one) => `\`${placed(one)}\``)
        const phrase = WORDS[operator] ?? ((text: string) => `${operator} ${text}`)
        return `\`${key}\` ${phrase(values.join(' or '))}`
      }),
    )
    .join('; ')

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

/** `<Queue.Arn>` is the queue; an ARN keeps its places for account and region. */
const nameOf = (value: unknown): string => {
  const text = String(value)
  const [, name] = /^<(\w+)(?:\.Arn|\.TopicArn)?>$/.exec(text) ?? []
  return name ?? placed(text)
}

const placed = (value: unknown): string =>
  String(value)
    .replaceAll('<AWS::Partition>', '{partition}')
    .replaceAll('<AWS::Region>', '{region}')
    .replaceAll('<AWS::AccountId>', '{account}')
    .replace(/<(\w+)(?:\.\w+)?>/g, '{$1}')
