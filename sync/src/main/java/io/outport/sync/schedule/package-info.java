/** When a site may use its link: a cron expression and how long each of its openings lasts. */
@NullMarked
package io.outport.sync.schedule;

import org.jspecify.annotations.NullMarked;
