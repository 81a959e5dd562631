import { LightningElement, api } from 'lwc';
import changeSettings from '@salesforce/apex/DocliftServiceSettingsController.changeSettings';
import readSettings from '@salesforce/apex/DocliftServiceSettingsController.readSettings';
import { sentenceOf, toProblem } from 'c/docliftErrors';
import { fill } from 'c/docliftFormat';
import { labels } from './labels';
import { toSetting } from './settings';

const CHANGED_MEANWHILE = 412;
const BAD_VALUE = 'settings.bad-value';

/** The settings of the service that change while it runs: everybody sees them, an admin changes them. */
export default class DocliftServiceSettings extends LightningElement {
    /** The answer of whoAmI. */
    @api who;

    labels = labels;
    /** The answer of readSettings or changeSettings; null before the first. */
    answer = null;
    problem = null;
    isReading = false;
    isSaving = false;
    /** What was saved or refused last, by the name of its setting. */
    told = {};

    connectedCallback() {
        this.read();
    }

    async read() {
        this.isReading = true;
        this.problem = null;
        try {
            this.answer = await readSettings();
        } catch (error) {
            this.problem = toProblem(error);
        }
        this.isReading = false;
    }

    async handleChoose(event) {
        const { name, value } = event.detail;
        this.isSaving = true;
        this.told = {};
        try {
            const changesJson = JSON.stringify({ [name]: value });
            this.answer = await changeSettings({ changesJson, etag: this.answer.etag });
            this.told = { [name]: { saved: labels.saved } };
        } catch (error) {
            await this.refuse(name, toProblem(error));
        }
        this.isSaving = false;
    }

    /** What somebody else set meanwhile is shown before anything is decided again. */
    async refuse(name, problem) {
        if (problem.status === CHANGED_MEANWHILE) await this.read();
        this.told = { [name]: { refusal: this.refusalOf(name, problem) } };
    }

    refusalOf(name, problem) {
        if (problem.code !== BAD_VALUE) return sentenceOf(problem);
        return this.settings.find((setting) => setting.name === name).rangeRefusal;
    }

    get isLoading() {
        return this.isReading && !this.answer;
    }

    get settings() {
        const { items, names } = this.answer ?? { items: [] };
        return items.map((item) => ({ ...toSetting(item, names, this.who?.actorId), ...this.told[item.name] }));
    }

    get mayChange() {
        return Boolean(this.who?.roles.includes('admin'));
    }

    /** Nothing is said while it is not known who the user is. */
    get forbidden() {
        return this.who && !this.mayChange ? fill(labels.forbiddenRole, labels.admin) : '';
    }
}
