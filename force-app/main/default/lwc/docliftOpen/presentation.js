/** How a document is shown. */

const WEB = new Set(['http:', 'https:']);

/**
 * - `frame`, `image`: inside the page; a frame is for PDF alone and has no sandbox, because Chrome shows no PDF in one,
 *   and a PDF runs no script in the origin of the bucket
 * - `tab`: by a button, where the screen is too small for a frame
 * - `download`: everything else
 */
export function presentationOf(record, link, formFactor) {
    if (link.disposition !== 'inline') return 'download';
    if (formFactor === 'Small') return 'tab';
    if (record.contentType === 'application/pdf') return 'frame';
    return record.contentType?.startsWith('image/') ? 'image' : 'download';
}

/** The address when it is one for a browser, else undefined: a field of the org may hold any text. */
export function webUrl(text) {
    try {
        return WEB.has(new URL(text).protocol) ? text : undefined;
    } catch {
        return undefined;
    }
}
