import { createElement } from 'lwc';
import { CurrentPageReference } from 'lightning/navigation';
import DocliftOpen from 'c/docliftOpen';
import openLink from '@salesforce/apex/DocliftRecordController.openLink';
import readRecord from '@salesforce/apex/DocliftRecordController.readRecord';

jest.mock('@salesforce/apex/DocliftRecordController.openLink', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.readRecord', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/client/formFactor', () => ({ default: 'Large' }), { virtual: true });

const ID = 'a01000000000001AAA';
const RECORD = {
    recordId: ID,
    name: 'Contract.pdf',
    copyState: 'verified',
    documentUrl: 'https://vendor.example/a',
    contentType: 'application/pdf'
};
const LINK = { url: 'https://bucket.example/a?X-Amz-Signature=1', expiresAt: '2026-03-01T12:01:00.000Z', disposition: 'inline' };
const BY_ADDRESS = {
    type: 'standard__component',
    attributes: { componentName: 'c__docliftOpen' },
    state: { c__recordId: ID }
};
const ON_PAGE = { type: 'standard__recordPage', attributes: { recordId: ID }, state: {} };
const AS_ACTION = { type: 'standard__quickAction', attributes: {}, state: {} };

async function show(page, recordId) {
    const element = createElement('c-doclift-open', { is: DocliftOpen });
    if (recordId) element.recordId = recordId;
    document.body.appendChild(element);
    CurrentPageReference.emit(page);
    await settle();
    return element;
}

function problem(status, code) {
    return { body: { message: JSON.stringify({ status, code, detail: '' }) } };
}

const settle = () => jest.advanceTimersByTimeAsync(0);
const find = (element, selector) => element.shadowRoot.querySelector(selector);

async function expectAccessible(element) {
    jest.useRealTimers();
    // jsdom loads no frames, and axe would wait for an answer out of it.
    find(element, 'iframe')?.remove();
    await expect(element).toBeAccessible();
}

