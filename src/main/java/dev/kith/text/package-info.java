/** How texts are compared, whatever they are about. */
package dev.kith.text;
