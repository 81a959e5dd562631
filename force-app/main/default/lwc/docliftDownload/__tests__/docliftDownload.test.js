import { createElement } from 'lwc';
import { mockNavigate } from 'lightning/navigation';
import DocliftDownload from 'c/docliftDownload';
import createDownload from '@salesforce/apex/DocliftReportController.createDownload';

jest.mock('@salesforce/apex/DocliftReportController.createDownload', () => ({ default: jest.fn() }), { virtual: true });

const URL = 'https://doclift.northwind.example/v1/downloads/x';
const settle = () => new Promise(process.nextTick);
const find = (element, selector) => element.shadowRoot.querySelector(selector);

function show(options) {
    const element = createElement('c-doclift-download', { is: DocliftDownload });
    Object.assign(element, { label: 'Download', ...options });
    document.body.appendChild(element);
    return element;
}

async function press(element) {
    find(element, '.download').click();
    await settle();
}

describe('c-doclift-download', () => {
    beforeEach(() => {
        createDownload.mockReset().mockResolvedValue({ url: URL });
    });

    afterEach(() => {
        document.body.replaceChildren();
    });

    it('is a button with words and a hint', async () => {
        const element = show({ report: 'run', hint: 'Everything of this job.' });
        expect(find(element, '.download')).toMatchObject({ label: 'Download', title: 'Everything of this job.' });
        await expect(element).toBeAccessible();
    });

    it.each([
        [{ report: 'overview' }, { report: 'overview', format: 'csv' }],
        [{ report: 'run', aboutId: 'run-14' }, { report: 'run', id: 'run-14', format: 'csv' }],
        [
            { report: 'before-images', aboutId: 'run-14', format: 'json' },
            { report: 'before-images', id: 'run-14', format: 'json' }
        ]
    ])('downloads %j', async (options, request) => {
        await press(show(options));
        expect(JSON.parse(createDownload.mock.calls[0][0].requestJson)).toEqual(request);
        expect(mockNavigate).toHaveBeenCalledWith({ type: 'standard__webPage', attributes: { url: URL } });
    });

    it('is pressed once at a time', async () => {
        createDownload.mockReturnValue(new Promise(() => {}));
        const element = show({ report: 'run' });
        await press(element);
        expect(find(element, '.download').disabled).toBe(true);
    });

    it('says why there is no download, and can be pressed again', async () => {
        createDownload.mockRejectedValue({ body: { message: JSON.stringify({ status: 503, code: 'report.busy' }) } });
        const element = show({ report: 'run' });
        await press(element);
        expect(find(element, '.refusal').textContent).toMatch(/^Several reports/);
        expect(find(element, '.download').disabled).toBe(false);
        expect(mockNavigate).not.toHaveBeenCalled();
        await expect(element).toBeAccessible();
        createDownload.mockResolvedValue({ url: URL });
        await press(element);
        expect(find(element, '.refusal')).toBeNull();
    });
});