describe('c-doclift-open', () => {
    beforeEach(() => {
        jest.useFakeTimers();
        readRecord.mockReset().mockResolvedValue(RECORD);
        openLink.mockReset().mockResolvedValue(LINK);
    });
    afterEach(() => {
        document.body.replaceChildren();
        jest.useRealTimers();
    });

    it('opens at once by address, and shows a PDF in the page', async () => {
        const element = await show(BY_ADDRESS);
        const frame = find(element, 'iframe');
        expect(openLink).toHaveBeenCalledWith({ recordId: ID });
        expect(frame.src).toBe(LINK.url);
        expect(frame.title).toBe('Contract.pdf, shown in this page');
        expect(frame.getAttribute('referrerpolicy')).toBe('no-referrer');
        expect(find(element, '.source').textContent).toContain("The vendor's viewer still opens the vendor's copy.");
        await expectAccessible(element);
    });

    it('opens at once as an action, whose record is told a moment later', async () => {
        const element = await show(AS_ACTION);
        expect(openLink).not.toHaveBeenCalled();
        expect(find(element, '.unnamed')).toBeNull();
        element.recordId = ID;
        await settle();
        expect(find(element, 'iframe')).not.toBeNull();
    });

    it('asks for no link on the page of a document before somebody wants it', async () => {
        const element = await show(ON_PAGE, ID);
        expect(readRecord).not.toHaveBeenCalled();
        expect(openLink).not.toHaveBeenCalled();
        find(element, '.open').click();
        await settle();
        expect(openLink).toHaveBeenCalledTimes(1);
        expect(find(element, '.open')).toBeNull();
        await expectAccessible(element);
    });

    it.each([
        ['H1', 'is the whole page', BY_ADDRESS, undefined],
        ['H2', 'is part of a page', ON_PAGE, ID],
        ['H2', 'is an action', AS_ACTION, ID]
    ])('has a heading %s where it %s', async (tag, _, page, recordId) => {
        const element = await show(page, recordId);
        expect(find(element, '.title').tagName).toBe(tag);
        expect(element.shadowRoot.querySelectorAll('h1, h2')).toHaveLength(1);
        await expectAccessible(element);
    });

    it('asks for one link when the same address is told twice', async () => {
        await show(BY_ADDRESS);
        CurrentPageReference.emit({ ...BY_ADDRESS });
        await settle();
        expect(openLink).toHaveBeenCalledTimes(1);
    });

    it('opens the other document when the address names another', async () => {
        const element = await show(BY_ADDRESS);
        readRecord.mockResolvedValue({ ...RECORD, name: 'Other.pdf' });
        CurrentPageReference.emit({ ...BY_ADDRESS, state: { c__recordId: 'a01000000000002AAA' } });
        await settle();
        expect(openLink).toHaveBeenLastCalledWith({ recordId: 'a01000000000002AAA' });
        expect(find(element, '.title').textContent).toBe('Other.pdf');
    });

    it('is told its document by the namespace of the app, whichever that is, and by no other name', async () => {
        await show({ ...BY_ADDRESS, state: { acme__recordId: ID } });
        expect(openLink).toHaveBeenLastCalledWith({ recordId: ID });
        openLink.mockClear();
        await show({ ...BY_ADDRESS, state: { recordId: ID } });
        expect(openLink).not.toHaveBeenCalled();
    });

    it('shows an image with its name, and offers it as a download when the browser cannot', async () => {
        readRecord.mockResolvedValue({ ...RECORD, name: 'Scan.tiff', contentType: 'image/tiff' });
        const element = await show(BY_ADDRESS);
        const image = find(element, 'img');
        expect(image.alt).toBe('Scan.tiff');
        image.dispatchEvent(new CustomEvent('error'));
        await settle();
        expect(find(element, 'img')).toBeNull();
        expect(find(element, '.not-shown').textContent).toContain('Download it instead');
        expect(find(element, '.link').textContent.trim()).toBe('Download');
        await expectAccessible(element);
    });

    it.each([
        ['text/html', 'attachment'],
        [null, 'attachment'],
        ['application/zip', 'inline'],
        [null, 'inline']
    ])('offers %s, %s as a download only', async (contentType, disposition) => {
        readRecord.mockResolvedValue({ ...RECORD, name: 'no extension', contentType });
        openLink.mockResolvedValue({ ...LINK, disposition });
        const element = await show(BY_ADDRESS);
        expect(find(element, 'iframe')).toBeNull();
        expect(find(element, 'img')).toBeNull();
        const link = find(element, '.link');
        expect(link.textContent.trim()).toBe('Download');
        expect(link.href).toBe(LINK.url);
        expect(link.rel).toBe('noopener noreferrer');
    });

    it('takes the link away after a minute and asks for another only by the button', async () => {
        openLink.mockResolvedValue({ ...LINK, disposition: 'attachment' });
        const element = await show(BY_ADDRESS);
        await jest.advanceTimersByTimeAsync(55_000);
        expect(find(element, '.link')).toBeNull();
        expect(find(element, '.expired').textContent).toContain('Open again');
        await jest.advanceTimersByTimeAsync(600_000);
        expect(openLink).toHaveBeenCalledTimes(1);
        find(element, '.again').click();
        await settle();
        expect(openLink).toHaveBeenCalledTimes(2);
        expect(find(element, '.link')).not.toBeNull();
        expect(find(element, '.expired')).toBeNull();
        await expectAccessible(element);
    });

    it.each(['discovered', 'copied', 'failed', 'changed', 'missing'])('offers the vendor while the copy is %s', async (copyState) => {
        readRecord.mockResolvedValue({ ...RECORD, copyState });
        const element = await show(BY_ADDRESS);
        expect(openLink).not.toHaveBeenCalled();
        expect(find(element, '.at-vendor').textContent).toContain("still lives in the vendor's store");
        expect(find(element, '.at-vendor').textContent).toContain("The vendor's viewer still opens the vendor's copy.");
        expect(find(element, '.vendor').href).toBe(RECORD.documentUrl);
        expect(find(element, '.vendor').target).toBe('_blank');
        await expectAccessible(element);
    });

    it.each([null, '', 'javascript:alert(1)', 'data:text/html,x', 'no address'])('offers no link for %o', async (documentUrl) => {
        readRecord.mockResolvedValue({ ...RECORD, copyState: 'failed', documentUrl });
        const element = await show(BY_ADDRESS);
        expect(find(element, 'a')).toBeNull();
        expect(find(element, '.no-vendor-link').textContent).toContain('no web link');
    });

    it('shows a name with markup and from right to left as it is', async () => {
        readRecord.mockResolvedValue({ ...RECORD, copyState: 'failed', name: '<script>חוזה</script>' });
        const element = await show(BY_ADDRESS);
        expect(find(element, '.title').textContent).toBe('<script>חוזה</script>');
        expect(find(element, '.title').getAttribute('dir')).toBe('auto');
    });

    it('says that no document was named', async () => {
        const element = await show({ ...BY_ADDRESS, state: {} });
        expect(find(element, '.unnamed').textContent).toContain('No document was named');
        await expectAccessible(element);
    });

    it('waits for the answer', async () => {
        readRecord.mockReturnValue(new Promise(() => {}));
        const element = await show(BY_ADDRESS);
        expect(find(element, 'c-doclift-state').isLoading).toBe(true);
        await expectAccessible(element);
    });

    it.each([
        [404, 'record.not-found', 'missing'],
        [403, 'app.no-permission', 'forbidden'],
        [0, 'app.unreachable', 'unreachable'],
        [500, 'internal.unexpected', 'other']
    ])('says what went wrong with status %s, and opens again', async (status, code, kind) => {
        readRecord.mockRejectedValueOnce(problem(status, code));
        const element = await show(BY_ADDRESS);
        const state = find(element, 'c-doclift-state');
        expect(state.problem.kind).toBe(kind);
        state.dispatchEvent(new CustomEvent('again'));
        await settle();
        expect(find(element, 'iframe')).not.toBeNull();
    });

    it('shows nothing of an answer that comes after it is gone', async () => {
        const element = await show(BY_ADDRESS);
        element.remove();
        await jest.advanceTimersByTimeAsync(120_000);
        expect(jest.getTimerCount()).toBe(0);
    });
});
