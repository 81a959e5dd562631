import { createElement } from 'lwc';
import DocliftServiceSetting from 'c/docliftServiceSetting';

const setting = {
    name: 'apiSharePercent',
    value: 80,
    shownValue: '80',
    isText: false,
    least: 1,
    most: 100,
    label: 'Share of the daily API calls, in percent',
    help: 'The rest stays for others.',
    isDefault: true,
    source: 'This is the default.',
    range: 'A whole number from 1 to 100.',
    rangeRefusal: 'This was not saved.'
};
const ofSomebody = { ...setting, value: 50, isDefault: false, source: 'Set by Ada.' };

const settle = () => new Promise(process.nextTick);
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const textOf = (element, selector) => find(element, selector).textContent;

let choose;

function show(options = {}) {
    const element = createElement('c-doclift-service-setting', { is: DocliftServiceSetting });
    Object.assign(element, { setting, mayChange: true, ...options });
    element.addEventListener('choose', (event) => choose(event.detail));
    document.body.appendChild(element);
    return element;
}

async function type(element, value) {
    find(element, '.field').dispatchEvent(new CustomEvent('change', { detail: { value } }));
    await settle();
}

async function save(element) {
    find(element, '.save').click();
    await settle();
}

describe('c-doclift-service-setting', () => {
    beforeEach(() => {
        choose = jest.fn();
    });

    afterEach(() => document.body.replaceChildren());

    it('shows a viewer what holds and where it comes from, and no field', async () => {
        const element = show({ mayChange: false, setting: { ...setting, value: 10080, shownValue: '10,080' } });
        expect(textOf(element, 'h3')).toBe(setting.label);
        expect(textOf(element, '.help')).toBe(setting.help);
        expect(textOf(element, '.value')).toBe('10,080');
        expect(textOf(element, '.source')).toBe('This is the default.');
        for (const part of ['.field', '.save', '.use-default']) expect(find(element, part)).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('shows an admin a field with its range', async () => {
        const element = show();
        expect(find(element, '.field')).toMatchObject({ label: setting.label, value: '80', min: 1, max: 100 });
        expect(textOf(element, '.range')).toBe('A whole number from 1 to 100.');
        expect(find(element, '.value')).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('can be saved only after something else was typed', async () => {
        const element = show();
        expect(find(element, '.save').disabled).toBe(true);
        await type(element, '50');
        expect(find(element, '.save').disabled).toBe(false);
        await save(element);
        expect(choose.mock.calls).toEqual([[{ name: 'apiSharePercent', value: 50 }]]);
    });

    it.each(['', ' ', '0', '101', '50.5', 'e'])('does not send "%s", and says what fits', async (text) => {
        const element = show();
        await type(element, text);
        await save(element);
        expect(choose).not.toHaveBeenCalled();
        expect(textOf(element, '.refusal')).toBe(setting.rangeRefusal);
        await expect(element).toBeAccessible();
        await type(element, '50');
        expect(find(element, '.refusal')).toBeNull();
    });

    it('takes zero where zero is in the range', async () => {
        const element = show({ setting: { ...setting, least: 0 } });
        await type(element, '0');
        await save(element);
        expect(choose.mock.calls).toEqual([[{ name: 'apiSharePercent', value: 0 }]]);
    });

    it('takes hours as a text, and not an empty one', async () => {
        const hours = { ...setting, name: 'copyHours', value: 'always', shownValue: 'always', isText: true, least: null, most: null };
        const element = show({ setting: hours });
        expect(find(element, '.field')).toMatchObject({ type: 'text', value: 'always' });
        await expect(element).toBeAccessible();
        await type(element, ' ');
        await save(element);
        expect(textOf(element, '.refusal')).toBe(setting.rangeRefusal);
        await type(element, ' 20:00-06:00 Europe/Berlin ');
        await save(element);
        expect(choose.mock.calls).toEqual([[{ name: 'copyHours', value: '20:00-06:00 Europe/Berlin' }]]);
    });

    it('goes back to the default, where somebody has set another value', async () => {
        expect(find(show(), '.use-default').disabled).toBe(true);
        const element = show({ setting: ofSomebody });
        find(element, '.use-default').click();
        expect(choose.mock.calls).toEqual([[{ name: 'apiSharePercent', value: null }]]);
    });

    it('waits while a change is on its way', async () => {
        const element = show({ setting: ofSomebody, isSaving: true });
        for (const part of ['.field', '.save', '.use-default']) expect(find(element, part).disabled).toBe(true);
        await expect(element).toBeAccessible();
    });

    it('keeps what was typed beside what the service refused', async () => {
        const element = show();
        await type(element, '50');
        element.setting = { ...setting, refusal: 'Doclift does not answer.' };
        await settle();
        expect(textOf(element, '.refusal')).toBe('Doclift does not answer.');
        expect(find(element, '.field').value).toBe('50');
        await expect(element).toBeAccessible();
    });

    it('shows in place of what was typed what somebody else has set', async () => {
        const element = show();
        await type(element, '50');
        element.setting = { ...ofSomebody, value: 60 };
        await settle();
        expect(find(element, '.field').value).toBe('60');
    });

    it('says that it was saved, and shows what holds', async () => {
        const element = show({ setting: ofSomebody });
        await type(element, '70');
        element.setting = { ...setting, value: 50, saved: 'Saved.' };
        await settle();
        expect(textOf(element, '.saved')).toBe('Saved.');
        expect(find(element, '.field').value).toBe('50');
        await expect(element).toBeAccessible();
    });
});
