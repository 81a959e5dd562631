/** Groups of failures as the screen shows them. */
import { fill, formatCount, formatMoment } from 'c/docliftFormat';
import { appWords } from 'c/docliftWords';
import { actors, buttons, classes, labels, trends } from './labels';

/** One group of /v1/failures with its words. */
export function toGroup(group) {
    return {
        key: `${group.class}.${group.code}`,
        code: group.code,
        class: group.class,
        sentence: appWords(group.sentence),
        advice: appWords(group.advice),
        duringWord: classes[group.class],
        actorWord: actors[group.actor],
        documents: fill(labels.documents, formatCount(group.records)),
        since: fill(labels.since, formatMoment(group.since), formatMoment(group.latest)),
        trend: fill(labels.trend, formatCount(group.last24Hours), formatCount(group.last7Days)),
        trendWord: trends[trendOf(group)],
        documentsName: fill(labels.showDocumentsNamed, appWords(group.sentence)),
        example: group.example && exampleOf(group.example),
        ...againOf(group)
    };
}

/** There is none where the user may not see the document. */
function exampleOf({ recordId, name, sentence }) {
    return { recordId, href: `/${recordId}`, name: name || labels.unnamed, sentence: appWords(sentence ?? '') };
}

/** The last day beside a usual day of the last week. */
function trendOf({ last24Hours, last7Days }) {
    if (last24Hours === 0) return 'none';
    if (last24Hours * 7 === last7Days) return 'same';
    return last24Hours * 7 > last7Days ? 'more' : 'less';
}

function againOf(group) {
    const button = buttons[group.class];
    return {
        hasButton: Boolean(button),
        buttonLabel: button?.label,
        buttonTitle: button && fill(button.named, appWords(group.sentence)),
        hint: hintOf(group)
    };
}

function hintOf(group) {
    if (group.class === 'rollback') return labels.rollBackSentence;
    if (group.class === 'switch') return labels.switchSentence;
    return group.isRetryable ? '' : labels.mendFirst;
}
