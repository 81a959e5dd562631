import { createElement } from 'lwc';
import DocliftReceipt from 'c/docliftReceipt';
import readReceipt from '@salesforce/apex/DocliftRecordController.readReceipt';

jest.mock('@salesforce/apex/DocliftRecordController.readReceipt', () => ({ default: jest.fn() }), { virtual: true });

const RECEIPT = {
    kind: 'doclift-receipt',
    record: { id: 'a01000000000001AAA', accountId: '001000000000001AAA', accountName: 'Acme', name: 'Contract.pdf' },
    source: { fingerprint: 'd41d 1700000', sizeBytes: 1700000, confirmedAt: '2026-03-01T11:30:00.000Z' },
    object: {
        key: 'doclift/contract.pdf',
        versionId: null,
        sizeBytes: 1700000,
        checksum: { algorithm: 'sha256', value: 'b'.repeat(64) },
        attestation: 'sha256',
        verifiedAt: '2026-02-28T21:14:03.120Z'
    },
    url: { firstSeen: 'https://vendor.example/a', present: 'https://vendor.example/a', target: null },
    runs: [{ number: 2, operation: 'back_up', outcome: 'done' }],
    issuedAt: '2026-03-01T12:00:00.000Z',
    signature: 'AAAA'
};

/** Written as the service writes it, which is not how JavaScript would. */
function written(receipt) {
    return JSON.stringify(receipt, null, 1).replace('"Acme"', '"\\u0041cme"');
}

function problem(status, code) {
    return { body: { message: JSON.stringify({ status, code, detail: 'words of the service' }) } };
}

async function show() {
    const element = createElement('c-doclift-receipt', { is: DocliftReceipt });
    element.recordId = 'a01000000000001AAA';
    document.body.appendChild(element);
    await settle();
    return element;
}

const settle = () => new Promise((resolve) => setTimeout(resolve));
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const state = (element) => find(element, 'c-doclift-state');

describe('c-doclift-receipt', () => {
    beforeEach(() => readReceipt.mockResolvedValue(written(RECEIPT)));
    afterEach(() => document.body.replaceChildren());

    it('says what was copied and how that is proven', async () => {
        const element = await show();
        const text = find(element, 'dl').textContent;
        expect(text).toContain('1.7 MB (1,700,000 bytes)');
        expect(text).toContain('b'.repeat(64));
        expect(text).toContain('The bucket keeps no versions');
        expect(text).toContain('Not switched');
        expect(find(element, '.proof').textContent).toContain('The bucket computed the SHA-256');
        expect(find(element, '.jobs').textContent).toBe('Job 2, Back up: Copied and checked');
        await expect(element).toBeAccessible();
    });

    it.each([
        [{ algorithm: 'crc32', value: 'cbf43926' }, 'crc32', 'CRC32cbf43926', 'The bucket computed the CRC32'],
        [{ algorithm: 'crc32', value: 'cbf43926' }, 'parts-md5', 'CRC32cbf43926', 'The bucket computed the MD5 of each part'],
        [null, 'copied-etag', 'Version', 'gave the copy the ETag of the original']
    ])('names the checksum %j and the proof %s', async (checksum, attestation, fact, proof) => {
        const object = { ...RECEIPT.object, checksum, attestation };
        readReceipt.mockResolvedValue(written({ ...RECEIPT, object }));
        const element = await show();
        expect(find(element, 'dl').textContent).toContain(fact);
        expect(find(element, 'dl').textContent).not.toContain('SHA-256');
        expect(find(element, '.proof').textContent).toContain(proof);
    });

    it('says both links once it was switched', async () => {
        const url = { firstSeen: 'https://vendor.example/a', present: 'https://ours.example/a', target: 'https://ours.example/a' };
        readReceipt.mockResolvedValue(written({ ...RECEIPT, url }));
        const element = await show();
        expect(find(element, 'dl').textContent).toContain('Link switched tohttps://ours.example/a');
    });

    it('gives the receipt as it came, as a file and on the clipboard', async () => {
        const writeText = jest.fn().mockResolvedValue();
        Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
        const element = await show();
        const whole = written(RECEIPT);
        const download = find(element, '.download');
        expect(decodeURIComponent(download.href.split(',')[1])).toBe(whole);
        expect(download.download).toBe('doclift-receipt-a01000000000001AAA.json');
        find(element, '.copy').click();
        await settle();
        expect(writeText).toHaveBeenCalledWith(whole);
        expect(find(element, '.copied').textContent).toBe('The receipt is on the clipboard.');
    });

    it('says so when the browser refuses the clipboard', async () => {
        const writeText = jest.fn().mockRejectedValue(new Error('denied'));
        Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
        const element = await show();
        find(element, '.copy').click();
        await settle();
        expect(find(element, '.copied').textContent).toContain('Download the receipt instead');
    });

    it('waits for the answer', async () => {
        readReceipt.mockReturnValue(new Promise(() => {}));
        const element = await show();
        expect(state(element).isLoading).toBe(true);
        await expect(element).toBeAccessible();
    });

    it.each([
        ['has no checked copy', 409, 'receipt.not-verified', 'refused'],
        ['may not be seen', 404, 'record.not-found', 'missing'],
        ['is asked for without a role', 403, 'app.no-permission', 'forbidden'],
        ['cannot be read', 0, 'app.unreachable', 'unreachable'],
        ['fails unexpectedly', 500, 'internal.unexpected', 'other']
    ])('says so when the document %s, and reads again', async (_, status, code, kind) => {
        readReceipt.mockRejectedValueOnce(problem(status, code));
        const element = await show();
        expect(state(element).problem.kind).toBe(kind);
        await expect(element).toBeAccessible();
        state(element).dispatchEvent(new CustomEvent('again'));
        await settle();
        expect(find(element, '.proof')).not.toBeNull();
    });
});
