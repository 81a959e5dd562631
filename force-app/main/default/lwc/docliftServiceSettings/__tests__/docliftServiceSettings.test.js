import { createElement } from 'lwc';
import DocliftServiceSettings from 'c/docliftServiceSettings';
import changeSettings from '@salesforce/apex/DocliftServiceSettingsController.changeSettings';
import readSettings from '@salesforce/apex/DocliftServiceSettingsController.readSettings';

jest.mock('@salesforce/apex/DocliftServiceSettingsController.changeSettings', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftServiceSettingsController.readSettings', () => ({ default: jest.fn() }), { virtual: true });

const admin = { actorId: 'user:005000000000001AAA', roles: ['viewer', 'operator', 'approver', 'admin'] };
const viewer = { actorId: 'user:005000000000002AAA', roles: ['viewer'] };

const share = {
    name: 'apiSharePercent',
    kind: 'number',
    value: 80,
    default: 80,
    least: 1,
    most: 100,
    sentence: 'Share of the API requests.',
    changedBy: null,
    changedAt: null
};
const catchUp = { ...share, name: 'catchUpEveryMinutes', value: 1440, default: 60, least: 0, most: 10080 };
const ofAda = { changedBy: 'user:005000000000003AAA', changedAt: '2026-03-01T12:00:00.000Z' };
const names = { '005000000000003AAA': 'Ada <b>Admin</b>' };
const read = { items: [share, { ...catchUp, ...ofAda }], names, etag: '"one"' };

function problem(status, code, detail = '') {
    return { body: { message: JSON.stringify({ status, code, detail }) } };
}

const settle = () => new Promise(process.nextTick);
const stateOf = (element) => element.shadowRoot.querySelector('c-doclift-state');
const textOf = (element, selector) => element.shadowRoot.querySelector(selector).textContent;
const fieldsOf = (element) => [...element.shadowRoot.querySelectorAll('c-doclift-service-setting')];
const settingOf = (element, index) => fieldsOf(element)[index].setting;

async function show(answer = read, who = admin) {
    if (answer.body) readSettings.mockRejectedValueOnce(answer);
    else readSettings.mockResolvedValueOnce(answer);
    const element = createElement('c-doclift-service-settings', { is: DocliftServiceSettings });
    element.who = who;
    document.body.appendChild(element);
    await settle();
    return element;
}

async function choose(element, detail) {
    fieldsOf(element)[0].dispatchEvent(new CustomEvent('choose', { detail }));
    await settle();
}

describe('c-doclift-service-settings', () => {
    beforeEach(() => {
        readSettings.mockReset();
        changeSettings.mockReset();
    });

    afterEach(() => document.body.replaceChildren());

    it('is loading until the service has answered', async () => {
        readSettings.mockReturnValueOnce(new Promise(() => {}));
        const element = createElement('c-doclift-service-settings', { is: DocliftServiceSettings });
        document.body.appendChild(element);
        await settle();
        expect(stateOf(element).isLoading).toBe(true);
        await expect(element).toBeAccessible();
    });

    it('shows each setting with its words, its range and where its value comes from', async () => {
        const element = await show();
        expect(settingOf(element, 0)).toMatchObject({
            label: 'Share of the daily API calls, in percent',
            value: 80,
            range: 'A whole number from 1 to 100.',
            isDefault: true,
            source: 'This is the default.'
        });
        const { source, range, isDefault } = settingOf(element, 1);
        expect(source).toMatch(/^Last set by: Ada <b>Admin<\/b>, Mar 1, 2026.*\. The default is 60\.$/);
        expect([range, isDefault]).toEqual(['A whole number from 0 to 10,080.', false]);
        await expect(element).toBeAccessible();
    });

    it('shows hours as they are written, with an example in place of a range', async () => {
        const hours = { ...share, name: 'copyHours', kind: 'hours', value: '20:00-06:00 Europe/Berlin', default: 'always', least: null, most: null };
        const element = await show({ ...read, items: [{ ...hours, ...ofAda }] });
        const setting = settingOf(element, 0);
        expect(setting).toMatchObject({ label: 'Hours of copying', isText: true, shownValue: '20:00-06:00 Europe/Berlin' });
        expect([setting.range, setting.rangeRefusal]).toEqual([
            expect.stringContaining('Europe/Berlin'),
            expect.stringContaining('This was not saved.')
        ]);
        expect(setting.source).toContain('The default is always.');
        await expect(element).toBeAccessible();
    });

    it.each([
        ['user:005000000000001AAA', 'Last set by: You'],
        ['user:005000000000009AAA', 'Last set by: A user you cannot see'],
        ['cli:ada@host', 'Last set by: Command line: ada@host']
    ])('says who set one: %s', async (changedBy, words) => {
        const element = await show({ ...read, items: [{ ...share, ...ofAda, changedBy }] });
        expect(settingOf(element, 0).source).toContain(words);
    });

    it('shows a setting that is newer than this page in the words of the service', async () => {
        const element = await show({ ...read, items: [{ ...share, name: 'brandNew', sentence: 'Something new.' }] });
        expect(settingOf(element, 0)).toMatchObject({ label: 'Something new.', help: '' });
        await expect(element).toBeAccessible();
    });

    it('lets an admin change one, as it was read, and shows what holds then', async () => {
        const element = await show();
        expect(fieldsOf(element)[0].mayChange).toBe(true);
        const changed = { ...share, ...ofAda, value: 50 };
        changeSettings.mockResolvedValueOnce({ items: [changed, catchUp], names, etag: '"two"' });
        await choose(element, { name: 'apiSharePercent', value: 50 });
        expect(changeSettings).toHaveBeenCalledWith({ changesJson: '{"apiSharePercent":50}', etag: '"one"' });
        expect(settingOf(element, 0)).toMatchObject({ value: 50, saved: 'Saved.' });
        expect(settingOf(element, 1).saved).toBeUndefined();
        await expect(element).toBeAccessible();
        changeSettings.mockResolvedValueOnce({ ...read, etag: '"three"' });
        await choose(element, { name: 'apiSharePercent', value: null });
        expect(changeSettings).toHaveBeenLastCalledWith({ changesJson: '{"apiSharePercent":null}', etag: '"two"' });
        expect(settingOf(element, 0).isDefault).toBe(true);
    });

    it('lets nobody change anything while a change is on its way', async () => {
        const element = await show();
        changeSettings.mockReturnValueOnce(new Promise(() => {}));
        await choose(element, { name: 'apiSharePercent', value: 50 });
        expect(fieldsOf(element).map(({ isSaving }) => isSaving)).toEqual([true, true]);
    });

    it('lets a viewer only look, and says who may change them', async () => {
        const element = await show(read, viewer);
        expect(fieldsOf(element).map(({ mayChange }) => mayChange)).toEqual([false, false]);
        expect(textOf(element, '.forbidden')).toContain('Doclift Admin');
        await expect(element).toBeAccessible();
    });

    it('shows what somebody else set meanwhile, and says that nothing was saved', async () => {
        const element = await show();
        changeSettings.mockRejectedValueOnce(problem(412, 'settings.changed'));
        readSettings.mockResolvedValueOnce({ items: [{ ...share, ...ofAda, value: 60 }], names, etag: '"two"' });
        await choose(element, { name: 'apiSharePercent', value: 50 });
        await settle();
        expect(settingOf(element, 0).value).toBe(60);
        expect(settingOf(element, 0).refusal).toContain('Somebody else changed a setting since you read it');
        await expect(element).toBeAccessible();
        changeSettings.mockResolvedValueOnce(read);
        await choose(element, { name: 'apiSharePercent', value: 50 });
        expect(changeSettings.mock.calls.at(-1)[0].etag).toBe('"two"');
        expect(settingOf(element, 0).refusal).toBeUndefined();
    });

    it.each([
        ['settings.bad-value', 400, 'This was not saved. Give a whole number from 1 to 100.'],
        ['auth.forbidden', 403, 'permission'],
        ['app.unreachable', 0, 'does not answer']
    ])('shows at its setting why it was refused: %s', async (code, status, words) => {
        const element = await show();
        changeSettings.mockRejectedValueOnce(problem(status, code));
        await choose(element, { name: 'apiSharePercent', value: 500 });
        expect(settingOf(element, 0).refusal).toContain(words);
        expect(settingOf(element, 1).refusal).toBeUndefined();
        expect(fieldsOf(element)[0].isSaving).toBe(false);
        await expect(element).toBeAccessible();
    });

    it.each([
        ['forbidden', problem(403, 'app.no-permission')],
        ['unreachable', problem(0, 'app.unreachable')],
        ['other', problem(500, 'internal.unexpected')]
    ])('says that reading was %s, and reads again', async (kind, error) => {
        const element = await show(error);
        expect(stateOf(element).problem.kind).toBe(kind);
        await expect(element).toBeAccessible();
        readSettings.mockResolvedValueOnce(read);
        stateOf(element).dispatchEvent(new CustomEvent('again'));
        await settle();
        expect(fieldsOf(element)).toHaveLength(2);
    });
});
