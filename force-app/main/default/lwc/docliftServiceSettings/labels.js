/** The labels of docliftServiceSettings. */
import admin from '@salesforce/label/c.Doclift_Role_Admin';
import apiShare from '@salesforce/label/c.Doclift_Settings_apiSharePercent';
import apiShareHelp from '@salesforce/label/c.Doclift_Settings_apiSharePercent_Help';
import catchUp from '@salesforce/label/c.Doclift_Settings_catchUpEveryMinutes';
import catchUpHelp from '@salesforce/label/c.Doclift_Settings_catchUpEveryMinutes_Help';
import copyParallel from '@salesforce/label/c.Doclift_Settings_copyParallel';
import copyParallelHelp from '@salesforce/label/c.Doclift_Settings_copyParallel_Help';
import forbiddenRole from '@salesforce/label/c.Doclift_Error_ForbiddenRole';
import intro from '@salesforce/label/c.Doclift_Settings_Intro';
import isDefault from '@salesforce/label/c.Doclift_Settings_IsDefault';
import outOfRange from '@salesforce/label/c.Doclift_Settings_OutOfRange';
import range from '@salesforce/label/c.Doclift_Settings_Range';
import saved from '@salesforce/label/c.Doclift_Settings_Saved';
import setBy from '@salesforce/label/c.Doclift_Settings_SetBy';
import title from '@salesforce/label/c.Doclift_Settings_Title';

/** What each setting is, by the word of the service. */
export const words = {
    apiSharePercent: { label: apiShare, help: apiShareHelp },
    copyParallel: { label: copyParallel, help: copyParallelHelp },
    catchUpEveryMinutes: { label: catchUp, help: catchUpHelp }
};

export const labels = { admin, forbiddenRole, intro, isDefault, outOfRange, range, saved, setBy, title };
