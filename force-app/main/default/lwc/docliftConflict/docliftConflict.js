/** What somebody else made of a link, as far as the document itself tells. */

/**
 * What stands in Salesforce: `original` is the link that stood there first, `newer` another one in the same storage,
 * `elsewhere` any other, `emptied` none.
 * @param {{ documentUrl: ?string, firstSeenUrl: ?string }} record
 */
export function foundLink({ documentUrl, firstSeenUrl }) {
    if (!documentUrl) return 'emptied';
    if (documentUrl === firstSeenUrl) return 'original';
    return isSameHost(documentUrl, firstSeenUrl) ? 'newer' : 'elsewhere';
}

/** The act that lets that link count. Only a document in the old storage can be copied from it. */
export function acceptingAct(found) {
    return found === 'original' || found === 'newer' ? 'copyAgain' : 'accept';
}

function isSameHost(one, other) {
    const host = hostOf(one);
    return host !== undefined && host === hostOf(other);
}

function hostOf(url) {
    try {
        return new URL(url).host;
    } catch {
        return undefined;
    }
}
