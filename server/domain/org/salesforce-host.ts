const SALESFORCE_HOST = /^(?:[a-z0-9-]+\.)+salesforce\.(?:com|mil)$/

/**
 * True for a host of Salesforce itself, without a port.
 * @param host lower case
 */
export function isSalesforceHost(host: string): boolean {
  return SALESFORCE_HOST.test(host)
}
