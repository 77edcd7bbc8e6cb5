import type { AwsFailure } from './rotation-error.ts'

/**
 * Says that AWS refused a call unseen, because a quota of the account is used up.
 *
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html
 */
export const isThrottled = ({ code }: AwsFailure): boolean => code === 'ThrottlingException'
