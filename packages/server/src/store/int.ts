// The one type of whole numbers in rows.

/** An integer column: both engines read it as `bigint`, and take either. */
export type Int = bigint | number
