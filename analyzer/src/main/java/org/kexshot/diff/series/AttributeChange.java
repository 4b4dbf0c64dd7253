package org.kexshot.diff.series;

import org.kexshot.diff.finding.FieldChange;

/**
 * A change of an attribute of one object.
 *
 * @param step the image that first has the new value, from 0
 * @param field the attribute with both values, as people read them
 */
public record AttributeChange(int step, FieldChange field) {}
