/** CloudWatch's namespace of a deployment's metrics: two deployments in one account and region must not mix theirs. */
export const metricsNamespace = (tagPrefix: string): string =>
  tagPrefix === 'token-rotation' ? 'TokenRotation' : `TokenRotation/${tagPrefix}`
