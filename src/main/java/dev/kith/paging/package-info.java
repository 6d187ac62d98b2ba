/** Lists in pages: opaque cursors bound to what was asked, and the link to the next page. */
package dev.kith.paging;
