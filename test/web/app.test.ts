/** The web app as people use it, in a real browser on a fresh database: task by task, on one stage, which is costly to set. */
import './arriving.ts';
import './editing.ts';
import './crossing.ts';
import './looking.ts';
import './surveying.ts';
import './exploring.ts';
import './manners.ts';
import './another-issuer.ts';
