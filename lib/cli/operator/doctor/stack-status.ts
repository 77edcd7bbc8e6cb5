import type { Finding } from './finding.ts'
import type { StackView } from './stack-view.ts'

/**
 * What a stack's status says of its health.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 */
export const statusFinding = (
  { name, status }: Pick<StackView, 'name' | 'status'>,
  region: string,
): Finding => {
  const aws = (command: string): string =>
    `aws cloudformation ${command} --region ${region} --stack-name ${name}`
  const found = (level: Finding['level'], says: string, remedy: string): Finding => ({
    level,
    about: 'stack',
    text: `${name} is ${status}: ${says}`,
    remedy,
  })
  switch (status) {
    case 'CREATE_COMPLETE':
    case 'UPDATE_COMPLETE':
    case 'IMPORT_COMPLETE':
      return { level: 'ok', about: 'stack', text: `${name} is ${status}` }
    case 'UPDATE_ROLLBACK_COMPLETE':
    case 'IMPORT_ROLLBACK_COMPLETE':
      return found(
        'warning',
        'the last deployment failed, and what was there before works on',
        `${aws('describe-stack-events')}, then: npx cdk deploy`,
      )
    case 'UPDATE_ROLLBACK_FAILED':
      return found(
        'trouble',
        'a deployment failed and could not be taken back; no other one is possible',
        `mend what ${aws('describe-stack-events')} names, then: ${aws('continue-update-rollback')}`,
      )
    case 'ROLLBACK_COMPLETE':
    case 'CREATE_FAILED':
    case 'ROLLBACK_FAILED':
      return found(
        'trouble',
        'the first deployment failed',
        `mend what ${aws('describe-stack-events')} names, then: ${aws('delete-stack')}; npx cdk deploy`,
      )
    case 'REVIEW_IN_PROGRESS':
      return found('trouble', 'it was only reviewed, never deployed', 'npx cdk deploy')
    case 'DELETE_IN_PROGRESS':
    case 'DELETE_COMPLETE':
      return found(
        'trouble',
        'nothing is refreshed any more; the ledger stays',
        'npx cdk deploy --import-existing-resources takes the ledger back',
      )
    default:
      return status.endsWith('_FAILED')
        ? found('trouble', 'it needs a person', aws('describe-stack-events'))
        : found('hint', 'somebody deploys it now', 'wait for its end, then run it again')
  }
}

/** Whether the stack's resources are, or soon will be, as a deployment left them: not before the first one, nor at the end. */
export const isStanding = ({ status }: Pick<StackView, 'status'>): boolean =>
  !/^(REVIEW|ROLLBACK|DELETE)_|^CREATE_(FAILED|IN_PROGRESS)$/.test(status)
