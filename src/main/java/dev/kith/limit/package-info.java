/** How much anybody may ask of one replica, and how long they may take over asking. Knows no feature. */
package dev.kith.limit;
