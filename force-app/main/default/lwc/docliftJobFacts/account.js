/** For whom a job is, when it is for one Account. */
import readAccount from '@salesforce/apex/DocliftAccountController.readAccount';

/** The name of its one Account; null for any other scope, and for an Account that the user may not see. */
export async function readAccountName({ scope }) {
    if (scope.kind !== 'accounts' || scope.accountIds.length !== 1) return null;
    const [accountId] = scope.accountIds;
    return readAccount({ accountId }).then(
        ({ name }) => name,
        () => null
    );
}
