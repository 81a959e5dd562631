import { createElement } from 'lwc';
import { mockNavigate } from 'lightning/navigation';
import DocliftFailureGroup from 'c/docliftFailureGroup';
import listDocuments from '@salesforce/apex/DocliftFailureController.listDocuments';
import listRunDocuments from '@salesforce/apex/DocliftFailureController.listRunDocuments';

jest.mock('@salesforce/apex/DocliftFailureController.listDocuments', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftFailureController.listRunDocuments', () => ({ default: jest.fn() }), { virtual: true });

const example = { recordId: 'a01000000000001AAA', href: '/a01000000000001AAA', name: '<b>Contract</b>.pdf', sentence: 'None.' };
const ofJob = {
    code: 'source.missing',
    documents: 'Documents: 312',
    documentsName: 'Documents: The vendor says that there is no such file.',
    advice: 'Ask the vendor for these files.',
    actorWord: 'The vendor',
    example
};
const ofAll = {
    ...ofJob,
    class: 'copy',
    duringWord: 'while copying',
    since: 'For five days',
    trend: '12 in the last 24 hours',
    trendWord: 'fewer of late',
    hint: 'It can be tried again after this is mended.'
};

const settle = () => new Promise(process.nextTick);
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const textOf = (element, selector) => find(element, selector).textContent;

function show(group, runId) {
    const element = createElement('c-doclift-failure-group', { is: DocliftFailureGroup });
    Object.assign(element, { group, runId });
    document.body.appendChild(element);
    return element;
}

describe('c-doclift-failure-group', () => {
    beforeEach(() => {
        listDocuments.mockReturnValue(new Promise(() => {}));
        listRunDocuments.mockReturnValue(new Promise(() => {}));
    });

    afterEach(() => document.body.replaceChildren());

    it('tells of documents of a job how many, an example as text, what to do and who does it', async () => {
        const element = show(ofJob, 'run-14');
        expect(textOf(element, '.count')).toBe('Documents: 312');
        expect(textOf(element, '.example a')).toBe('<b>Contract</b>.pdf');
        expect(textOf(element, '.said')).toBe('None.');
        expect(textOf(element, '.advice')).toBe(ofJob.advice);
        expect(textOf(element, '.actor')).toBe('The vendor');
        for (const part of ['.since', '.trend', '.hint']) expect(find(element, part)).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('tells of all documents also for how long, how it goes on and when to try again', async () => {
        const element = show(ofAll);
        expect(textOf(element, '.since')).toBe(ofAll.since);
        expect(textOf(element, '.trend')).toContain('fewer of late');
        expect(textOf(element, '.hint')).toBe(ofAll.hint);
        await expect(element).toBeAccessible();
    });

    it('names no example that the user may not see', async () => {
        const element = show({ ...ofAll, example: null });
        expect(find(element, '.example')).toBeNull();
        expect(textOf(element, '.count')).toBe('Documents: 312');
        await expect(element).toBeAccessible();
    });

    it('opens the document of the example', () => {
        find(show(ofJob), '.example a').click();
        expect(mockNavigate.mock.calls[0][0].attributes.recordId).toBe('a01000000000001AAA');
    });

    it.each([
        ['all', ofAll, undefined, { code: 'source.missing', during: 'copy' }],
        ['a job', ofJob, 'run-14', { code: 'source.missing', runId: 'run-14' }]
    ])('is opened to its documents of %s, and closed', async (_, group, runId, documents) => {
        const element = show(group, runId);
        const toggle = find(element, '.toggle');
        expect(toggle.getAttribute('aria-expanded')).toBe('false');
        toggle.click();
        await settle();
        expect(toggle.getAttribute('aria-expanded')).toBe('true');
        expect(find(element, 'c-doclift-failure-documents')).toMatchObject(documents);
        await expect(element).toBeAccessible();
        toggle.click();
        await settle();
        expect(find(element, 'c-doclift-failure-documents')).toBeNull();
    });
});
