import { createElement } from 'lwc';
import DocliftJobForecast from 'c/docliftJobForecast';

const predicted = {
    operation: 'switch',
    records: 3,
    bytes: 0,
    seconds: 240,
    requests: { salesforceCalls: 14 },
    rateBasis: 'assumed'
};
const actual = { records: 3, bytes: 2_000_000, seconds: 300, requests: { salesforceCalls: null } };
const rowsOf = (element) => [...element.shadowRoot.querySelectorAll('tbody tr')].map(({ textContent }) => textContent);
const textOf = (element, selector) => element.shadowRoot.querySelector(selector).textContent;

function show(forecast, hasEnded = false) {
    const element = createElement('c-doclift-job-forecast', { is: DocliftJobForecast });
    Object.assign(element, { forecast, hasEnded });
    document.body.appendChild(element);
    return element;
}

describe('c-doclift-job-forecast', () => {
    afterEach(() => {
        document.body.replaceChildren();
    });

    it('shows what was foretold of a job that has not begun', async () => {
        const element = show({ predicted, actual: null });
        expect(rowsOf(element)).toEqual(['Documents3not yet', 'Time4 minnot yet', 'API calls of this org14not yet']);
        expect(textOf(element, '.basis')).toContain('assumed');
        await expect(element).toBeAccessible();
    });

    it('shows forecast and actual side by side', async () => {
        const element = show({ predicted: { ...predicted, bytes: 1_000_000, rateBasis: 'measured' }, actual }, true);
        expect(rowsOf(element)).toEqual([
            'Documents33',
            'Time4 min5 min',
            'API calls of this org14not counted for each job',
            'Size1 MB2 MB'
        ]);
        expect(textOf(element, '.basis')).toContain('speed of earlier jobs');
        await expect(element).toBeAccessible();
    });

    it.each([
        [false, 'ForecastActual so far'],
        [true, 'ForecastActual']
    ])('names the column of what it took, ended: %s', (hasEnded, words) => {
        expect(textOf(show({ predicted, actual }, hasEnded), 'thead')).toMatch(new RegExp(`${words}$`));
    });
});
