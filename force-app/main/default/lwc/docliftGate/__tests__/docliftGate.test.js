import { createElement } from 'lwc';
import DocliftGate from 'c/docliftGate';

const refused = {
    outcome: 'refused',
    lines: [
        { item: 'tracking.success-rate', outcome: 'passed', sentence: '2850 of 2854 records are copied (99.86 %).' },
        { item: 'links.resolve', outcome: 'failed', sentence: '199 of 200 new links opened.' },
        { item: 'tracking.unchanged', outcome: 'inconclusive', sentence: 'It was never checked. Make a new list of changes.' },
        { item: 'links.opened-in-org', outcome: 'inconclusive', sentence: 'A person has to open one.' },
        { item: 'salesforce.permissions', outcome: 'passed', sentence: 'Doclift may edit it.' },
        { item: 'salesforce.counted-objects', outcome: 'passed', sentence: 'Task can be counted.' },
        { item: 'salesforce.conforms', outcome: 'failed', sentence: 'No sandbox of the org was checked.' },
        { item: 'new.check', outcome: 'new-outcome', sentence: 'Something new.' }
    ]
};

function show(gate) {
    const element = createElement('c-doclift-gate', { is: DocliftGate });
    element.gate = gate;
    document.body.appendChild(element);
    return element;
}

function textsOf(element) {
    return [...element.shadowRoot.querySelectorAll('.line')].map((line) => line.textContent.replace(/\s+/g, ' ').trim());
}

describe('c-doclift-gate', () => {
    afterEach(() => document.body.replaceChildren());

    it('says each check by name, word and sentence', async () => {
        const element = show(refused);
        expect(element.shadowRoot.querySelector('.summary').textContent).toBe('Not yet: 3 of 8 checks passed.');
        expect(textsOf(element)).toEqual([
            'Copied and checked: Passed. 2,850 of 2,854 records are copied (99.86 %).',
            'Links open: Not passed. 199 of 200 new links opened.',
            'Unchanged in Salesforce: Not known. It was never checked. Make a new list of changes.',
            'A person opened one: Not known. A person has to open one.',
            'Doclift may edit the links: Passed. Doclift may edit it.',
            'Side effects can be counted: Passed. Task can be counted.',
            'Salesforce behaves as expected: Not passed. No sandbox of the org was checked.',
            'Another check: Not known. Something new.'
        ]);
        await expect(element).toBeAccessible();
    });

    it('has another icon for each outcome, so that colour is not needed', () => {
        const icons = [...show(refused).shadowRoot.querySelectorAll('lightning-icon')].map((icon) => icon.iconName);
        const [question, success] = ['utility:question', 'utility:success'];
        expect(icons).toEqual([success, 'utility:clear', question, question, success, success, 'utility:clear', question]);
    });

    it('says that all checks passed', async () => {
        const element = show({ outcome: 'passed', lines: [refused.lines[0]] });
        expect(element.shadowRoot.querySelector('.summary').textContent).toBe('Yes: all 1 checks passed.');
        await expect(element).toBeAccessible();
    });

    it('says without a gate when the checks are made', async () => {
        const element = show(null);
        expect(element.shadowRoot.querySelector('.none').textContent).toContain('first list of changes');
        await expect(element).toBeAccessible();
    });
});
