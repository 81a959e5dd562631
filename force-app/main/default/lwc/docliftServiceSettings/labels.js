/** The labels of docliftServiceSettings. */
import admin from '@salesforce/label/c.Doclift_Role_Admin';
import apiShare from '@salesforce/label/c.Doclift_Settings_apiSharePercent';
import apiShareHelp from '@salesforce/label/c.Doclift_Settings_apiSharePercent_Help';
import catchUp from '@salesforce/label/c.Doclift_Settings_catchUpEveryMinutes';
import catchUpHelp from '@salesforce/label/c.Doclift_Settings_catchUpEveryMinutes_Help';
import copyHours from '@salesforce/label/c.Doclift_Settings_copyHours';
import copyHoursHelp from '@salesforce/label/c.Doclift_Settings_copyHours_Help';
import copyMegabytes from '@salesforce/label/c.Doclift_Settings_copyMegabytesPerSecond';
import copyMegabytesHelp from '@salesforce/label/c.Doclift_Settings_copyMegabytesPerSecond_Help';
import copyParallel from '@salesforce/label/c.Doclift_Settings_copyParallel';
import copyParallelHelp from '@salesforce/label/c.Doclift_Settings_copyParallel_Help';
import forbiddenRole from '@salesforce/label/c.Doclift_Error_ForbiddenRole';
import hoursForm from '@salesforce/label/c.Doclift_Settings_HoursForm';
import hoursRefused from '@salesforce/label/c.Doclift_Settings_HoursRefused';
import intro from '@salesforce/label/c.Doclift_Settings_Intro';
import isDefault from '@salesforce/label/c.Doclift_Settings_IsDefault';
import outOfRange from '@salesforce/label/c.Doclift_Settings_OutOfRange';
import range from '@salesforce/label/c.Doclift_Settings_Range';
import saved from '@salesforce/label/c.Doclift_Settings_Saved';
import setBy from '@salesforce/label/c.Doclift_Settings_SetBy';
import sideEffects from '@salesforce/label/c.Doclift_Settings_sideEffectsPer100Records';
import sideEffectsHelp from '@salesforce/label/c.Doclift_Settings_sideEffectsPer100Records_Help';
import switchHours from '@salesforce/label/c.Doclift_Settings_switchHours';
import switchHoursHelp from '@salesforce/label/c.Doclift_Settings_switchHours_Help';
import title from '@salesforce/label/c.Doclift_Settings_Title';

/** What each setting is, by the word of the service. */
export const words = {
    apiSharePercent: { label: apiShare, help: apiShareHelp },
    copyParallel: { label: copyParallel, help: copyParallelHelp },
    copyMegabytesPerSecond: { label: copyMegabytes, help: copyMegabytesHelp },
    copyHours: { label: copyHours, help: copyHoursHelp },
    switchHours: { label: switchHours, help: switchHoursHelp },
    sideEffectsPer100Records: { label: sideEffects, help: sideEffectsHelp },
    catchUpEveryMinutes: { label: catchUp, help: catchUpHelp }
};

export const labels = {
    admin,
    forbiddenRole,
    hoursForm,
    hoursRefused,
    intro,
    isDefault,
    outOfRange,
    range,
    saved,
    setBy,
    title
};
