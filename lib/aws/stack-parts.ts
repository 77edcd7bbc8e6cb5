/** What every deployment consists of, by the construct ids that it is known by, with the types of CloudFormation. */
export const STACK_PARTS = [
  ['Sweep', 'AWS::Lambda::Function'],
  ['Rotate', 'AWS::Lambda::Function'],
  ['NativeRotation', 'AWS::Lambda::Function'],
  ['Queue', 'AWS::SQS::Queue'],
  ['DeadLetterQueue', 'AWS::SQS::Queue'],
  ['Ledger', 'AWS::DynamoDB::Table'],
  ['Bus', 'AWS::Events::EventBus'],
  ['Schedule', 'AWS::Scheduler::Schedule'],
  ['Key', 'AWS::KMS::Key'],
] as const

/** A construct id that the stack is known by. */
export type PartId = (typeof STACK_PARTS)[number][0]
